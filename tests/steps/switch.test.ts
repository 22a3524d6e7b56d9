import { assertEquals, assertStringIncludes } from "@std/assert";
import { planOf, problemsOf, runOf } from "../pipeline/_engine.ts";

const choose = (expression: string, more = "") => `
params: { p: { type: any, default: b }, n: 2 }
steps:
  - { name: one, type: do, any: { kind: b, flag: true, n: 1 } }
  - name: choose
    type: switch
    expression: ${expression}
    cases:
      b: [{ name: first, type: do, any: "case b, {{ one.value.n }}" }]
      "true": [{ name: second, type: do, any: "case true" }]
      3: [{ name: third, type: do, any: "case 3" }]
      "null": [{ name: fourth, type: do, any: "case null" }]
    ${more}`;
const DEFAULT = 'default: [{ name: other, type: do, any: "default" }]';

const CHOICES: readonly (readonly [string, string])[] = [
  ["params.p", "case b, 1"],
  ["one.value.kind", "case b, 1"],
  ['"{{ one.value.kind }}"', "case b, 1"],
  ['"{p}"', "case b, 1"],
  ["one.value.flag", "case true"],
  ["n > 1", "case true"],
  ["one.value.n + n", "case 3"],
  ["one.value.none", "case null"],
  ["n", "default"],
  ["\"'x'\"", "default"],
  ["one.value", "default"],
];
for (const [expression, expected] of CHOICES) {
  Deno.test(`the expression ${expression} chooses ${expected}`, async () => {
    const { seen, values, error } = await runOf(choose(expression, DEFAULT));
    assertEquals(error, null);
    assertEquals(seen.map(([, value]) => value).slice(1), [expected]);
    assertEquals(values["choose.case"], expected === "default" ? "default" : expected.split(" ")[1].replace(",", ""));
  });
}

Deno.test("without a case and a default the step fails and tells both", async () => {
  const { error } = await runOf(choose("n"));
  assertEquals(
    error?.message,
    'x.yaml: steps[1] "choose": Cannot choose a case: the expression is 2, the cases are 3, b, true, null, and there is no default',
  );
});

Deno.test("steps of one case cannot name those of another, and have names of their own", () => {
  const yaml = (any: string) =>
    `params: { a: 1 }\nsteps: [{ name: s, type: switch, expression: a, cases: { "1": [{ name: x, type: do }], "2": [{ name: x, type: do, any: ${any} }] } }]`;
  planOf(yaml("1"));
  assertStringIncludes(problemsOf(yaml('"{{ steps.x }}"'))[0], 'steps[0] "s": cases.2: steps[0] "x": field "any"');
});

Deno.test("names of prototypes are no cases", async () => {
  const { error } = await runOf(
    "params: { p: constructor }\nsteps: [{ name: s, type: switch, expression: p, cases: { a: [{ name: x, type: do }] } }]",
  );
  assertStringIncludes(error!.message, 'the expression is "constructor"');
});

Deno.test("cases that are none, empty or no lists are refused", () => {
  for (const cases of ["{}", "[]", "text", "{ a: [] }", "{ a: 3 }", '{ "a\\0b": 1 }']) {
    const problems = problemsOf(`params: { p: 1 }\nsteps: [{ name: s, type: switch, expression: p, cases: ${cases} }]`);
    assertEquals(problems.length, 1, `${cases}: ${problems.join("\n")}`);
  }
});
