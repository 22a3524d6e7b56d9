import { assertAlmostEquals, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Model } from "../../lib/models/model.ts";
import type { OpenedModel } from "../../lib/models/open_model.ts";
import { type Limits, NO_LIMITS } from "../../lib/pipeline/limits.ts";
import { openMeter, type Spending } from "../../lib/pipeline/meter.ts";
import { planOf, problemsOf, runOf } from "./_engine.ts";

const PRICE = { input: 0, output: 1000 };

/** A model whose answers have 1,000 tokens and cost a dollar. */
function dollarModel(options: Partial<Model> & { tokens?: number; calls?: { now: number } } = {}): OpenedModel {
  const { tokens = 1000, calls = { now: 0 }, ...rest } = options;
  return {
    kind: "prompted",
    model: {
      id: "m",
      price: PRICE,
      async generate() {
        calls.now++;
        await new Promise((resolve) => setTimeout(resolve, 1));
        return { text: "answer", model: "m", usage: { inputTokens: 0, outputTokens: tokens } };
      },
      ...rest,
    },
  };
}

const asking = (limits: Partial<Limits>, opened: OpenedModel, options: Parameters<typeof openMeter>[1] = {}) => {
  const meter = openMeter({ ...NO_LIMITS, ...limits }, options);
  const ask = (step = "s", content = "hi", maxOutputTokens: number | undefined = 1000) => {
    const wrapped = meter.wrap(opened, step);
    if (wrapped.kind !== "prompted") throw new Error("no model");
    return wrapped.model.generate({ messages: [{ role: "user", content }], maxOutputTokens });
  };
  return { meter, ask };
};

Deno.test("100 calls at the same time cannot pass a limit for 10", async () => {
  const calls = { now: 0 };
  const { meter, ask } = asking({ maxCost: 10 }, dollarModel({ calls }));
  const ended = await Promise.allSettled(Array.from({ length: 100 }, () => ask()));
  const refused = ended.filter((one) => one.status === "rejected");
  assertEquals([calls.now, refused.length, meter.totals().cost], [10, 90, 10]);
  for (const { reason } of refused) assertEquals((reason as AssayError).code, "over_limit");
  assertStringIncludes(String(refused[0].reason), "max_cost is $10.00, and what comes next may make it $11.00");
});

Deno.test("sums of small prices do not stop a limit short", async () => {
  const { meter, ask } = asking({ maxCost: 0.3 }, dollarModel({ price: { input: 0, output: 100 } }));
  for (let i = 0; i < 3; i++) await ask();
  assertEquals(meter.totals().calls, 3);
  await assertRejects(() => ask(), AssayError, "Stopped at a limit");
});

Deno.test("what is set aside but not used is given back, also by a call that fails", async () => {
  const cheap = asking({ maxCost: 1 }, dollarModel({ tokens: 100 }));
  for (let i = 0; i < 1; i++) await cheap.ask();
  assertEquals(Math.round(cheap.meter.totals().cost * 10), 1);
  await assertRejects(() => cheap.ask(), AssayError, "may make it $1.10");
  let fails = true;
  const model = dollarModel();
  const flaky = asking({ maxCost: 1 }, {
    kind: "prompted",
    model: {
      id: "m",
      price: PRICE,
      generate: (request) => {
        if (!fails) return (model as { model: Model }).model.generate(request);
        fails = false;
        return Promise.reject(new AssayError("Cannot ask", { code: "provider_failed" }));
      },
    },
  });
  await assertRejects(() => flaky.ask(), AssayError, "Cannot ask");
  await flaky.ask();
});

Deno.test("an unknown price is refused where a limit of cost holds, and counted apart where none does", async () => {
  for (const price of [null, undefined]) {
    const { ask } = asking({ maxCost: 1 }, dollarModel({ price }));
    await assertRejects(() => ask(), AssayError, "the price of m is not known");
    const free = asking({}, dollarModel({ price }));
    await free.ask();
    assertEquals(free.meter.totals(), { cost: 0, tokens: 1000, calls: 1, unpriced: 1 });
  }
  const local = asking({ maxCost: 0 }, dollarModel({ id: "local/x", price: undefined }));
  await local.ask();
  assertEquals(local.meter.totals().cost, 0);
});

Deno.test("a limit for each step counts its iterations together, and other steps apart", async () => {
  const { ask } = asking({ maxCostPerStep: 2 }, dollarModel());
  await ask("each[0]/ask");
  await ask("each[1]/ask");
  await assertRejects(() => ask("each[2]/ask"), AssayError, "max_cost_per_step is $2.00");
  await ask("each[2]/other");
});

