import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { type Plan, planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { stepOutput } from "../../lib/pipeline/reference.ts";
import { runWorkflow, type StepOutcome } from "../../lib/pipeline/run_workflow.ts";
import { type StepContext, stepType } from "../../lib/pipeline/step_type.ts";

type Work = (name: string, context: StepContext) => unknown;

function planOf(yaml: string, work: Work = (name) => name): Plan {
  const step = stepType({
    summary: "Does what the test says.",
    schema: z.strictObject({
      input: stepOutput<unknown>("value").optional(),
      other: stepOutput<unknown>("value").optional(),
    }),
    outputs: { value: "value" },
    run: async (_, context) => ({ value: await work(context.name, context) }),
  });
  return planWorkflow(parseWorkflow(`name: x\n${yaml}`, "x.yaml"), { do: step }, {});
}

async function outcomesOf(
  plan: Plan,
  options: { signal?: AbortSignal } = {},
): Promise<Record<string, StepOutcome["status"]>> {
  const outcomes: Record<string, StepOutcome["status"]> = {};
  await runWorkflow(plan, { out: "", ...options, onOutcome: ({ name }, { status }) => outcomes[name] = status });
  return outcomes;
}

const DIAMOND = `
steps:
  - { name: top, type: do }
  - { name: left, type: do, input: "{{ steps.top }}" }
  - { name: right, type: do, needs: [top] }
  - { name: end, type: do, input: "{{ steps.left }}", other: "{{ steps.right.value }}", needs: top }`;

Deno.test("a step needs the steps it refers to and those it names, each once", () => {
  assertEquals(planOf(DIAMOND).steps.map(({ name, needs }) => [name, needs]), [
    ["top", []],
    ["left", ["top"]],
    ["right", ["top"]],
    ["end", ["left", "right", "top"]],
  ]);
});

Deno.test("independent steps run at the same time, dependent ones after what they need, outputs in the order of the plan", async () => {
  const log: string[] = [];
  const met = Promise.withResolvers<void>();
  const plan = planOf(DIAMOND, async (name) => {
    log.push(`${name} begins`);
    // Left ends only once right has begun: one after the other they would wait forever.
    if (name === "left") await met.promise;
    if (name === "right") met.resolve();
    log.push(`${name} ends`);
    return name;
  });
  const outputs = await runWorkflow(plan, { out: "" });
  assertEquals(log, [
    "top begins",
    "top ends",
    "left begins",
    "right begins",
    "right ends",
    "left ends",
    "end begins",
    "end ends",
  ]);
  assertEquals(outputs.map(({ value }) => value), ["top", "left", "right", "end"]);
});

Deno.test("no more than max_parallel steps run at once", async () => {
  let [now, most] = [0, 0];
  const steps = Array.from({ length: 9 }, (_, i) => `  - { name: s${i}, type: do }`).join("\n");
  const plan = planOf(`max_parallel: 3\nsteps:\n${steps}`, async () => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve));
    now--;
  });
  await runWorkflow(plan, { out: "" });
  assertEquals(most, 3);
});

const FAILING = (onError: string) => `
steps:
  - { name: bad, type: do${onError} }
  - { name: after, type: do, input: "{{ steps.bad }}" }
  - { name: later, type: do, needs: after }
  - { name: beside, type: do }`;
const failing: Work = (name) => {
  if (name === "bad") throw new AssayError("Cannot do it", { problems: ["it is Monday"] });
  return name;
};

Deno.test("with on_error: continue a failed step leaves out what depends on it, and the rest goes on", async () => {
  for (const onError of [", on_error: continue", ", continue_on_error: true"]) {
    assertEquals(await outcomesOf(planOf(FAILING(onError), failing)), {
      bad: "failed",
      beside: "done",
      after: "not run",
      later: "not run",
    });
  }
});

Deno.test("without it the run ends with the error, once the steps beside it have ended", async () => {
  const outcomes: Record<string, string> = {};
  const run = runWorkflow(planOf(FAILING(""), failing), {
    out: "",
    onOutcome: ({ name }, { status }) => outcomes[name] = status,
  });
  await assertRejects(() => run, AssayError, 'x.yaml: steps[0] "bad": Cannot do it: it is Monday');
  assertEquals(outcomes, { bad: "failed", beside: "done", after: "not run", later: "not run" });
});

Deno.test("a fault of the program ends the run even with on_error: continue", async () => {
  const plan = planOf(
    FAILING(", on_error: continue"),
    (name) => name === "bad" ? (undefined as unknown as string[]).length : name,
  );
  await assertRejects(() => runWorkflow(plan, { out: "" }), TypeError);
});

Deno.test("a step whose condition does not hold is skipped, and so is what needs it", async () => {
  const plan = planOf(
    `
params: { mode: quick }
steps:
  - { name: one, type: do }
  - { name: slow, type: do, condition: "params.mode == 'full' and steps.one.value == 'one'" }
  - { name: quick, type: do, condition: ["mode == 'quick'", "one.value == 'one'"] }
  - { name: after, type: do, input: "{{ steps.slow }}" }`,
  );
  assertEquals(plan.steps[1].needs, ["one"]);
  assertEquals(await outcomesOf(plan), { one: "done", slow: "skipped", quick: "done", after: "skipped" });
});

Deno.test("a step that takes longer than its timeout is cancelled and fails", async () => {
  const plan = planOf(
    `steps: [{ name: slow, type: do, timeout_seconds: 0.01 }]`,
    (_, { signal }) => new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason))),
  );
  const error = await assertRejects(() => runWorkflow(plan, { out: "" }), AssayError, "Cannot finish within 0.01 s");
  assertEquals((error as AssayError).code, "provider_failed");
});

const BAD: [field: string, message: string][] = [
  ["needs: [tpo]", 'field "needs": no earlier step "tpo", did you mean "top"?'],
  ["needs: two", 'field "needs": no earlier step "two"'],
  ["on_error: stop", 'field "on_error" must be one of fail, continue, fallback, received "stop"'],
  ["continue_on_error: maybe", 'field "continue_on_error" must be a boolean'],
  ["timeout_ms: soon", 'field "timeout_ms" must be a number of milliseconds, received "soon"'],
  ["on_error: fail, continue_on_error: true", "contradict each other"],
  ["timeout_seconds: 0", 'field "timeout_seconds" must be above 0, received 0'],
  ["condition: 'top.value >'", 'field "condition": Cannot parse the expression "top.value >": expected a value'],
  ["condition: tpo.value > 1", 'field "condition": tpo.value does not resolve: no param "tpo", did you mean "top"?'],
  ["condition: steps.two.value", 'steps.two.value does not resolve: step "two" does not come earlier'],
  ["condition: params.seed > 1", 'param "seed" must be given: --param seed=…'],
];
for (const [field, message] of BAD) {
  Deno.test(`a step with ${field} is refused with its place`, () => {
    const yaml = `steps:\n  - { name: top, type: do }\n  - { name: two, type: do, ${field} }`;
    assertThrows(() => planOf(yaml), AssayError, message);
  });
}

Deno.test("max_parallel is a whole number from 1 to 1000", () => {
  assertThrows(() => planOf("max_parallel: 0\nsteps: [{ name: a, type: do }]"), AssayError, "max_parallel must be");
});
