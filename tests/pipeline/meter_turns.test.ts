import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Model, ModelRequest } from "../../lib/models/model.ts";
import { type Limits, NO_LIMITS } from "../../lib/pipeline/limits.ts";
import { openMeter } from "../../lib/pipeline/meter.ts";

/** A model whose answers have one token, for a dollar each. */
const model: Model = {
  id: "m",
  price: { input: 0, output: 1e6 },
  generate: async () => {
    await new Promise((resolve) => setTimeout(resolve, 0));
    return { text: "a", model: "m", usage: { inputTokens: 0, outputTokens: 1 } };
  },
};

function metered(limits: Limits) {
  const meter = openMeter(limits);
  const ask = async (
    maxOutputTokens: number,
    { step = "s", ...more }: Partial<ModelRequest> & { step?: string } = {},
  ) => {
    const opened = meter.wrap({ kind: "prompted", model }, step);
    assert(opened.kind === "prompted");
    return await (opened as { model: Model }).model.generate({ messages: [], maxOutputTokens, ...more });
  };
  return { ask, meter };
}

Deno.test("thousands who wait for room are each looked at in their turn, and all are told in the end", async () => {
  let looks = 0;
  const limits = {
    ...NO_LIMITS,
    get maxCost() {
      looks++;
      return 3000;
    },
  };
  const { ask, meter } = metered(limits);
  const outcomes = await Promise.allSettled(Array.from({ length: 5000 }, () => ask(100)));
  const answered = outcomes.filter(({ status }) => status === "fulfilled").length;
  // The last that fits may need 100 dollars, of which all but one are given back.
  assertEquals([answered, meter.totals().cost], [2901, 2901]);
  assert(looks < 10 * 5000, `the limit was looked at ${looks} times`);
});

Deno.test("who waits is told when the signal aborts, and holds up nobody", async () => {
  const { ask, meter } = metered({ ...NO_LIMITS, maxCost: 100 });
  const stopping = new AbortController();
  const first = ask(100);
  const gone = assertRejects(() => ask(90, { signal: stopping.signal }), Error, "enough");
  const last = ask(50);
  stopping.abort(new Error("enough"));
  await Promise.all([first, gone, last]);
  assertEquals(meter.totals().cost, 2);
});

Deno.test("a step that has no room does not hold up another, and a request that never fits ends alone", async () => {
  const { ask, meter } = metered({ ...NO_LIMITS, maxCost: 100, maxCostPerStep: 60 });
  const outcomes = await Promise.allSettled([
    ask(60, { step: "a" }),
    ask(60, { step: "a" }),
    ask(40, { step: "b" }),
    ask(1000, { step: "b" }),
    ask(30, { step: "b" }),
  ]);
  assertEquals(outcomes.map(({ status }) => status === "fulfilled"), [true, false, true, false, true]);
  assertEquals(meter.totals().cost, 3);
});
