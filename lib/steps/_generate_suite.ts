import { extname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { textColumn } from "../data/column.ts";
import { load } from "../data/load.ts";
import type { Estimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import type { TaskResult } from "./_generate_tasks.ts";

/** One case of a test suite. */
export interface SuiteCase {
  /** Its id, which differs from the others'. */
  readonly id: string;
  /** What the model is given. */
  readonly input: string;
  /** What it should say; null where the suite does not tell. */
  readonly expected: string | null;
}

const MOST_BYTES = 50_000_000;
const MOST_CASES = 10_000;
const METRICS: Readonly<Record<string, (answer: string, expected: string) => boolean>> = {
  exact_match: (answer, expected) => answer.trim() === expected.trim(),
  contains: (answer, expected) => answer.includes(expected.trim()),
};

/** The cases of a JSON, CSV, TSV or JSONL file, with `id`, `input` and `expected_output`. */
export function readSuite(path: string): SuiteCase[] {
  const cases = extname(path).toLowerCase() === ".json" ? readJson(path) : readTable(path);
  const ids = cases.map(({ id }) => id);
  const problems = ids.flatMap((id, i) => ids.indexOf(id) === i ? [] : [`case ${i + 1}: the id "${id}" is used twice`]);
  if (cases.length === 0) problems.push("it must hold at least one case");
  if (cases.length > MOST_CASES) problems.push(`it must hold at most ${MOST_CASES} cases, received ${cases.length}`);
  if (problems.length > 0) throw unusable(path, problems.slice(0, 10));
  return cases;
}

/** What share of the answers is right, by metric; cases without answer count as left out. */
export function scoreSuite(
  cases: readonly SuiteCase[],
  results: readonly TaskResult[],
  names: readonly string[],
): Record<string, Estimate> {
  const unknown = names.filter((name) => !Object.hasOwn(METRICS, name));
  if (unknown.length > 0) {
    throw new AssayError("Cannot score the test suite", {
      problems: unknown.map((name) =>
        `${name} is not part of this version yet; use ${Object.keys(METRICS).join(" or ")}`
      ),
    });
  }
  const told = cases.flatMap(({ expected }, i) => expected === null ? [] : [{ expected, answer: results[i].result }]);
  const answered = told.flatMap(({ expected, answer }) => answer === null ? [] : [{ expected, answer }]);
  const excluded = told.length - answered.length;
  return Object.fromEntries(names.map((name) => {
    const right = answered.filter(({ expected, answer }) => METRICS[name](answer, expected)).length;
    const empty = "no case has both an expected output and an answer";
    const estimate = proportion(right, answered.length, { empty });
    const bounds = { excluded, worst: right / told.length, best: (right + excluded) / told.length };
    return [name, excluded === 0 || told.length === 0 ? estimate : { ...estimate, ...bounds }];
  }));
}

/** Throws for metrics that there are not yet, before anything is asked. */
export function checkMetrics(names: readonly string[]): void {
  scoreSuite([], [], names);
}

function readTable(path: string): SuiteCase[] {
  const { frame } = load(path);
  const doing = `read the test suite ${path}`;
  const optional = (name: string) =>
    frame.columns.includes(name) ? textColumn(frame, name, { doing, allowNull: true }) : null;
  const expected = optional("expected_output");
  const ids = optional("id");
  return textColumn(frame, "input", { doing }).map((input, i) => {
    return { id: ids?.[i] ?? `case_${i + 1}`, input, expected: expected?.[i] ?? null };
  });
}

function readJson(path: string): SuiteCase[] {
  let data: unknown;
  try {
    if (Deno.statSync(path).size > MOST_BYTES) throw new RangeError(`it has more than ${MOST_BYTES} bytes`);
    data = JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    throw unusable(path, [(error as Error).message], error);
  }
  const list = isMap(data) ? data.test_cases ?? data.cases : data;
  if (!Array.isArray(list)) {
    throw unusable(path, [`it must be a list of cases, or a map with test_cases, received ${describeValue(list)}`]);
  }
  const problems: string[] = [];
  const cases = list.map((one: unknown, i): SuiteCase => {
    const { id, input, expected_output: expected } = isMap(one) ? one : {};
    if (input === undefined || input === null) problems.push(`case ${i + 1}: input must be given`);
    return {
      id: id === undefined || id === null ? `case_${i + 1}` : asText(id),
      input: asText(input ?? ""),
      expected: expected === undefined || expected === null ? null : asText(expected),
    };
  });
  if (problems.length > 0) throw unusable(path, problems.slice(0, 10));
  return cases;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function unusable(path: string, problems: readonly string[], cause?: unknown): AssayError {
  return new AssayError(`Cannot read the test suite ${path}`, { problems, cause });
}
