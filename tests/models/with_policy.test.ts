import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import type { Model, ModelRequest, ModelResponse } from "../../lib/models/model.ts";
import { ProviderError, type ProviderErrorKind } from "../../lib/models/provider_error.ts";
import { rateLimiter } from "../../lib/models/rate_limiter.ts";
import { type PolicyOptions, type RetryNote, withPolicy } from "../../lib/models/with_policy.ts";
import { type VirtualClock, virtualClock } from "./_virtual_clock.ts";

const hello: ModelRequest = { messages: [{ role: "user", content: "Hello" }] };
const answer: ModelResponse = { text: "Hi", model: "x/y" };

function failing(kind: ProviderErrorKind, options: { status?: number; retryAfterSeconds?: number } = {}) {
  return new ProviderError("x/y", kind, "it broke", options);
}

/** A model that does one thing after the other, and the last for ever; when each call began. */
function script(
  clock: VirtualClock,
  steps: readonly (Error | ModelResponse | ((request: ModelRequest) => Promise<ModelResponse>))[],
): { model: Model; at: number[] } {
  const at: number[] = [];
  const generate = async (request: ModelRequest) => {
    const step = steps[Math.min(at.length, steps.length - 1)];
    at.push(clock.now());
    await Promise.resolve();
    if (typeof step === "function") return await step(request);
    if (step instanceof Error) throw step;
    return step;
  };
  return { model: { id: "x/y", price: null, generate }, at };
}

function rejected(promise: Promise<unknown>): Promise<ProviderError> {
  return promise.then(() => Promise.reject(new Error("it did not fail")), (error) => error);
}

Deno.test("what can heal is asked again until it is answered, what cannot is never", async () => {
  for (const kind of ["rate_limit", "overloaded", "server", "timeout", "connection", "malformed"] as const) {
    const clock = virtualClock();
    const { model, at } = script(clock, [failing(kind), failing(kind), answer]);
    assertEquals(await clock.run(withPolicy(model, clock).generate(hello)), answer);
    assertEquals(at.length, 3, kind);
  }
  for (const error of [failing("auth"), failing("bad_request"), failing("not_found"), new TypeError("a bug")]) {
    const clock = virtualClock();
    const { model, at } = script(clock, [error, answer]);
    assertEquals(await rejected(clock.run(withPolicy(model, clock).generate(hello))) as Error, error);
    assertEquals(at.length, 1, error.message);
  }
});

Deno.test("the last error says how many attempts were made, with its kind, status and code", async () => {
  const clock = virtualClock();
  const { model, at } = script(clock, [failing("server", { status: 500 })]);
  const error = await rejected(clock.run(withPolicy(model, { ...clock, maxRetries: 3 }).generate(hello)));
  assertEquals(error.message, "Cannot get an answer from x/y: it broke (status 500), after 4 attempts");
  assertEquals([error.kind, error.status, error.code, error.attempts, at.length], [
    "server",
    500,
    "provider_failed",
    4,
    4,
  ]);
  assert(error.cause instanceof ProviderError);
  const none = script(clock, [failing("server")]);
  assertEquals(
    (await rejected(clock.run(withPolicy(none.model, { ...clock, maxRetries: 0 }).generate(hello)))).attempts,
    1,
  );
  assertEquals(none.at.length, 1);
});

Deno.test("pauses are drawn evenly from nought to a bound that doubles up to the longest", async () => {
  const bounds = [0.5, 1, 2, 4, 8, 10, 10, 10];
  const sums = bounds.map(() => 0);
  const source = random(11);
  const runs = 2000;
  for (let run = 0; run < runs; run++) {
    const clock = virtualClock();
    const { model } = script(clock, [...bounds.map(() => failing("server")), answer]);
    const notes: RetryNote[] = [];
    const options = {
      ...clock,
      random: source,
      maxRetries: 8,
      maxDelaySeconds: 10,
      onRetry: (n: RetryNote) => notes.push(n),
    };
    await clock.run(withPolicy(model, options).generate(hello));
    assertEquals(notes.map(({ attempt }) => attempt), [1, 2, 3, 4, 5, 6, 7, 8]);
    notes.forEach(({ seconds }, i) => {
      assert(seconds >= 0 && seconds < bounds[i]);
      sums[i] += seconds / bounds[i];
    });
  }
  // The mean of 2,000 even draws has a standard error of 0.0065.
  for (const sum of sums) assert(Math.abs(sum / runs - 0.5) < 0.03, `${sum / runs}`);
});

