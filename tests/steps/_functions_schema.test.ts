import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { toGeminiSchema } from "../../lib/models/_google_schema.ts";
import { bindFunctions, FUNCTION_NAMES, functionProblem } from "../../lib/steps/_functions_bind.ts";
import type { BuiltInFunction } from "../../lib/steps/_functions_result.ts";
import { validateAgainstSchema, validateSchema } from "../../lib/steps/_functions_schema.ts";
import { answerSchema } from "../../lib/workbench/answer_schema.ts";

/** What a function gave, at any depth. */
type Found = { readonly [name: string]: Found };

function run(one: BuiltInFunction, input: Record<string, unknown>, context = there): Found {
  return one.run(input, context) as unknown as Found;
}

const d = frameOf({ a: [1, 2, 30], t: ["x", "y", null] });
const there = { data: { d, rows: [{ a: 1, t: "x" }, { a: "2", t: "y" }] }, out: "" };

Deno.test("a table is checked by column or row by row, and the rows that are wrong are named", () => {
  const byColumn = run(validateSchema, { data: "d", schema: { columns: { a: { max: 9 }, t: {} } } });
  assertEquals([byColumn.valid, byColumn.problems.length], [false, 2]);
  assertStringIncludes(byColumn.problems[0], "row 3 (30)");
  const schema = JSON.stringify({ type: "object", properties: { a: { type: "integer" } } });
  const byRow = run(validateSchema, { data: "rows", schema });
  assertEquals([byRow.valid, byRow.invalid_rows, byRow.n], [false, 1, 2]);
  assertStringIncludes(byRow.problems[0], "row 2: a: expected");
  const plain = run(validateSchema, { data: "rows", schema: { columns: { t: { values: ["x", "y"] } } } });
  assertEquals(plain.valid, true);
});

Deno.test("files are those of the run's folder and the project, and nothing else", async () => {
  const out = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(join(out, "t.csv"), "a,b\n1,2\n");
    await Deno.writeTextFile(join(out, "s.json"), '{"columns": {"a": {"type": "integer"}}}');
    const found = validateSchema.run({ data_file: "t.csv", schema_file: "s.json" }, { data: {}, out });
    assertEquals([found.valid, found.n], [true, 1]);
    const run = (input: Record<string, unknown>) => () => validateSchema.run(input, { data: {}, out });
    assertThrows(run({ data_file: "../x.csv", schema_file: "s.json" }), AssayError, "must stay inside");
    assertThrows(run({ data_file: "t.csv", schema_file: ".git/config" }), AssayError, "hidden");
    assertThrows(run({ data_file: "t.csv", schema: "{" }), AssayError, "must be JSON");
    assertThrows(run({ data_file: "t.csv", data: "d", schema: "{}" }), AssayError, "either data or data_file");
    assertThrows(run({ data_file: "t.csv", schema: { columns: { a: { tpye: "x" } } } }), AssayError, "tpye");
    await Deno.symlink("/etc", join(out, "link"));
    const linked = bindFunctions(["validate_schema"], { data: {}, out })[0];
    const key = () => "";
    assertThrows(() => linked.run({ data_file: "link/hosts", schema: "{}" }, { key }), AssayError, "must stay inside");
  } finally {
    await Deno.remove(out, { recursive: true });
  }
});

Deno.test("one value is checked, strictly too; patterns are refused, since they could stall", () => {
  const schema = '{"type": "object", "properties": {"a": {"type": "string"}}}';
  const judge = (input: Record<string, unknown>) => run(validateAgainstSchema, input);
  assertEquals(judge({ data: { a: "x", b: 1 }, schema }).valid, true);
  assertEquals(judge({ data: '{"a": "x", "b": 1}', schema, strict_mode: true }).problems, ['Unrecognized key: "b"']);
  assertEquals(judge({ data: "no JSON", schema: '{"type": "string"}' }).valid, true);
  const pattern = { type: "string", pattern: "(a+)+$" };
  assertThrows(() => judge({ data: "a", schema: pattern }), AssayError, "must not hold");
});

Deno.test("all functions can be shown to every provider, and their schemas judge input", () => {
  for (const one of bindFunctions(FUNCTION_NAMES, there)) {
    assertEquals("problems" in toGeminiSchema({ ...one.parameters }), false);
    const { problemsOf } = answerSchema(one.accepts!);
    assertEquals(problemsOf({ nothing_of_the_kind: 1 }).length > 0, true);
    assertEquals(one.name === "power_analysis" || one.description.includes("d.a, d.t (3 rows); rows.a"), true);
  }
});

Deno.test("what is declared is shown, what is bound runs, and what is bound to nothing is refused by name", () => {
  const parameters = {
    type: "object",
    properties: { model_a_scores: { type: "array" }, model_b_scores: { type: "array" } },
  };
  const declared = { name: "compare", binds: "perform_t_test", description: "Compare!", parameters };
  const [tool] = bindFunctions([declared], { data: {}, out: "" });
  assertEquals([tool.name, tool.description, tool.parameters], ["compare", "Compare!", parameters]);
  assertEquals(
    answerSchema(tool.accepts!).problemsOf({ model_a_scores: [1, 2], model_b_scores: [0, 1], x: 1 }).length,
    1,
  );
  const empty = { name: "power_analysis", parameters: { type: "object", properties: {} } };
  assertEquals(Object.keys(bindFunctions([empty], there)[0].parameters.properties as object)[0], "effect_size");
  assertEquals([declared, empty, "perform_t_test"].map(functionProblem), [null, null, null]);
  assertStringIncludes(functionProblem("perform_ttest")!, 'did you mean "perform_t_test"?');
  assertStringIncludes(functionProblem({ name: "send_mail" })!, '"send_mail" is declared but bound to none');
  assertStringIncludes(functionProblem({ name: "x", binds: "constructor" })!, 'binds: "constructor"');
  assertStringIncludes(functionProblem({ name: "a b", binds: "perform_t_test" })!, "64 letters");
});
