import { assertEquals, assertStringIncludes } from "@std/assert";
import { problemsOf, runOf, type Work } from "../pipeline/_engine.ts";

const ADD = '{ name: add, type: set_variable, variables: { n: "{{ n + 1 }}" } }';
const loop = (condition: string, steps = ADD, more = "") => `
variables: { n: 0 }
steps:
  - { name: go, type: while_loop, condition: "${condition}", steps: [${steps}]${more} }
  - { name: end, type: do, any: "{{ n }}" }`;

Deno.test("a while loop runs as long as its condition holds, which may be never", async () => {
  const { values } = await runOf(loop("n < 3"));
  assertEquals([values.end, values["go.total_items"], values["go.max_iterations_reached"]], [3, 3, false]);
  assertEquals((await runOf(loop("n > 3"))).values["go.total_items"], 0);
});

Deno.test("it ends after max_iterations and says so", async () => {
  const { values } = await runOf(loop("true", ADD, ", max_iterations: 7"));
  assertEquals([values.end, values["go.max_iterations_reached"]], [7, true]);
  assertEquals((await runOf(loop("true"))).values.end, 100);
  assertEquals((await runOf(loop("n < 7", ADD, ", max_iterations: 7"))).values["go.max_iterations_reached"], false);
  assertStringIncludes(problemsOf(loop("true", ADD, ", max_iterations: 1001"))[0], "must be at most 1000");
});

Deno.test("a condition over a step of the loop itself is tested after it has run", async () => {
  const work: Work = ({ any }) => Number(any) * 10;
  const steps = `{ name: ask, type: do, any: "{{ loop.index }}" }`;
  const { values } = await runOf(loop("ask.value < 30", steps), { work });
  assertEquals(values["go.total_items"], 4);
  assertEquals((await runOf(loop("ask.value > 30", steps), { work })).values["go.total_items"], 1);
});

Deno.test("loop in the condition is the iteration that would begin, inside that which runs", async () => {
  const steps = '{ name: r, type: do, any: "{{ loop.index }}{{ loop.iteration }}{{ loop.count }}{{ loop.first }}" }';
  const { seen } = await runOf(loop("loop.index < 2", steps));
  assertEquals(seen.slice(0, 2).map(([, value]) => value), ["001true", "112false"]);
  assertEquals(seen.length, 3);
});

Deno.test("break and continue work in it", async () => {
  const steps =
    `${ADD}, { name: skip, type: continue, condition: n == 2 }, { name: stop, type: break, condition: n == 4 },
    { name: read, type: do, any: "{{ n }}" }`;
  const { seen, values } = await runOf(loop("true", steps));
  assertEquals(seen.map(([, value]) => value), [1, 3, 4]);
  assertEquals([values["go.total_items"], values["go.completed_items"], values["go.max_iterations_reached"]], [
    4,
    3,
    false,
  ]);
});

Deno.test("inside a for_loop its condition may name the outer item", async () => {
  const yaml = `
variables: { n: 0 }
steps:
  - name: each
    type: for_loop
    data_source: [2, 5]
    iterator: most
    steps:
      - { name: go, type: while_loop, condition: "n < most and loop.parent.most == most", steps: [${ADD}] }
      - { name: read, type: do, any: "{{ n }} of {{ go.total_items }}" }`;
  assertEquals((await runOf(yaml)).seen.map(([, value]) => value), ["2 of 2", "5 of 3"]);
});

Deno.test("a condition that does not resolve or parse is told at its field", () => {
  const told = (condition: string) => problemsOf(`params: { a: 1 }\n${loop(condition).trimStart()}`)[0];
  assertStringIncludes(told("m < 3"), 'steps[0] "go": field "while": m does not resolve: no param "m"');
  assertStringIncludes(told("n <"), 'steps[0] "go": field "while": Cannot parse');
});
