import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { stepType } from "../../lib/pipeline/step_type.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planOf, problemsOf, registryOf, runOf, type Work } from "../pipeline/_engine.ts";

const loop = (source: string, steps: string, more = "") =>
  `steps: [{ name: each, type: for_loop, data_source: ${source}, steps: [${steps}]${more} }]`;
const READ = '{ name: read, type: do, any: "{{ item }}" }';
const seenBy = async (yaml: string, work?: Work) => (await runOf(yaml, { work })).seen.map(([, value]) => value);

const SOURCES: readonly (readonly [string, string, unknown[]])[] = [
  ["a list", "[a, 2, null]", ["a", 2, null]],
  ["a list of maps", "[{ x: 1 }, { x: 2 }]", [{ x: 1 }, { x: 2 }]],
  ["a count", "3", [0, 1, 2]],
  ["a map", "{ b: 1, a: 2 }", [{ key: "b", value: 1 }, { key: "a", value: 2 }]],
  ["an empty list", "[]", []],
  ["zero", "0", []],
  ["a param", '"{{ params.list }}"', [7, 8]],
];
for (const [name, source, expected] of SOURCES) {
  Deno.test(`a loop goes over ${name}`, async () => {
    const { seen, values } = await runOf(`params: { list: [7, 8] }\n${loop(source, READ)}`);
    assertEquals(seen.map(([, value]) => value), expected);
    assertEquals(values["each.total_items"], expected.length);
    assertEquals(values["each.success"], true);
  });
}

Deno.test("a loop goes over the rows of a frame", async () => {
  const seen: [string, unknown][] = [];
  const load = stepType({
    summary: "Gives a frame.",
    schema: z.strictObject({}),
    outputs: { frame: "frame" },
    run: () => ({ frame: frameOf({ id: [1, 2], text: ["a", "b"] }) }),
  });
  const yaml =
    `name: x\nsteps: [{ name: load, type: load }, { name: each, type: for_loop, data_source: "{{ load.frame }}", ` +
    `steps: [{ name: read, type: do, any: "{{ item.text }}{{ item.id }}" }] }]`;
  const plan = planWorkflow(parseWorkflow(yaml, "x.yaml"), { ...registryOf(undefined, seen), load });
  await runWorkflow(plan, { out: "" });
  assertEquals(seen.map(([, value]) => value), ["a1", "b2"]);
});

Deno.test("what is no list is told when it is known", async () => {
  const yaml =
    `steps: [{ name: one, type: do, any: text }, { name: each, type: for_loop, data_source: "{{ one.value }}", steps: [${READ}] }]`;
  const { error } = await runOf(yaml);
  assertStringIncludes(
    error!.message,
    'steps[1] "each": Cannot loop: data_source must be a list, a frame, a map or a number',
  );
  assertStringIncludes(
    problemsOf("steps: [{ name: a, type: for_loop, steps: [{ name: b, type: do }] }]")[0],
    "data_source",
  );
});

Deno.test("index, count, total, first and last are known", async () => {
  const any = "{{ loop.index }}{{ loop.count }}{{ loop.total }}{{ loop.first }}{{ loop.last }}{{ loop.item }}";
  assertEquals(await seenBy(loop("[x, y]", `{ name: r, type: do, any: "${any}" }`)), [
    "012truefalsex",
    "122falsetruey",
  ]);
});

Deno.test("iterations that run at the same time leave their results in the order of the items", async () => {
  let [now, most] = [0, 0];
  const work: Work = async ({ any }) => {
    most = Math.max(most, ++now);
    await new Promise((resolve) => setTimeout(resolve, 12 - Number(any) * 3));
    now--;
    return Number(any) * 10;
  };
  const { values } = await runOf(loop("5", READ, ", parallel: true, max_parallel: 3"), { work });
  assertEquals((values.each as { read: { value: number } }[]).map(({ read }) => read.value), [0, 10, 20, 30, 40]);
  assertEquals(most, 3);
});

Deno.test("break ends the loop and continue the iteration, alone and with conditions", async () => {
  const steps = `{ name: before, type: do, any: "b{{ item }}" }, { name: skip, type: continue, condition: item == 1 },
    { name: stop, type: break, condition: item == 3 }, { name: after, type: do, any: "a{{ item }}" }`;
  const { seen, values, outcomes } = await runOf(`max_parallel: 8\n${loop("6", steps)}`);
  assertEquals(seen.map(([, value]) => value), ["b0", "a0", "b1", "b2", "a2", "b3"]);
  assertEquals([values["each.total_items"], values["each.completed_items"]], [4, 3]);
  assertEquals(outcomes["each[1]/after"], { status: "not run", reason: "continue was reached" });
});

Deno.test("break inside a switch or a fallback ends the loop around it", async () => {
  const inCase = `{ name: choose, type: switch, expression: item, cases: { "1": [{ name: stop, type: break }] },
    default: [{ name: go, type: do, any: "{{ item }}" }] }, { name: after, type: do, any: "after {{ item }}" }`;
  assertEquals(await seenBy(loop("4", inCase)), [0, "after 0"]);
  const inFallback =
    `{ name: try, type: do, any: "{{ item }}", fallback: [{ name: next, type: continue }, { name: give, type: do }] },
    { name: after, type: do, any: "after {{ item }}" }`;
  const work: Work = ({ any }) => {
    if (any === 1) throw new AssayError("Cannot do it");
    return any;
  };
  assertEquals(await seenBy(loop("3", inFallback), work), [0, "after 0", 1, 2, "after 2"]);
});

