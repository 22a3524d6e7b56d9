import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { AssayError } from "../../lib/core/assay_error.ts";
import { composed, type Files } from "./_composed.ts";

const PATHS = ["a.yaml", "b.yaml", "p.txt", "none.yaml", "../x.yaml", ""];
const KEYS = [
  ...[
    "extends",
    "include",
    "remove",
    "functions",
    "function_libraries",
    "params",
    "inputs",
    "steps",
    "name",
    "use",
    "with",
  ],
  ...[
    "version",
    "override",
    "prompt",
    "system",
    "type",
    "path",
    "variables",
    "component",
    "template",
    "interface",
    "outputs",
  ],
  ...[
    "template_structure",
    "user",
    "implementation",
    "components",
    "flow",
    "step",
    "insert_after",
    "fallback",
    "cases",
  ],
  ...["default", "pipeline", "tasks", "validation", "parameters", "__proto__", "constructor", "toString"],
];
const WORDS = [
  "a",
  "b",
  "file",
  "prompt",
  "step",
  "{x}",
  "{{ params.x }}",
  "{for x in y}",
  "{{",
  "^1",
  "sequential",
  "any",
];

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<unknown>(...PATHS, ...WORDS, null, 1, 1.5, true, [], {}),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(fc.constantFrom(...KEYS), tie("value")), { maxLength: 5 }).map((entries) =>
      Object.fromEntries(entries)
    ),
  ),
}));
const map = fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { minLength: 1, maxLength: 6 }).map((entries) =>
  JSON.stringify(Object.fromEntries(entries))
);
const files: fc.Arbitrary<Files> = fc.record({
  "x.yaml": map,
  "a.yaml": map,
  "b.yaml": map,
  "p.txt": fc.constant("p {x}"),
});

Deno.test("whatever the files hold, they are composed or refused with problems that name a place or a file", () => {
  let refused = 0;
  fc.assert(
    fc.property(files, (given) => {
      try {
        const { root, sources } = composed(given);
        assertEquals([root.extends, root.include, root.remove], [undefined, undefined, undefined]);
        assertEquals(sources[0].path, "x.yaml");
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        refused++;
        assertEquals(error.title, "Cannot compose x.yaml");
        assertEquals(error.places.length, error.problems.length);
        assertEquals(error.problems.some((problem) => /undefined|\[object|NaN/.test(problem)), false, error.message);
      }
    }),
    { numRuns: 1500, seed: 20260101 },
  );
  assertEquals(refused > 100 && refused < 1500, true, String(refused));
});
