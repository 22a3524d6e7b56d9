import { assertEquals, assertStringIncludes } from "@std/assert";
import { planOf, problemsOf, runOf } from "./_engine.ts";

const set = (name: string, variables: string, more = "") =>
  `{ name: ${name}, type: set_variable, variables: ${variables}${more} }`;

/** Reads and sets one variable in turn; what each reader sees. */
const IN_TURN = `
variables: { v: 0 }
steps:
  - { name: r0, type: do, any: "{{ v }}" }
  - ${set("s1", '{ v: "{{ v + 1 }}" }')}
  - { name: r1, type: do, any: "{{ v }}" }
  - { name: r2, type: do, any: "{{ v }}" }
  - ${set("s2", "{ v: 10 }")}
  - { name: r3, type: do, any: "{{ v }}", condition: "v == 10" }
  - ${set("s3", '{ v: "{{ v * 2 }}" }')}
  - { name: r4, type: do, any: "{{ state.v }}" }`;

Deno.test("readers see what the order of the steps says, however many steps run at the same time", async () => {
  for (const parallel of [1, 2, 8]) {
    const { values } = await runOf(`max_parallel: ${parallel}\n${IN_TURN}`, {
      // Slow readers would see the next value if setters did not wait for them.
      work: async ({ any }, { name }) => {
        await new Promise((resolve) => setTimeout(resolve, name === "r1" ? 20 : 0));
        return any;
      },
    });
    assertEquals(["r0", "r1", "r2", "r3", "r4"].map((name) => values[name]), [0, 1, 1, 10, 20]);
  }
});

Deno.test("steps that touch no common variable do not wait for each other", () => {
  const { steps } = planOf(IN_TURN);
  const after = Object.fromEntries(steps.map(({ name, after }) => [name, after.toSorted()]));
  assertEquals([after.r1, after.r2, after.s2], [["s1"], ["s1"], ["r1", "r2", "s1"]]);
});

Deno.test("a setter that is skipped or has failed leaves the old value", async () => {
  const yaml = (step: string) => `variables: { v: old }\nsteps: [${step}, { name: r, type: do, any: "{{ v }}" }]`;
  assertEquals((await runOf(yaml(set("s", "{ v: new }", ", condition: false")))).values.r, "old");
  const failing = set("s", '{ v: "{{ b.value * 1 }}" }', ", on_error: continue");
  const { values, outcomes } = await runOf(yaml(`{ name: b, type: do, any: text }, ${failing}`));
  assertEquals([values.r, outcomes.s.status], ["old", "failed"]);
});

Deno.test("a setter that is never reached for want of its input does not let readers overtake others", async () => {
  const yaml = `
variables: { v: 0 }
steps:
  - { name: bad, type: do, any: bad, on_error: continue }
  - { name: slow, type: set_variable, variables: { v: "{{ wait.value }}" } }
  - { name: lost, type: set_variable, variables: { v: "{{ bad.value }}" } }
  - { name: read, type: do, any: "{{ v }}" }`.replace("steps:", "steps:\n  - { name: wait, type: do, any: 5 }");
  const { values, outcomes } = await runOf(yaml, {
    work: async ({ any }) => {
      if (any === "bad") throw new TypeError("Cannot do it: bad");
      if (any === 5) await new Promise((resolve) => setTimeout(resolve, 20));
      return any;
    },
  });
  assertEquals([values.read, outcomes.lost.status], [5, "not run"]);
});

Deno.test("a variable that no step above sets and the pipeline does not declare is unknown", () => {
  const problems = problemsOf(
    `params: { a: 1 }\nsteps: [{ name: r, type: do, any: "{{ v }}" }, ${set("s", "{ v: 1 }")}]`,
  );
  assertEquals(problems.length, 1);
  assertStringIncludes(problems[0], 'no param "v"');
});

Deno.test("in a loop, what is set below has been set by the iteration before", async () => {
  const yaml = `
variables: { last: none }
steps:
  - name: each
    type: for_loop
    data_source: [a, b, c]
    steps:
      - { name: read, type: do, any: "{{ last }}" }
      - ${set("keep", '{ last: "{{ item }}" }')}
  - { name: end, type: do, any: "{{ last }}" }`;
  assertEquals((await runOf(yaml)).seen.map(([, value]) => value), ["none", "a", "b", "c"]);
});