Deno.test("tokens are bounded by the length of the request and the most of an answer", async () => {
  const { ask } = asking({ maxTokens: 1100 }, dollarModel());
  await assertRejects(() => ask("s", "x".repeat(303)), AssayError, "max_tokens is 1100 tokens");
  await assertRejects(() => ask("s", "語".repeat(101)), AssayError, "may make it 1101 tokens");
  await assertRejects(() => ask("s", "😀".repeat(76)), AssayError, "may make it 1102 tokens");
  await ask("s", "x".repeat(300));
  const open = asking({ maxTokens: 4096 }, dollarModel());
  await assertRejects(
    () =>
      (open.meter.wrap(dollarModel(), "s") as { model: Model }).model.generate({
        messages: [{ role: "user", content: "hi" }],
      }),
    AssayError,
    "max_tokens",
  );
});

Deno.test("what earlier attempts used up counts", async () => {
  const spent: Spending = {
    step: "each[4]/ask",
    model: "m",
    inputTokens: 0,
    outputTokens: 1,
    isGuess: false,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    saved: 0,
    cost: 9,
    seconds: 1,
  };
  const told: Spending[] = [];
  const { ask, meter } = asking({ maxCost: 10, maxCostPerStep: 10 }, dollarModel(), {
    before: [spent],
    onSpend: (spending) => told.push(spending),
  });
  await ask("each[7]/ask");
  assertEquals([meter.totals().cost, told.length, told[0].cost], [10, 1, 1]);
  await assertRejects(() => ask(), AssayError, "max_cost is $10.00");
});

Deno.test("with on_exceed: continue each limit is told once, and nothing stops", async () => {
  const told: string[] = [];
  const { ask, meter } = asking({ maxCost: 1, maxTokens: 1000, onExceed: "continue" }, dollarModel(), {
    onExceed: (problem) => told.push(problem.split(" ")[0]),
  });
  for (let i = 0; i < 3; i++) await ask();
  assertEquals([told.sort(), meter.totals().cost], [["max_cost", "max_tokens"], 3]);
});

Deno.test("an answer without usage is guessed, and said to be", async () => {
  const told: Spending[] = [];
  const model: OpenedModel = {
    kind: "prompted",
    model: { id: "m", price: PRICE, generate: () => Promise.resolve({ text: "x".repeat(30), model: "m" }) },
  };
  await asking({}, model, { onSpend: (spending) => told.push(spending) }).ask("s", "y".repeat(9));
  assertEquals([told[0].isGuess, told[0].inputTokens, told[0].outputTokens], [true, 3, 10]);
});

Deno.test("what a provider's cache had and kept is counted, priced, and what it saved is told", async () => {
  const told: Spending[] = [];
  const usage = { inputTokens: 100, cacheReadTokens: 1000, cacheWriteTokens: 500, outputTokens: 10 };
  const cached = (price: Model["price"]) =>
    dollarModel({ price, generate: () => Promise.resolve({ text: "answer", model: "m", usage }) });
  const onSpend = (spending: Spending) => void told.push(spending);
  // A million tokens: 2 dollars, 0.2 where they were there already, 2.5 where they are kept.
  const { ask, meter } = asking({}, cached({ input: 2, output: 10, cacheRead: 0.2, cacheWrite: 2.5 }), { onSpend });
  await ask();
  const [{ cost, saved, cacheReadTokens, cacheWriteTokens }] = told;
  assertEquals([cacheReadTokens, cacheWriteTokens, meter.totals().tokens], [1000, 500, 1610]);
  assertAlmostEquals(cost!, (200 + 200 + 1250 + 100) / 1e6, 1e-15);
  assertAlmostEquals(saved!, (1000 * 1.8 - 500 * 0.5) / 1e6, 1e-15);
  await asking({}, cached(null), { onSpend }).ask();
  assertEquals([told[1].cost, told[1].saved], [null, null]);
});

Deno.test("a model by its provider's batches is metered at their price", async () => {
  const told: Spending[] = [];
  const half: Model = {
    id: "m",
    price: { input: 0, output: 500 },
    generate: () => Promise.reject(new Error("unused")),
  };
  const generate = () => Promise.resolve({ text: "answer", model: "m", usage: { inputTokens: 0, outputTokens: 1000 } });
  const opened = dollarModel({ batched: () => ({ ...half, generate }) });
  const meter = openMeter(NO_LIMITS, { onSpend: (spending) => told.push(spending) });
  const wrapped = meter.wrap(opened, "s");
  if (wrapped.kind !== "prompted") throw new Error("no model");
  const store = { get: () => undefined, put: () => {} };
  await wrapped.model.batched!({ store }).generate({ messages: [{ role: "user", content: "hi" }] });
  assertEquals([told.length, told[0].cost, meter.totals().cost], [1, 0.5, 0.5]);
});

