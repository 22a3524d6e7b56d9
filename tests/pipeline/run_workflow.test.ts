import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { stepOutput } from "../../lib/pipeline/reference.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { type StepContext, stepType } from "../../lib/pipeline/step_type.ts";

type Run = (options: Record<string, unknown>, context: StepContext) => Record<string, unknown>;

/** A plan of two steps, of which the second takes what the first gives. */
function planOf(first: Run, second: Run = ({ input }) => ({ out: input })) {
  const yaml =
    'name: x\nsteps:\n  - { name: a, type: first, n: 2 }\n  - { name: b, type: second, input: ["{{ steps.a.out }}"] }';
  return planWorkflow(parseWorkflow(yaml, "x.yaml"), {
    first: stepType({
      summary: "",
      schema: z.strictObject({ n: z.int() }),
      outputs: { out: "thing", more: "extra" },
      run: first,
    }),
    second: stepType({
      summary: "",
      schema: z.strictObject({ input: z.array(stepOutput("thing")) }),
      outputs: { out: "result" },
      run: second,
    }),
  });
}

Deno.test("steps run in order, each with what earlier ones put out", async () => {
  const thing = { some: "thing" };
  const told: string[] = [];
  const outputs = await runWorkflow(
    planOf(({ n }, { progress }) => {
      progress(1, 2, "half");
      return { out: thing, more: n };
    }),
    {
      out: "out",
      onStep: ({ name }, index, total) => told.push(`${index}/${total} ${name}`),
      onProgress: (done, total, what) => told.push(`${done} of ${total} ${what}`),
    },
  );
  assertEquals(told, ["0/2 a", "1 of 2 half", "1/2 b"]);
  assertEquals(outputs.map(({ step, kind }) => [step, kind]), [["a", "thing"], ["a", "extra"], ["b", "result"]]);
  assertStrictEquals((outputs[2].value as unknown[])[0], thing);
});

Deno.test("a step is told its name, the folder and what is needed to repeat the run", async () => {
  let seen: StepContext | undefined;
  await runWorkflow(planOf((_, context) => ({ out: seen = context, more: 0 })), { out: "reports/x" });
  assertEquals([seen?.name, seen?.out], ["a", "reports/x"]);
  assertEquals(JSON.parse(JSON.stringify(seen?.provenance)).steps, [
    { name: "a", type: "first", options: { n: 2 } },
    { name: "b", type: "second", options: { input: ["{{ steps.a.out }}"] } },
  ]);
});

Deno.test("an error about the input gets the step's place in front and keeps its kind and problems", async () => {
  const cause = new AssayError("Cannot do it", { problems: ["one", "two"], code: "provider_failed" });
  const error = await assertRejects(() =>
    runWorkflow(
      planOf(() => {
        throw cause;
      }),
      { out: "" },
    ), AssayError) as AssayError;
  assertEquals(error.message, 'x.yaml: steps[0] "a": Cannot do it:\n  - one\n  - two');
  assertEquals([error.code, error.cause], ["provider_failed", cause]);
  assertEquals(error.problems, ["one", "two"]);
});

Deno.test("a wrong argument is told as bad input of the step, with its place", async () => {
  const run = () =>
    runWorkflow(
      planOf(() => {
        throw new RangeError("Cannot split: test must be between 0 and 1");
      }),
      { out: "" },
    );
  const error = await assertRejects(run, AssayError, 'x.yaml: steps[0] "a": Cannot split: test must be') as AssayError;
  assertEquals(error.code, "bad_input");
});

Deno.test("a fault of the program goes up as it is", async () => {
  const fault = new TypeError("x is not a function");
  assertStrictEquals(
    await assertRejects(() =>
      runWorkflow(
        planOf(() => {
          throw fault;
        }),
        { out: "" },
      )
    ),
    fault,
  );
});

Deno.test("a run that is interrupted before it begins does nothing and says so", async () => {
  let ran = false;
  const run = () => runWorkflow(planOf(() => ({ out: ran = true })), { out: "", signal: AbortSignal.abort() });
  const error = await assertRejects(run, AssayError, "Interrupted") as AssayError;
  assertEquals([error.code, ran], ["interrupted", false]);
});

Deno.test("whatever a step throws once the run is interrupted, the run was interrupted", async () => {
  const controller = new AbortController();
  const run = () =>
    runWorkflow(
      planOf(() => {
        controller.abort();
        throw new Error("socket closed");
      }),
      { out: "", signal: controller.signal },
    );
  assertEquals((await assertRejects(run, AssayError, "Interrupted") as AssayError).code, "interrupted");
});

Deno.test("an interrupt that arrives while a step computes stops the run before the next step", async () => {
  const controller = new AbortController();
  let ranOn = false;
  const first = () => {
    // As a signal would: told by the event loop, which a step that never waits does not let in.
    setTimeout(() => controller.abort(), 0);
    return { out: 1 };
  };
  const second = () => ({ out: ranOn = true });
  const run = () => runWorkflow(planOf(first, second), { out: "", signal: controller.signal });
  const error = await assertRejects(run, AssayError).catch(() => undefined) as AssayError | undefined;
  await new Promise<void>((done) =>
    controller.signal.aborted ? done() : controller.signal.addEventListener("abort", () => done())
  );
  assertEquals([error?.code, ranOn], ["interrupted", false]);
});
