import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { jsonSummary, resultOf, type RunResult, textSummary } from "../../lib/cli/summary.ts";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import type { Gate } from "../../lib/reports/report_input.ts";

const references = Array.from({ length: 40 }, (_, i) => i % 2 === 0 ? "a" : "b");
const system = (name: string, predictions = references) =>
  evaluate({ system: name, references, predictions }, { metrics: ["accuracy"], resamples: 50 });
const one = system("one");
const two = system("two", references.map(() => "a"));
const comparison = compare([one, two], { resamples: 50 });
const gate: Gate = {
  name: "good",
  verdict: "fail",
  onFailure: "fail",
  checks: [{ condition: "accuracy >= 0.99", verdict: "fail", reason: "0.500 [0.352, 0.648], n = 40" }],
};
const TABLED = {
  name: "tests",
  table: { caption: "tests: alpha 0.05", columns: [{ title: "name" }, { title: "p" }], rows: [["a\x1b[31m", "0.010"]] },
  data: [{ name: "a", p: 0.01 }],
};
const RESULT: RunResult = {
  evaluations: [one, two],
  comparisons: [comparison],
  gates: [gate],
  tables: [TABLED],
  files: ["reports/x/index.html"],
};

Deno.test("outputs are sorted by kind, and others are left out", () => {
  const outputs = [
    { step: "e", name: "evaluations", kind: "evaluations", value: [one] },
    { step: "f", name: "frame", kind: "frame", value: {} },
    { step: "e2", name: "evaluations", kind: "evaluations", value: [two] },
    { step: "c", name: "comparison", kind: "comparison", value: comparison },
    { step: "g", name: "gate", kind: "gate", value: gate },
    { step: "s", name: "table", kind: "table", value: TABLED },
    { step: "r", name: "files", kind: "files", value: ["reports/x/index.html"] },
  ];
  assertEquals(resultOf(outputs), RESULT);
});

Deno.test("the text tells the systems, the verdicts and the gates with their reasons", () => {
  const text = textSummary(RESULT);
  const [systems, verdicts, tests, gates] = text.split("\n\n");
  // 40 of 40 and 20 of 40 right.
  assert(/^one +1\.000 \[/m.test(systems) && /^two +0\.500 \[/m.test(systems), systems);
  assertStringIncludes(verdicts, "one vs two: better, difference 0.500 [");
  // Twenty items that only the first got right: the exact p-value is 2^-19.
  assertStringIncludes(verdicts, "p < 0.001");
  assertEquals(tests, "tests: alpha 0.05\nname         p\na\\u{1b}[31m  0.010");
  assertEquals(gates, "gate good: fail\n  fail: accuracy >= 0.99 (0.500 [0.352, 0.648], n = 40)");
});

Deno.test("of very many pairs ten are shown and the rest counted", () => {
  const pairs = Array.from({ length: 13 }, () => comparison.pairs[0]);
  const text = textSummary({ ...RESULT, comparisons: [{ ...comparison, pairs }] });
  assertEquals(text.match(/one vs two/g)?.length, 10);
  assertStringIncludes(text, "and 3 more pairs in the report");
});

Deno.test("names cannot write control characters to the terminal", () => {
  const evil = system("evil\u001b[2J\u202e");
  const text = textSummary({
    ...RESULT,
    evaluations: [evil],
    comparisons: [compare([evil, two], { resamples: 50 })],
    gates: [],
  });
  for (const hidden of ["\u001b", "\u202e"]) assertFalse(text.includes(hidden), JSON.stringify(text));
});

Deno.test("the JSON summary holds name, exit code and all results, without the answers", () => {
  const json = JSON.parse(JSON.stringify(jsonSummary(RESULT, { name: "x", exitCode: 1 })));
  assertEquals([json.name, json.exitCode, json.files, json.gates], ["x", 1, RESULT.files, [gate]]);
  assertEquals(json.systems.map((system: Record<string, unknown>) => [system.system, system.n]), [["one", 40], [
    "two",
    40,
  ]]);
  assertEquals(json.results, [{ name: "tests", data: [{ name: "a", p: 0.01 }] }]);
  assertFalse("answers" in json.systems[0]);
});

Deno.test("a run without results has an empty summary", () => {
  assertEquals(textSummary(resultOf([])), "");
});
