import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { conditionPaths, parseCondition, testCondition } from "../../lib/core/condition.ts";

const SCOPE = Object.freeze({ severity: "high", score: 0.8, errors: ["a"], none: null, zero: 0, blank: "", list: [] });
const holds = (value: unknown) => testCondition(parseCondition(value), SCOPE);

const CASES: readonly (readonly [unknown, boolean])[] = [
  [true, true],
  [false, false],
  ["severity == 'critical' or severity == 'high'", true],
  ["{{ score > 0.9 }}", false],
  ["score", true],
  ["errors", true],
  ["none", false],
  ["missing", false],
  ["zero", false],
  ["blank", false],
  ["list", false],
  ["'false'", true],
  [["score > 0.5", "errors.length == 1"], true],
  [["score > 0.5", "errors.length == 2"], false],
  [["score > 0.5", [true, false]], false],
  [{ and: ["score > 0.5", true] }, true],
  [{ or: ["score > 0.9", "severity starts_with 'h'"] }, true],
  [{ or: ["score > 0.9", false] }, false],
  [{ not: "score > 0.9" }, true],
  [{ not: ["score > 0.5", "severity exists"] }, false],
  [{ not: { or: [false, { and: [true, { not: true }] }] } }, true],
];
for (const [value, expected] of CASES) {
  Deno.test(`${JSON.stringify(value)} is ${expected}`, () => assertEquals(holds(value), expected));
}

const ALLOWED =
  "must be an expression, true or false, a list (all of which must hold), {and: […]}, {or: […]} or {not: …}, received ";
const ERRORS: readonly (readonly [unknown, string])[] = [
  [3, `${ALLOWED}3`],
  [null, `${ALLOWED}null`],
  [undefined, `${ALLOWED}nothing`],
  [["a", 3], `[1]: ${ALLOWED}3`],
  [[], "a list of conditions must have at least one, received none"],
  [{ or: [] }, "a list of conditions must have at least one, received none"],
  [{}, "must have exactly one of and, or, not, received none"],
  [{ and: [true], or: [true] }, "must have exactly one of and, or, not, received and, or"],
  [{ nor: [true] }, 'unknown field "nor", did you mean "or"?'],
  [{ constructor: [true] }, 'unknown field "constructor", known: and, or, not'],
  [{ and: true }, '"and" must be a list of conditions, received true'],
  [{ and: ["a", { not: "b >" }] }, 'and[1].not: Cannot parse the expression "b >": expected a value at character 4'],
  [{ not: { or: [{ not: 1 }] } }, `not.or[0].not: ${ALLOWED}1`],
];
for (const [value, message] of ERRORS) {
  Deno.test(`refused: ${JSON.stringify(value)}`, () => {
    assertThrows(() => parseCondition(value), AssayError, `Cannot read the condition: ${message}`);
  });
}

Deno.test("all problems of a condition are told at once, with their places", () => {
  const error = assertThrows(() => parseCondition({ and: ["a >", 3, { not: "lenght(x)" }] }), AssayError);
  assertEquals(error.problems.map((problem: string) => problem.split(":")[0]), ["and[0]", "and[1]", "and[2].not"]);
});

Deno.test("the paths of a condition are those of its expressions, each once", () => {
  const condition = parseCondition({ or: ["a.b > 1", { not: ["c", "a.b < x[0]", { and: [true, "any(c, d)"] }] }] });
  assertEquals(conditionPaths(condition), [["a", "b"], ["c"], ["x", "0"]]);
});

Deno.test("the clock is read once for a whole condition", () => {
  let reads = 0;
  const condition = parseCondition(["now() == '1970-01-01T00:00:00.001Z'", {
    not: "now() > '1970-01-01T00:00:00.001Z'",
  }]);
  assertEquals(testCondition(condition, {}, { now: () => new Date(++reads) }), true);
  assertEquals(reads, 1);
});

Deno.test("conditions nested too deeply or too many are refused, and soon", () => {
  let deep: unknown = true;
  for (let i = 0; i < 10_000; i++) deep = { not: deep };
  assertThrows(() => parseCondition(deep), AssayError, "nested at most 100 deep");
  let many: unknown = "a > 1";
  for (let i = 0; i < 60; i++) many = [many, many, many];
  assertThrows(() => parseCondition(many), AssayError, "at most 1000 conditions");
  const cyclic: unknown[] = [];
  cyclic.push(cyclic, cyclic);
  assertThrows(() => parseCondition(cyclic), AssayError);
});

type Tree = boolean | Tree[] | { and: Tree[] } | { or: Tree[] } | { not: Tree };

Deno.test("and, or, not and lists agree with every, some and the opposite", () => {
  const oracle = (tree: Tree): boolean => {
    if (typeof tree === "boolean") return tree;
    if (Array.isArray(tree)) return tree.every(oracle);
    if ("and" in tree) return tree.and.every(oracle);
    return "or" in tree ? tree.or.some(oracle) : !oracle(tree.not);
  };
  const trees = fc.letrec<{ tree: Tree; list: Tree[] }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.boolean(),
      tie("list"),
      tie("list").map((and) => ({ and })),
      tie("list").map((or) => ({ or })),
      tie("tree").map((not) => ({ not })),
    ),
    list: fc.array(tie("tree"), { minLength: 1, maxLength: 3 }),
  })).tree;
  fc.assert(fc.property(trees, (tree) => assertEquals(holds(tree), oracle(tree))), { seed: 1 });
});

Deno.test("anything that YAML may hold is read or refused by an AssayError", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      try {
        parseCondition(value);
      } catch (error) {
        assertEquals(error instanceof AssayError, true, String(error));
      }
    }),
    { seed: 1 },
  );
});