Deno.test("a pause is never shorter than the provider asks, and the same seed gives the same pauses", async () => {
  const seconds = async (seed: number) => {
    const clock = virtualClock();
    const { model, at } = script(clock, [failing("rate_limit", { retryAfterSeconds: 90 }), answer]);
    await clock.run(withPolicy(model, { ...clock, random: random(seed) }).generate(hello));
    return at[1] / 1000;
  };
  const waits = await Promise.all([1, 2, 3, 4, 5].map(seconds));
  for (const wait of waits) assert(wait >= 90 && wait < 90.5);
  assertEquals(new Set(waits).size, 5);
  assertEquals(await seconds(3), waits[2]);
});

Deno.test("a wait that would take longer than all attempts may is not begun", async () => {
  const clock = virtualClock();
  const { model, at } = script(clock, [failing("rate_limit", { status: 429, retryAfterSeconds: 86_400 })]);
  const error = await rejected(clock.run(withPolicy(model, clock).generate(hello)));
  assertEquals([at.length, clock.now(), error.kind], [1, 0, "rate_limit"]);
  assert(error.message.includes("the provider asks to wait 86400 seconds"), error.message);
});

Deno.test("all attempts together end within the time that they may take", async () => {
  const clock = virtualClock();
  const hang = () => new Promise<never>(() => {});
  const { model } = script(clock, [hang]);
  const options = { ...clock, timeoutSeconds: 40, totalSeconds: 100, maxRetries: 50 };
  const error = await rejected(clock.run(withPolicy(model, options).generate(hello)));
  assertEquals(error.kind, "timeout");
  assert(clock.now() <= 100_000, `${clock.now()}`);
  assert(error.message.includes("no more than 100 seconds") || error.message.includes("no answer within"));
});

Deno.test("a call without end is a timeout, is told so by its signal, and is asked again", async () => {
  const clock = virtualClock();
  const reasons: unknown[] = [];
  const hang = ({ signal }: ModelRequest) =>
    new Promise<never>(() => signal!.addEventListener("abort", () => reasons.push(signal!.reason)));
  const { model, at } = script(clock, [hang, answer]);
  const policy = withPolicy(model, { ...clock, timeoutSeconds: 7, random: () => 0 });
  assertEquals(await clock.run(policy.generate(hello)), answer);
  assertEquals(at, [0, 7000]);
  assert(reasons[0] instanceof ProviderError);
  assertEquals((reasons[0] as ProviderError).kind, "timeout");
  assertEquals(clock.sleeping, 0);
});

Deno.test("an abort ends a call, a pause and a wait for the limiter at once, with the signal's reason", async () => {
  const hang = () => new Promise<never>(() => {});
  const situations: Record<string, { steps: Parameters<typeof script>[1]; options?: PolicyOptions }> = {
    call: { steps: [hang] },
    pause: { steps: [failing("rate_limit", { retryAfterSeconds: 1000 })] },
    limiter: { steps: [answer], options: { limiter: rateLimiter({ requestsPerMinute: 1 }, virtualClock()) } },
  };
  await situations.limiter.options!.limiter!.acquire({ inputTokens: 1, outputTokens: 1 });
  for (const [name, { steps, options }] of Object.entries(situations)) {
    const clock = virtualClock();
    const { model } = script(clock, steps);
    const controller = new AbortController();
    const pending = rejected(
      withPolicy(model, { ...clock, ...options }).generate({ ...hello, signal: controller.signal }),
    );
    await clock.advance(5);
    controller.abort(new Error("enough"));
    assertEquals((await pending as Error).message, "enough", name);
    assertEquals(clock.now(), 5000);
  }
  const clock = virtualClock();
  const { model, at } = script(clock, [answer]);
  const signal = AbortSignal.abort(new Error("before"));
  await assertRejects(() => withPolicy(model, clock).generate({ ...hello, signal }), Error, "before");
  assertEquals(at.length, 0);
});

Deno.test("a long-lived signal keeps no listeners of calls that are over", async () => {
  const clock = virtualClock();
  const { model } = script(clock, [answer]);
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
  const policy = withPolicy(model, { ...clock, limiter: rateLimiter({ maxConcurrency: 2 }, clock) });
  await clock.run(Promise.all(Array.from({ length: 50 }, () => policy.generate({ ...hello, signal }))));
  assertEquals([listeners, clock.sleeping], [0, 0]);
});