Deno.test("steps and memory are bounded", () => {
  const meter = openMeter({ ...NO_LIMITS, maxSteps: 2, maxMemoryMb: 100 }, { memory: () => 50e6 });
  meter.startStep();
  meter.startStep();
  assertThrows(() => meter.startStep(), AssayError, "max_steps is 2 steps, and what comes next may make it 3 steps");
  const full = openMeter({ ...NO_LIMITS, maxMemoryMb: 100 }, { memory: () => 101e6 });
  assertThrows(() => full.startStep(), AssayError, "max_memory_mb is 100 MB");
});

const LOOP = (limits: string) => `
limits: { ${limits} }
steps:
  - { name: each, type: for_loop, data_source: 20, parallel: true, break_on_error: false, max_parallel: 10, steps: [{ name: ask, type: ask, prompt: "about {{ item }}", on_error: continue, retry: { max_attempts: 3 } }] }
  - { name: end, type: do, on_error: continue }`;

Deno.test("a limit ends the run whatever steps and loops make of errors, and what follows is not run", async () => {
  const calls = { now: 0 };
  const { error, outcomes } = await runOf(LOOP("max_cost: 5"), { run: { open: () => dollarModel({ calls }) } });
  assertEquals([calls.now, error?.code], [5, "over_limit"]);
  assertStringIncludes(error!.message, "Stopped at a limit: max_cost is $5.00");
  assertEquals(outcomes.each.status, "failed");
  const before = Array.from({ length: 5 }, () => ({
    step: "each[0]/ask",
    model: "m",
    inputTokens: 0,
    outputTokens: 0,
    isGuess: false,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    saved: 0,
    cost: 1,
    seconds: 0,
  }));
  const resumed = { now: 0 };
  await runOf(LOOP("max_cost: 8"), { run: { before, open: () => dollarModel({ calls: resumed }) } });
  assertEquals(resumed.now, 3);
});

Deno.test("a limit of steps counts those inside loops each time", async () => {
  const { error } = await runOf(
    `limits: { max_steps: 4 }\nsteps: [{ name: l, type: for_loop, data_source: 9, steps: [{ name: s, type: do }] }]`,
  );
  assertEquals(error?.code, "over_limit");
  assertEquals(
    (await runOf("limits: { max_steps: 2 }\nsteps: [{ name: a, type: do }, { name: b, type: do }]")).error,
    null,
  );
});

Deno.test("a limit of time stops the run and what runs inside it; with on_exceed: continue it is only told", async () => {
  const yaml = (more: string) =>
    `limits: { max_seconds: 0.02${more} }\nsteps: [{ name: slow, type: do, on_error: continue }]`;
  const waits = (_: unknown, { signal }: { signal?: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, 60);
      signal?.addEventListener("abort", () => (clearTimeout(timer), reject(signal.reason)));
    });
  const { error } = await runOf(yaml(""), { work: waits });
  assertEquals([error?.code, error?.message], ["over_limit", "Stopped at a limit: max_seconds is 0.02 s"]);
  const told: string[] = [];
  const run = { onExceed: (problem: string) => void told.push(problem) };
  assertEquals((await runOf(yaml(", on_exceed: continue"), { work: waits, run })).error, null);
  assertEquals(told, ["max_seconds is 0.02 s"]);
});

Deno.test("a limit of many days does not end the run at once", async () => {
  const { error } = await runOf("limits: { max_seconds: 99999999 }\nsteps: [{ name: a, type: do }]", {
    work: () => new Promise((resolve) => setTimeout(resolve, 20)),
  });
  assertEquals(error, null);
});

Deno.test("limits that are wrong are refused", () => {
  const told = problemsOf("limits: { max_cost: -1, max_tokns: 3, on_exceed: pray }\nsteps: [{ name: a, type: do }]")
    .join("\n");
  for (const part of ["max_cost", 'unknown field "max_tokns", did you mean "max_tokens"?', "on_exceed"]) {
    assertStringIncludes(told, part);
  }
  assertEquals(planOf("steps: [{ name: a, type: do }]").limits, NO_LIMITS);
});
