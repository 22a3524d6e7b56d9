import { addChange, exportMetric, testMetric } from "./_new_lines.ts";
import { camelCase, changedFile, type Draft, textOf } from "./_new_draft.ts";

/**
 * What a new metric needs: its file, its test, a line in the room's exports and the changelog, a place in the contract test.
 *
 * @param name the metric's file without ending, in snake_case
 * @param options `root`: the repository's root
 * @returns the draft
 */
export function newMetric(name: string, options: { root: string }): Draft {
  const { root } = options;
  const symbol = camelCase(name);
  const exports = textOf(root, "lib/metrics/mod.ts") ?? "";
  const isOwn = exports.includes(`from "./${name}.ts"`);
  const isTaken = !isOwn && new RegExp(`^export \\{[^}]*\\b${symbol}\\b`, "m").test(exports);
  const changes = [
    changedFile(root, "lib/metrics/mod.ts", (text) => exportMetric(text, name, symbol)),
    changedFile(root, "tests/metrics/contract.test.ts", (text) => testMetric(text, name, symbol)),
    changedFile(root, "CHANGELOG.md", (text) => {
      return addChange(text, `Metric \`${symbol}\`: the part of answers that equal the reference letter by letter.`);
    }),
  ];
  return {
    files: [
      { path: `lib/metrics/${name}.ts`, text: codeOf(symbol, name), isChange: false },
      { path: `tests/metrics/${name}.test.ts`, text: testOf(symbol, name), isChange: false },
      ...changes.flatMap(({ files }) => files),
    ],
    problems: [
      ...changes.flatMap(({ problems }) => problems),
      ...(isTaken ? [`lib/metrics/mod.ts exports ${symbol} already, from another file: choose another name`] : []),
    ],
    next: [
      `change what it counts in lib/metrics/${name}.ts, and its test with it: numbers from an outside oracle, cited`,
      "adapt its line in CHANGELOG.md",
      "add its name to METRIC_NAMES in lib/metrics/evaluate.ts if reports should show it; then deno task ok",
    ],
  };
}

function codeOf(symbol: string, name: string): string {
  return `import { checkSameLength } from "../core/checks.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import type { Label } from "./_coded_items.ts";

/**
 * The part of answered items whose prediction equals the reference letter by letter, with Wilson's interval.
 *
 * Nothing is trimmed and case counts. Items without a prediction or reference are left out and counted, with the value that
 * would result if all of them were wrong (\`worst\`) or right (\`best\`).
 *
 * @param references the right answer of each item; null leaves the item out
 * @param predictions the answer of each item, in the same order; null leaves it out
 * @param options \`level\`: confidence, default 0.95
 * @returns the estimate, 0 to 1; undefined without answered items
 * @throws {RangeError} if the lengths differ
 *
 * @example
 * \`\`\`ts
 * import { assertEquals } from "@std/assert";
 *
 * const { value, n, excluded } = ${symbol}(["a", "b", "b"], ["a", "B", null]);
 * assertEquals([value, n, excluded], [0.5, 2, 1]);
 * \`\`\`
 */
export function ${symbol}(
  references: readonly Label[],
  predictions: readonly Label[],
  options: { level?: number } = {},
): Estimate {
  const { level = DEFAULT_LEVEL } = options;
  checkSameLength("compute ${name}", { references, predictions });
  const answered = [...references.keys()].filter((i) => references[i] !== null && predictions[i] !== null);
  // What counts as right stands in this line: change it for another metric of hits and misses.
  const hits = answered.filter((i) => references[i] === predictions[i]).length;
  const estimate = proportion(hits, answered.length, { level, empty: "there are no answered items" });
  const excluded = references.length - answered.length;
  if (excluded === 0) return estimate;
  return { ...estimate, excluded, worst: hits / references.length, best: (hits + excluded) / references.length };
}
`;
}

function testOf(symbol: string, name: string): string {
  return `import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { ${symbol} } from "../../lib/metrics/${name}.ts";

Deno.test("an answer counts when it equals the reference letter by letter, with Wilson's interval", () => {
  // statsmodels proportion_confint(3, 4, method="wilson") = (0.30064184258, 0.95441273919).
  const { value, low, high, n } = ${symbol}(["a", "b", "b", "a"], ["a", "b", "b", "A"]);
  assertEquals([value, n], [0.75, 4]);
  assertAlmostEquals(low!, 0.30064184258, 1e-11);
  assertAlmostEquals(high!, 0.95441273919, 1e-11);
});

Deno.test("white space and case count", () => {
  assertEquals(${symbol}(["a", "a", "a"], [" a", "A", "a\\n"]).value, 0);
});

Deno.test("missing answers are left out, and bounds tell what they could have made of it", () => {
  const found = ${symbol}(["a", "b", "b", "a", "a"], ["a", "b", "a", null, null]);
  assertEquals([found.value, found.n, found.excluded, found.worst, found.best], [2 / 3, 3, 2, 0.4, 0.8]);
});

Deno.test("without answers there is a reason, and no value", () => {
  const { value, reason } = ${symbol}(["a"], [null]);
  assertEquals([value, reason], [null, "there are no answered items"]);
});

Deno.test("lists of different lengths are refused", () => {
  assertThrows(() => ${symbol}(["a", "b"], ["a"]), RangeError, "references (2)");
});
`;
}
