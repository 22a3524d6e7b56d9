import { extname } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { textColumn } from "../data/column.ts";
import { load } from "../data/load.ts";
import { TEXT_METRICS } from "../metrics/text_metrics.ts";
import type { Estimate } from "../stats/estimate.ts";
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

/** What a metric says of a suite: an estimate and, where a number means little without it, how it was computed. */
export interface SuiteScore extends Estimate {
  /** What one must know to compute the same number, in sacreBLEU's form. */
  readonly signature?: string;
}

/** The names of the metrics that suites can be scored with. */
export const SUITE_METRICS: readonly string[] = Object.keys(TEXT_METRICS);

/**
 * The cases of a JSON, CSV, TSV or JSONL file, with `id`, `input` and `expected_output`.
 *
 * @param path the file
 * @param metrics those that will score it: an expected output that they cannot use, such as a pattern that is none, is told here
 * @returns the cases
 * @throws {AssayError} telling the first problems
 */
export function readSuite(path: string, metrics: readonly string[] = []): SuiteCase[] {
  const cases = extname(path).toLowerCase() === ".json" ? readJson(path) : readTable(path);
  const problems: string[] = [];
  const ids = new Set<string>();
  cases.forEach(({ id }, i) => {
    if (ids.has(id)) problems.push(`case ${i + 1}: the id "${id}" is used twice`);
    ids.add(id);
  });
  if (cases.length === 0) problems.push("it must hold at least one case");
  if (cases.length > MOST_CASES) problems.push(`it must hold at most ${MOST_CASES} cases, received ${cases.length}`);
  else problems.push(...metrics.flatMap((name) => unusableFor(name, cases)));
  if (problems.length > 0) throw unusable(path, problems.slice(0, 10));
  return cases;
}

/**
 * The score of the answers by each metric, with its interval; it yields after each one.
 *
 * Cases without an expected output are not scored, but by metrics that need none. Those without an answer count as left out. White
 * space around answers and expected outputs does not count; that of a pattern does.
 *
 * @param cases of the suite
 * @param results what became of each, in their order
 * @param names of the metrics
 * @returns the generator, which ends with the scores by name
 */
export function* scoreSuite(
  cases: readonly SuiteCase[],
  results: readonly TaskResult[],
  names: readonly string[],
): Generator<void, Record<string, SuiteScore>> {
  const scores: [string, SuiteScore][] = [];
  for (const name of new Set(names)) {
    const { needsReference, score } = TEXT_METRICS[name];
    const asked = cases.flatMap(({ expected }, i) => {
      const answer = results[i].result?.trim() ?? null;
      return expected === null && needsReference ? [] : [{ reference: referenceFor(name, expected ?? ""), answer }];
    });
    const { estimate, signature } = score(asked.map(({ reference }) => reference), asked.map(({ answer }) => answer));
    const { reason, ...rest } = estimate;
    const why = asked.every(({ answer }) => answer === null)
      ? "no case has both an expected output and an answer"
      : reason;
    scores.push([name, {
      ...rest,
      ...(why === undefined ? {} : { reason: why }),
      ...(signature === undefined ? {} : { signature }),
    }]);
    yield;
  }
  return Object.fromEntries(scores);
}

/** What a metric compares an answer with. */
function referenceFor(name: string, expected: string): string {
  const { sameAs = name } = TEXT_METRICS[name];
  return sameAs === "pattern_match" ? expected : expected.trim();
}

/** What keeps a metric from scoring the cases; expected outputs that it refuses are found by scoring empty answers. */
function unusableFor(name: string, cases: readonly SuiteCase[]): string[] {
  const { needsReference, score } = TEXT_METRICS[name];
  const problemOf = (told: readonly SuiteCase[]) => {
    try {
      score(told.map(({ expected }) => referenceFor(name, expected!)), told.map(() => ""), { resamples: 0 });
      return null;
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof AssayError)) throw error;
      return error.message;
    }
  };
  if (!needsReference) return [];
  const told = cases.filter(({ expected }) => expected !== null);
  if (told.length === 0) return [`${name} needs an expected_output, which no case has`];
  if (problemOf(told) === null) return [];
  return told.flatMap((one) => {
    const problem = problemOf([one]);
    return problem === null
      ? []
      : [`case ${cases.indexOf(one) + 1}: ${name} cannot use its expected_output: ${problem}`];
  });
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
