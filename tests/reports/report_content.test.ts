import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import type { Block, Content } from "../../lib/reports/content.ts";
import { reportJson } from "../../lib/reports/report_json.ts";
import { reportContent } from "../../lib/reports/report_content.ts";
import { exampleInput } from "./_example.ts";

const blocksOf = (content: Content, title: string): readonly Block[] =>
  content.sections.find((section) => section.title === title)!.blocks;

const callouts = (content: Content) =>
  blocksOf(content, "Result").flatMap((block) => block.kind === "callout" ? [block.text] : []);

Deno.test("A full report answers first, then compares, details, shows the data and the method", () => {
  const content = reportContent(exampleInput());
  assertEquals(content.sections.map(({ title }) => title), ["Result", "Comparison", "Details", "Data", "Method"]);
  assertEquals([content.title, content.subtitle], ["words", "words"]);
});

Deno.test("Parts without content are left out", () => {
  const { evaluations } = exampleInput();
  const titles = (input: Parameters<typeof reportContent>[0]) =>
    reportContent(input).sections.map(({ title }) => title);
  assertEquals(titles({ title: "t", evaluations: [] }), ["Result", "Method"]);
  assertEquals(titles({ title: "t", evaluations: evaluations.slice(0, 1) }), ["Result", "Details", "Method"]);
});

Deno.test("Every chart stands once, in its part", () => {
  const input = exampleInput();
  const content = reportContent(input);
  const idsIn = (title: string) =>
    blocksOf(content, title).flatMap((block) => block.kind === "chart" ? [block.id] : []);
  const parts = { Result: "systems", Comparison: "comparison", Details: "details", Data: "data" };
  for (const [title, part] of Object.entries(parts)) {
    assertEquals(idsIn(title), input.charts!.filter((one) => one.part === part).map(({ id }) => id));
  }
});

Deno.test("The gates stand before everything else, each with its conditions", () => {
  const check = (verdict: "pass" | "fail") => ({ condition: "accuracy >= 0.3", verdict, reason: "low end 0.4" });
  const gates = (["pass", "fail"] as const).map((verdict) => {
    return { name: `gate ${verdict}`, verdict, onFailure: "fail", checks: [check(verdict)] } as const;
  });
  const blocks = blocksOf(reportContent({ ...exampleInput(), gates }), "Result");
  assertEquals(blocks.slice(0, 4), [
    { kind: "callout", tone: "good", text: "The gate gate pass passed." },
    { kind: "list", items: ["pass: accuracy >= 0.3 (low end 0.4)"] },
    { kind: "callout", tone: "bad", text: "The gate gate fail failed." },
    { kind: "list", items: ["fail: accuracy >= 0.3 (low end 0.4)"] },
  ]);
});

Deno.test("The first sentence names the most accurate system, those it beats and those it does not", () => {
  // 60 items: "all" is right on all of them, "most" on 59, "half" on 30.
  const references = Array.from({ length: 60 }, (_, i) => i % 2 ? "a" : "b");
  const withErrors = (system: string, errors: number) => {
    const predictions = references.map((label, i) => i < errors ? (label === "a" ? "b" : "a") : label);
    return evaluate({ system, references, predictions }, { resamples: 50 });
  };
  const evaluations = [withErrors("half", 30), withErrors("all", 0), withErrors("most", 1)];
  const comparison = compare(evaluations, { resamples: 50 });
  const [text] = callouts(reportContent({ title: "t", evaluations, comparison }));
  assertStringIncludes(text, "all has the highest accuracy of 3 systems: 1.000 [");
  assertStringIncludes(text, "on 60 items");
  assertStringIncludes(text, "better than half (");
  assertStringIncludes(text, "Against most these items do not decide.");
});

Deno.test("Systems that are equally accurate are not told apart in the first sentence", () => {
  const references = ["a", "b", "a", "b"];
  const evaluations = ["one", "two"].map((system) => evaluate({ system, references, predictions: references }));
  const [text] = callouts(reportContent({ title: "t", evaluations, comparison: compare(evaluations) }));
  assert(!text.startsWith("one has the highest accuracy"), text);
});

Deno.test("A system that answered nothing is not said to have the highest accuracy", () => {
  const evaluations = [evaluate({ system: "mute", references: ["a", "b"], predictions: [null, null] })];
  const [text] = callouts(reportContent({ title: "t", evaluations }));
  assert(!text.includes("highest accuracy"), text);
});

Deno.test("Items without an answer are listed by system and reason, and only when there are some", () => {
  const captions = (content: Content) =>
    blocksOf(content, "Details").flatMap((block) => block.kind === "table" ? [block.table] : []);
  const input = exampleInput();
  const failures = captions(reportContent(input)).find(({ caption }) => caption === "Items without an answer")!;
  assertEquals(failures.rows, [["three", "words", "4"]]);
  const complete = reportContent({ title: "t", evaluations: input.evaluations.slice(0, 2) });
  assertEquals(captions(complete).filter(({ caption }) => caption === "Items without an answer"), []);
});

Deno.test("A dataset that differs from its card is said to differ, one without a card says nothing", () => {
  const input = exampleInput();
  const factsWith = (matchesCard: boolean | null) => {
    const content = reportContent({ ...input, dataset: { ...input.dataset!, matchesCard } });
    const [{ table }] = blocksOf(content, "Data") as [Extract<Block, { kind: "table" }>];
    return new Map(table.rows.map(([name, value]) => [name, value]));
  };
  assertStringIncludes(factsWith(false).get("card")!, "DIFFERS");
  assertStringIncludes(factsWith(true).get("card")!, "digest");
  assertEquals(factsWith(null).has("card"), false);
  assertEquals(factsWith(true).get("rows"), "1\u2009000");
  assertEquals(factsWith(true).get("SHA-256"), "ab".repeat(32));
});

Deno.test("The input is not changed", () => {
  const input = exampleInput();
  const before = structuredClone(input.evaluations.map(({ system }) => system));
  reportContent(Object.freeze({ ...input, evaluations: Object.freeze(input.evaluations) }));
  assertEquals(input.evaluations.map(({ system }) => system), before);
});

Deno.test("Further results have their own section, and their numbers stand in report.json", () => {
  const table = { caption: "tests", columns: [{ title: "name" }], rows: [["a"]] };
  const input = { title: "T", evaluations: [], tables: [{ name: "tests", table, data: [{ p: 0.0123456789 }] }] };
  const { sections } = reportContent(input);
  assertEquals(sections.map(({ title }) => title), ["Result", "Further results", "Method"]);
  assertEquals(sections[1].blocks, [{ kind: "table", table }]);
  assertEquals(JSON.parse(reportJson(input)).results, [{ name: "tests", data: [{ p: 0.0123456789 }] }]);
});
