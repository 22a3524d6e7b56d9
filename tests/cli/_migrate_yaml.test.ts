import { assert } from "@std/assert";
import { stringify } from "@std/yaml";
import fc from "fast-check";
import { editYaml, isSameValue } from "../../lib/cli/_migrate_yaml.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";

Deno.test("any change of a map in block style reads as what it was to become, and leaves the rest alone", () => {
  const key = fc.constantFrom("id", "name", "when", "condition", "format", "a", "b", "constructor");
  const scalar = fc.constantFrom<unknown>("x", "two\n lines\n", "2026-01-01", "#", "", 1, true, null);
  const { value } = fc.letrec<{ value: unknown; map: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 3 }, scalar, tie("map"), fc.array(tie("value"), { maxLength: 3 })),
    map: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  }));
  const root = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
  let inPlace = 0;
  fc.assert(
    fc.property(root, root, (before, other) => {
      // Both share some keys: some are renamed, some changed, some taken away.
      const after = { ...other, steps: before, untouched: { kept: "as it is" } };
      const head = "# head\n";
      const text = `${head}${stringify({ steps: other, ...before })}untouched: # why\n    kept:   'as it is'\n`;
      const read = parseWorkflow(text, "x").root;
      const edited = editYaml(text, read, after);
      if (edited === null) return;
      inPlace++;
      assert(isSameValue(parseWorkflow(edited, "x").root, after), `${text}\n=>\n${edited}`);
      assert(edited.startsWith(head) && edited.includes("untouched: # why\n    kept:   'as it is'"), edited);
    }),
    { numRuns: 300, seed: 7 },
  );
  assert(inPlace > 200, `only ${inPlace} were edited`);
});