Deno.test("break ends the innermost loop only, and stands in no nested pipeline", async () => {
  const inner =
    `{ name: in, type: for_loop, data_source: 3, iterator: j, steps: [{ name: r, type: do, any: "{{ item }}{{ j }}" },
    { name: stop, type: break }] }`;
  assertEquals(await seenBy(loop("2", inner)), ["00", "10"]);
  const message = '"break" stands in no loop';
  assertStringIncludes(problemsOf("steps: [{ name: a, type: do }, { name: b, type: break }]")[0], message);
  const nested =
    "{ name: p, type: pipeline, config: { inherit_context: true }, pipeline: { steps: [{ name: b, type: break }] } }";
  assertStringIncludes(problemsOf(loop("2", nested))[0], message);
});

Deno.test("break_condition is tested after an iteration, continue_condition before it", async () => {
  const more = ', continue_condition: "item == 1 or loop.last", break_condition: "read.value == 3 or loop.index > 5"';
  const { seen, values } = await runOf(loop("9", READ, more));
  assertEquals(seen.map(([, value]) => value), [0, 2, 3]);
  assertEquals((values["each.iterations"] as { skipped: boolean }[]).map(({ skipped }) => skipped), [
    false,
    true,
    false,
    false,
  ]);
});

Deno.test("a break of a parallel loop drops what comes after it", async () => {
  const work: Work = async ({ any }) => {
    await new Promise((resolve) => setTimeout(resolve, any === 1 ? 10 : 0));
    return any;
  };
  const { values } = await runOf(loop("20", READ, ", parallel: true, break_condition: read.value == 1"), { work });
  assertEquals(values["each.total_items"], 2);
});

const FAILING: Work = ({ any }) => {
  if (any === 1) throw new AssayError("Cannot do it", { problems: ["it is Monday"] });
  return any;
};

Deno.test("an error ends the loop and names the iteration once", async () => {
  const { error, seen } = await runOf(loop("4", READ), { work: FAILING });
  assertEquals(error?.message, 'x.yaml: steps[0] "each": steps[0] "read" (each[1]/read): Cannot do it: it is Monday');
  assertEquals(seen.length, 2);
});

Deno.test("with break_on_error: false an error is recorded with its reason and the others go on", async () => {
  for (const parallel of [false, true]) {
    const { error, values } = await runOf(loop("3", READ, `, break_on_error: false, parallel: ${parallel}`), {
      work: FAILING,
    });
    assertEquals(error, null);
    const iterations = values["each.iterations"] as { success: boolean; error?: string }[];
    assertEquals(iterations.map(({ success }) => success), [true, false, true]);
    assertStringIncludes(iterations[1].error!, "Cannot do it: it is Monday");
    assertEquals([values["each.success"], values["each.completed_items"]], [false, 2]);
  }
});

Deno.test("on_error: continue inside a loop leaves out what depends on the step in that iteration only", async () => {
  const steps =
    `{ name: read, type: do, any: "{{ item }}", on_error: continue }, { name: next, type: do, any: "n{{ read.value }}" }`;
  const { seen, outcomes, error } = await runOf(loop("3", steps), { work: FAILING });
  assertEquals(error, null);
  assertEquals(seen.map(([, value]) => value), [0, "n0", 1, 2, "n2"]);
  assertEquals(outcomes["each[1]/next"].status, "not run");
});

Deno.test("a fault of the program ends the loop whatever break_on_error says", async () => {
  let thrown: unknown;
  await runOf(loop("3", READ, ", break_on_error: false"), { work: () => (null as unknown as string).length }).catch(
    (error) => {
      thrown = error;
    },
  );
  assert(thrown instanceof TypeError);
});

Deno.test("max_iterations bounds the loop", async () => {
  assertEquals(await seenBy(loop("100", READ, ", max_iterations: 2")), [0, 1]);
});

Deno.test("a loop may hold steps of every type, and steps behind it use its results", async () => {
  const yaml = `${
    loop("2", READ).slice(0, -1)
  }, { name: end, type: do, any: "{{ each.results[1].read.value }}/{{ each.total_items }}" }]`;
  assertEquals((await runOf(yaml)).values.end, "1/2");
});

Deno.test("10,000 iterations take seconds, with timers in between", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 10);
  const start = performance.now();
  const { values } = await runOf(
    `variables: { n: 0 }\n${loop("10000", '{ name: s, type: set_variable, variables: { n: "{{ n + 1 }}" } }')}`,
  );
  clearInterval(timer);
  assertEquals(values["each.total_items"], 10_000);
  assertLess(performance.now() - start, 10_000);
  assert(ticks > 0, "nothing else had its turn");
});

Deno.test("a loop whose steps are wrong or missing is refused", () => {
  assertEquals(problemsOf("steps: [{ name: a, type: for_loop, data_source: 1, steps: [] }]"), [
    'steps[0] "a": steps must be a list of at least one step, received a list of 0',
  ]);
  assertEquals(problemsOf(loop("1", "{ name: b, type: du }")), [
    'steps[0] "each": steps[0] "b": unknown step type "du", did you mean "do"?',
  ]);
  assertEquals(planOf(loop("1", READ)).steps[0].needs, []);
});
