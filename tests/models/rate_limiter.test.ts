import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import fc from "fast-check";
import { type Permit, rateLimiter, type RateOutcome } from "../../lib/models/rate_limiter.ts";
import { virtualClock } from "./_virtual_clock.ts";

const answered: RateOutcome = { kind: "answered" };
const refused: RateOutcome = { kind: "refused" };
const small = { inputTokens: 1, outputTokens: 1 };

/** The most that falls into any window of a minute. */
function mostInAMinute(taken: readonly { at: number; amount: number }[]): number {
  return Math.max(
    0,
    ...taken.map(({ at }) =>
      taken.filter((other) => other.at >= at && other.at < at + 60_000).reduce((sum, { amount }) => sum + amount, 0)
    ),
  );
}

const scenario = fc.record({
  requestsPerMinute: fc.integer({ min: 1, max: 20 }),
  inputTokensPerMinute: fc.integer({ min: 20, max: 300 }),
  outputTokensPerMinute: fc.integer({ min: 20, max: 300 }),
  maxConcurrency: fc.integer({ min: 1, max: 8 }),
});
const requests = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 20 }),
    lasts: fc.integer({ min: 0, max: 30 }),
    inputTokens: fc.integer({ min: 1, max: 20 }),
    outputTokens: fc.integer({ min: 1, max: 20 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    kind: fc.constantFrom("answered" as const, "refused" as const, "failed" as const),
  }),
  { minLength: 1, maxLength: 60 },
);

Deno.test("no window of a minute holds more than a limit, all get through, in their order", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, requests, async (limits, items) => {
      const clock = virtualClock();
      const limiter = rateLimiter(limits, clock);
      const calls: { at: number; amount: number }[] = [];
      const input: { at: number; amount: number }[] = [];
      const output: { at: number; amount: number }[] = [];
      const order: number[] = [];
      let underWay = 0;
      let mostUnderWay = 0;
      const asked: Promise<void>[] = [];
      const ask = async (i: number) => {
        const { lasts, share, kind, ...need } = items[i];
        const permit = await limiter.acquire(need);
        order.push(i);
        mostUnderWay = Math.max(mostUnderWay, ++underWay);
        const at = clock.now();
        const used = {
          inputTokens: Math.floor(need.inputTokens * share),
          outputTokens: Math.floor(need.outputTokens * share),
        };
        calls.push({ at, amount: 1 });
        const mine = { at, amount: need.inputTokens };
        input.push(mine);
        output.push({ at, amount: used.outputTokens });
        await clock.sleep(lasts);
        mine.amount = used.inputTokens;
        underWay--;
        permit.done({ kind, usage: used });
      };
      await clock.run((async () => {
        for (let i = 0; i < items.length; i++) {
          await clock.sleep(items[i].after);
          asked.push(ask(i));
        }
        await Promise.all(asked);
      })());
      assertEquals(order, items.map((_, i) => i));
      assert(mostUnderWay <= limits.maxConcurrency);
      assert(mostInAMinute(calls) <= limits.requestsPerMinute);
      assert(mostInAMinute(input) <= limits.inputTokensPerMinute);
      assert(mostInAMinute(output) <= limits.outputTokensPerMinute);
      assertEquals([limiter.state().running, limiter.state().waiting], [0, 0]);
    }),
    { numRuns: 150, seed: 4 },
  );
});

Deno.test("the rate that a limit allows is used to the full", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({ requestsPerMinute: 60 }, clock);
  const ask = async () => (await limiter.acquire(small)).done(answered);
  await clock.run(Promise.all(Array.from({ length: 600 }, ask)));
  assertEquals(clock.now(), 9 * 60_000);
});

Deno.test("a request that is above a limit by itself is let through alone", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({ outputTokensPerMinute: 100 }, clock);
  const at: number[] = [];
  const ask = async (outputTokens: number) => {
    (await limiter.acquire({ inputTokens: 1, outputTokens })).done(answered);
    at.push(clock.now());
  };
  await clock.run(Promise.all([ask(50), ask(1000), ask(1)]));
  assertEquals(at, [0, 60_000, 120_000]);
});

Deno.test("tokens that were set aside and not used are there for others at once", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({ outputTokensPerMinute: 100 }, clock);
  const first = await limiter.acquire({ inputTokens: 1, outputTokens: 100 });
  const second = limiter.acquire({ inputTokens: 1, outputTokens: 90 });
  assertEquals(limiter.state().waiting, 1);
  first.done({ kind: "answered", usage: { inputTokens: 1, outputTokens: 10 } });
  (await second).done(answered);
  assertEquals([clock.now(), limiter.state().waiting], [0, 0]);
});