Deno.test("once a piece was handed on there is no second answer, before that there is", async () => {
  const late = (pieces: string[]) => async ({ onText }: ModelRequest) => {
    for (const piece of pieces) onText!(piece);
    await Promise.resolve();
    throw failing("connection");
  };
  for (const [pieces, calls] of [[["Once "], 1], [[""], 2], [[], 2]] as const) {
    const clock = virtualClock();
    const heard: string[] = [];
    const { model, at } = script(clock, [late([...pieces]), answer]);
    const pending = withPolicy(model, clock).generate({ ...hello, onText: (piece) => heard.push(piece) });
    const outcome = await clock.run(pending.catch((error) => error));
    assertEquals(at.length, calls);
    assertEquals(heard.join(""), pieces.join(""));
    if (calls === 1) assert(outcome.message.includes("the answer had begun to arrive"), outcome.message);
  }
});

Deno.test("pieces of a call that was given up reach nobody", async () => {
  const clock = virtualClock();
  const heard: string[] = [];
  const slow = async ({ onText }: ModelRequest) => {
    await clock.sleep(100);
    onText!("too late");
    return answer;
  };
  const { model } = script(clock, [slow, answer]);
  const policy = withPolicy(model, { ...clock, timeoutSeconds: 1 });
  await clock.run(policy.generate({ ...hello, onText: (piece) => heard.push(piece) }));
  await clock.advance(1000);
  assertEquals(heard, []);
});

Deno.test("answers that are cut off, refused or empty are answers; the request goes through unchanged", async () => {
  const clock = virtualClock();
  for (
    const response of [{ ...answer, finish: "length" }, { ...answer, finish: "refusal" }, {
      ...answer,
      text: "",
    }] as const
  ) {
    const { model, at } = script(clock, [response]);
    assertEquals(await clock.run(withPolicy(model, clock).generate(hello)), response);
    assertEquals(at.length, 1);
  }
  let seen: ModelRequest | undefined;
  const { model } = script(clock, [(request) => (seen = request, Promise.resolve(answer))]);
  const request = { ...hello, repeat: 3, temperature: 0, tools: [{ name: "f", description: "", parameters: {} }] };
  await clock.run(withPolicy(model, clock).generate(request));
  const { signal, ...rest } = seen!;
  assertEquals([rest, signal instanceof AbortSignal], [request, true]);
});

Deno.test("refusals slow the limiter down, other failures do not, and no permit is lost", async () => {
  for (
    const [kind, concurrency] of [["rate_limit", 4], ["overloaded", 4], ["server", 8], ["bad_request", 8]] as const
  ) {
    const clock = virtualClock();
    const limiter = rateLimiter({ maxConcurrency: 8 }, clock);
    const { model } = script(clock, [failing(kind)]);
    const policy = withPolicy(model, { ...clock, limiter, maxRetries: 0 });
    await clock.run(Promise.allSettled(Array.from({ length: 8 }, () => policy.generate(hello))));
    assertEquals(limiter.state(), { running: 0, waiting: 0, concurrency }, kind);
  }
});

Deno.test("tokens are counted under the policy too, without the limits of answers", async () => {
  const clock = virtualClock();
  let calls = 0;
  const model: Model = {
    id: "x/y",
    generate: () => Promise.resolve(answer),
    countTokens: () => ++calls < 3 ? Promise.reject(failing("overloaded")) : Promise.resolve(42),
  };
  const limiter = rateLimiter({ requestsPerMinute: 1 }, clock);
  const policy = withPolicy(model, { ...clock, limiter });
  assertEquals(await clock.run(policy.countTokens!(hello)), 42);
  assertEquals([calls, limiter.state().running], [3, 0]);
  assertEquals(withPolicy({ id: "x/y", generate: model.generate }).countTokens, undefined);
});

Deno.test("options out of range are refused", () => {
  const model: Model = { id: "x/y", generate: () => Promise.resolve(answer) };
  assertThrows(() => withPolicy(model, { maxRetries: -1 }), RangeError, "maxRetries");
  for (const name of ["baseDelaySeconds", "maxDelaySeconds", "timeoutSeconds", "totalSeconds"]) {
    for (const value of [0, -1, NaN, Infinity]) {
      assertThrows(() => withPolicy(model, { [name]: value }), RangeError, name);
    }
  }
});
