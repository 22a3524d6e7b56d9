import { assert, assertEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { random } from "../../lib/core/random.ts";
import type { Model } from "../../lib/models/model.ts";
import { ProviderError, type ProviderErrorKind } from "../../lib/models/provider_error.ts";
import { rateLimiter } from "../../lib/models/rate_limiter.ts";
import { remembered } from "../../lib/models/remembered.ts";
import { withPolicy } from "../../lib/models/with_policy.ts";
import { NO_LIMITS } from "../../lib/pipeline/limits.ts";
import { openMeter } from "../../lib/pipeline/meter.ts";
import { virtualClock } from "./_virtual_clock.ts";

function failing(kind: ProviderErrorKind, options: { status?: number; retryAfterSeconds?: number } = {}) {
  return new ProviderError("x/y", kind, "it broke", options);
}

Deno.test("5,000 items with a fault in five calls: all end, nothing is asked twice, the cost is exact", async () => {
  const clock = virtualClock();
  const source = random(2026);
  const kinds: ProviderErrorKind[] = ["rate_limit", "overloaded", "server", "connection", "malformed", "timeout"];
  const usage = { inputTokens: 100, outputTokens: 20 };
  const asked = new Map<string, number>();
  const answeredFor = new Map<string, number>();
  let underWay = 0;
  let mostUnderWay = 0;
  let calls = 0;
  const raw: Model = {
    id: "x/y",
    price: { input: 3, output: 15 },
    async generate({ messages: [{ content }], signal }) {
      calls++;
      asked.set(content, (asked.get(content) ?? 0) + 1);
      mostUnderWay = Math.max(mostUnderWay, ++underWay);
      const draw = source() / 2 ** 32;
      try {
        await clock.sleep(1 + draw);
        signal!.throwIfAborted();
        if (Number(content) % 500 === 7) throw failing("bad_request", { status: 400 });
        if (draw < 0.02) return await new Promise<never>((_, reject) => signal!.onabort = () => reject(signal!.reason));
        if (draw < 0.2) {
          const kind = kinds[source() % kinds.length];
          throw failing(kind, kind === "rate_limit" ? { retryAfterSeconds: 2 } : {});
        }
      } finally {
        underWay--;
      }
      answeredFor.set(content, (answeredFor.get(content) ?? 0) + 1);
      return { text: `answer ${content}`, model: "x/y", usage };
    },
  };
  const limiter = rateLimiter({ requestsPerMinute: 3000, maxConcurrency: 100 }, clock);
  const policy = withPolicy(raw, { ...clock, limiter, timeoutSeconds: 30, random: random(1) });
  const meter = openMeter(NO_LIMITS, { now: clock.now });
  const metered = meter.wrap({ kind: "prompted", model: policy }, "s");
  assert(metered.kind === "prompted");
  const held = new Map<string, string>();
  const store = { get: (key: string) => held.get(key), put: (key: string, text: string) => void held.set(key, text) };
  const model = remembered((metered as { model: Model }).model, store);
  const ask = (i: number) => model.generate({ messages: [{ role: "user", content: String(i) }], maxOutputTokens: 20 });
  const items = Array.from({ length: 5000 }, (_, i) => i);

  const outcomes = await clock.run(Promise.allSettled(items.map(ask)));
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.status === "fulfilled") assertEquals(outcome.value.text, `answer ${i}`);
    else assert(outcome.reason instanceof AssayError && outcome.reason.message.length > 20);
  }
  for (let i = 7; i < 5000; i += 500) {
    assertEquals([outcomes[i].status, asked.get(String(i))], ["rejected", 1]);
  }
  // A fault in each of six attempts has the probability 0.2⁶, so hardly one of 5,000 is given up.
  assert(failed.length >= 10 && failed.length <= 13, `${failed.length} failed`);
  assert([...answeredFor.values()].every((n) => n === 1));
  assertEquals(answeredFor.size, 5000 - failed.length);
  assert(mostUnderWay <= 100);
  assertEquals([limiter.state().running, limiter.state().waiting], [0, 0]);
  const cost = answeredFor.size * (100 * 3 + 20 * 15) / 1e6;
  const totals = meter.totals();
  assert(Math.abs(totals.cost - cost) < 1e-9, `${totals.cost} and ${cost}`);
  assertEquals([totals.calls, totals.unpriced], [answeredFor.size, 0]);

  const before = calls;
  const again = await clock.run(Promise.allSettled(items.map(ask)));
  assert(again.filter(({ status }) => status === "fulfilled").length >= 5000 - failed.length);
  assert(calls - before <= failed.length * 6, `${calls - before} more calls`);
  assert([...answeredFor.values()].every((n) => n === 1));
});