Deno.test("a round of refusals halves the number at the same time once, never below 1; answers let it grow again", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({ maxConcurrency: 40 }, clock);
  const take = (n: number) => Promise.all(Array.from({ length: n }, () => limiter.acquire(small)));
  const give = (permits: Permit[], outcome: RateOutcome) => permits.forEach((permit) => permit.done(outcome));
  give(await take(40), refused);
  assertEquals(limiter.state().concurrency, 20);
  for (let round = 0; round < 10; round++) give(await take(limiter.state().concurrency), refused);
  assertEquals(limiter.state().concurrency, 1);
  let rounds = 0;
  for (; limiter.state().concurrency < 40 && rounds < 100; rounds++) {
    give(await take(limiter.state().concurrency), answered);
  }
  assert(rounds >= 19 && rounds <= 45, `${rounds} rounds`);
  give(await take(40), { kind: "failed" });
  assertEquals(limiter.state().concurrency, 40);
});

Deno.test("answers of a limiter that is not full do not raise its bound", async () => {
  const limiter = rateLimiter({ maxConcurrency: 40 });
  (await limiter.acquire(small)).done(refused);
  assertEquals(limiter.state().concurrency, 1);
  (await limiter.acquire(small)).done(answered);
  const raised = limiter.state().concurrency;
  for (let i = 0; i < 1000; i++) (await limiter.acquire(small)).done(answered);
  assertEquals([raised, limiter.state().concurrency], [3, 3]);
});

Deno.test("a permit counts once, however often it is given back", async () => {
  const limiter = rateLimiter({ maxConcurrency: 2 });
  const permit = await limiter.acquire(small);
  for (let i = 0; i < 5; i++) permit.done(answered);
  assertEquals(limiter.state().running, 0);
});

Deno.test("what the headers say is left is obeyed, and fills up steadily", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({}, clock);
  limiter.note({ requests: { limit: 60, remaining: 0, resetSeconds: 60 } });
  const at: number[] = [];
  const ask = async () => {
    (await limiter.acquire(small)).done(answered);
    at.push(clock.now());
  };
  await clock.run(Promise.all([ask(), ask(), ask()]));
  assertEquals(at, [1000, 2000, 3000]);
  limiter.note({ tokens: { remaining: 1, resetSeconds: 5 } });
  await clock.run(ask());
  assertEquals(at.at(-1), 8000);
});

Deno.test("a pause that a provider asks for holds for all, a day only for a minute, then one is told anew", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({}, clock);
  (await limiter.acquire(small)).done({ kind: "refused", pauseSeconds: 7 });
  const permit = await clock.run(limiter.acquire(small));
  assertEquals(clock.now(), 7000);
  permit.done({ kind: "refused", pauseSeconds: 86_400 });
  await clock.run(limiter.acquire(small));
  assertEquals(clock.now(), 67_000);
});

Deno.test("who is cancelled leaves the queue at once with the signal's reason, and holds up nobody", async () => {
  const clock = virtualClock();
  const limiter = rateLimiter({ requestsPerMinute: 1 }, clock);
  await limiter.acquire(small);
  const controllers = Array.from({ length: 100 }, () => new AbortController());
  const waiting = controllers.map(({ signal }) => limiter.acquire(small, signal));
  const last = limiter.acquire(small);
  controllers.forEach((controller, i) => controller.abort(new Error(`no ${i}`)));
  await Promise.all(waiting.map((one, i) => assertRejects(() => one, Error, `no ${i}`)));
  assertEquals(limiter.state().waiting, 1);
  await clock.run(last);
  assertEquals([clock.now(), limiter.state().running, clock.sleeping], [60_000, 2, 0]);
  await assertRejects(() => limiter.acquire(small, AbortSignal.abort(new Error("before"))), Error, "before");
});

Deno.test("limits out of range are refused", () => {
  assertThrows(() => rateLimiter({ requestsPerMinute: 0 }), RangeError, "requestsPerMinute must be a whole number");
  assertThrows(() => rateLimiter({ inputTokensPerMinute: 1.5 }), RangeError, "received 1.5");
  assertThrows(() => rateLimiter({ maxConcurrency: 0 }), RangeError, "from 1 to 10000");
});

Deno.test("10,000 acquisitions cost less than 20 microseconds each, with every limit and all waiting", async () => {
  const limits = { requestsPerMinute: 1e6, inputTokensPerMinute: 1e9, outputTokensPerMinute: 1e9, maxConcurrency: 50 };
  const limiter = rateLimiter(limits);
  limiter.note({ requests: { limit: 1e9, remaining: 1e9, resetSeconds: 60 } });
  const usage = { inputTokens: 1, outputTokens: 1 };
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    await Promise.all(Array.from({ length: 10_000 }, async () => {
      const permit = await limiter.acquire(small);
      await Promise.resolve();
      permit.done({ kind: "answered", usage });
    }));
    best = Math.min(best, (performance.now() - begun) / 10);
  }
  assert(best < 20, `${best.toFixed(2)} µs`);
});