Deno.test("scope: loop lives as long as the iteration of the innermost loop, also when set in a case or a fallback", async () => {
  const yaml = `
variables: { v: outer }
steps:
  - name: each
    type: for_loop
    data_source: [a, b]
    steps:
      - { name: before, type: do, any: "{{ v }}" }
      - name: choose
        type: switch
        expression: item
        cases: { a: [${set("s", '{ v: "{{ item }}!" }', ", scope: loop")}] }
        default: [{ name: none, type: do, any: default }]
      - { name: read, type: do, any: "{{ v | default('unset') }}" }
  - { name: end, type: do, any: "{{ v }}" }`;
  const { seen } = await runOf(`max_parallel: 1\n${yaml}`);
  assertEquals(seen.map(([, value]) => value), ["outer", "a!", "outer", "default", "unset", "outer"]);
});

Deno.test("scope: loop outside of any loop means the pipeline", async () => {
  const yaml = `steps: [${set("s", "{ v: 3 }", ", scope: loop")}, { name: r, type: do, any: "{{ v }}" }]`;
  assertEquals((await runOf(yaml)).values.r, 3);
});

Deno.test("a parallel loop cannot set what it shares, but its own and what nested pipelines own", async () => {
  const loop = (inner: string, parallel = "true") => `
params: { p: true }
variables: { v: 0 }
steps:
  - { name: each, type: for_loop, parallel: ${parallel}, data_source: [1, 2, 3], steps: [${inner}] }`;
  const message = 'the iterations of a parallel loop have no order, so they cannot set "v"; use scope: loop';
  assertStringIncludes(problemsOf(loop(set("s", "{ v: 1 }")))[0], message);
  assertStringIncludes(problemsOf(loop(set("s", "{ v: 1 }"), '"{{ params.p }}"'))[0], message);
  const deep = `{ name: w, type: for_loop, data_source: 2, steps: [${set("s", "{ v: 1 }")}] }`;
  assertStringIncludes(problemsOf(loop(deep))[0], message);
  const own = `${set("s", '{ w: "{{ item * 2 }}" }', ", scope: loop")}, { name: r, type: do, any: "{{ w }}" }`;
  assertEquals((await runOf(loop(own))).seen.map(([, value]) => value), [2, 4, 6]);
  const nested =
    `{ name: sub, type: pipeline, inputs: { i: "{{ item }}" }, pipeline: { params: { i: { type: integer } }, ` +
    `variables: { k: 0 }, steps: [${
      set("s", '{ k: "{{ params.i * 3 }}" }')
    }, { name: r, type: do, any: "{{ k }}" }] } }`;
  assertEquals((await runOf(loop(nested))).seen.map(([, value]) => value).sort(), [3, 6, 9]);
});

Deno.test("a while loop counts with a variable, and what comes after sees the end", async () => {
  const yaml = `
variables: { n: 0 }
steps:
  - { name: count, type: while_loop, condition: n < 5, steps: [${set("more", '{ n: "{{ n + 2 }}" }')}] }
  - { name: end, type: do, any: "{{ n }} after {{ count.total_items }}" }`;
  assertEquals((await runOf(yaml)).values.end, "6 after 3");
});

Deno.test("two loops that set one variable run one after the other, as they are written", async () => {
  const loop = (name: string, by: number) =>
    `  - { name: ${name}, type: for_loop, data_source: 3, steps: [${
      set(`${name}_set`, `{ v: "{{ v * ${by} + 1 }}" }`)
    }] }`;
  const yaml = `variables: { v: 0 }\nsteps:\n${loop("a", 2)}\n${
    loop("b", 10)
  }\n  - { name: r, type: do, any: "{{ v }}" }`;
  assertEquals((await runOf(yaml)).values.r, 7111);
});

Deno.test("a variable may be a list or a map, and its members may be named", async () => {
  const yaml = `
variables: { all: [] , one: { a: [1, 2] } }
steps:
  - { name: r, type: do, any: ["{{ one.a[1] }}", "{{ state.one.a }}", "{{ all }}"] }
  - ${set("s", "{ one: { a: [3] } }")}
  - { name: q, type: do, any: "{{ one.a[0] }}" }`;
  const { values } = await runOf(yaml);
  assertEquals([values.r, values.q], [[2, [1, 2], []], 3]);
});

Deno.test("the manifest names a variable as the pipeline does", () => {
  const { steps } = planOf(
    `variables: { v: 0 }\nsteps: [${set("s", "{ v: 1 }")}, { name: r, type: do, any: "{{ v }}" }]`,
  );
  assertEquals(JSON.parse(JSON.stringify(steps[1].options)), { any: "{{ variables.v }}" });
});
