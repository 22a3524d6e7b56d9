import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { turnTaker } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { type Frame, isFrame } from "../data/frame.ts";
import { isPlain } from "../pipeline/pending.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { TabledResult } from "../reports/report_input.ts";
import { type Correction, CORRECTIONS } from "../stats/_corrections.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { ESTIMATE_NAMES, STATISTICS, TEST, type TestFields } from "./_statistics_fields.ts";
import type { Found, StatisticalTest } from "./_statistics_found.ts";
import { type RunTest, statisticsFrame, statisticsResults, statisticsTable } from "./_statistics_results.ts";
import { readSamples } from "./_statistics_samples.ts";

const TITLE = "Cannot run the statistics";
const COLUMN_ROLES = ["first", "second", "value", "group", "cluster"] as const;

const FIELDS = z.strictObject({
  input: stepOutput<Frame>("frame").optional(),
  tests: z.array(TEST).min(1).max(1000),
  correction: z.enum(Object.keys(CORRECTIONS) as [Correction, ...Correction[]]).default("holm"),
  alpha: z.number().gt(0).lt(1).default(0.05),
  seed: z.int().min(0).default(DEFAULT_SEED),
  resamples: z.int().min(1).max(100_000).default(DEFAULT_RESAMPLES),
}).superRefine(({ input, tests }, context) => {
  const columns = [...new Set(tests.filter(isPlain).flatMap((one) => columnsOf(one as TestFields)))];
  if (input === undefined && columns.length > 0) {
    const message = `is needed for ${columns.map((name) => `"${name}"`).join(", ")}: a text names a column`;
    context.addIssue({ code: "custom", path: ["input"], message });
  }
  const names = tests.map((one) => isPlain(one) ? one.name : undefined);
  names.forEach((name, i) => {
    const isTaken = typeof name === "string" && names.indexOf(name) < i;
    if (isTaken) context.addIssue({ code: "custom", path: ["tests", i, "name"], message: "must be another one" });
  });
}, { when: ({ value }) => isPlain(value) && Array.isArray(value.tests) });

/**
 * Runs tests and estimates of columns or lists: `tests` {`test`, the samples by their roles, `alternative`, `level`, `parameters`},
 * corrected over all of the step. Puts out the results as plain data, and as a frame with one row a test.
 */
export const statisticsStep = stepType({
  summary: "Run statistical tests and estimates on columns or lists, with effect sizes, corrected for their number.",
  schema: FIELDS,
  outputs: { results: "value", frame: "frame", table: "table" },
  async run({ input, tests, correction, alpha, seed, resamples }, { signal, name }) {
    const problems: { at: (string | number)[]; text: string }[] = [];
    const reportOf = (i: number) => (at: readonly (string | number)[], text: string) => {
      problems.push({ at: ["tests", i, ...at], text: `tests[${i}]${pathOf(at)}: ${text}` });
    };
    const frame = isFrame(input) ? input : undefined;
    const plans = tests.map((fields, i) => {
      const test: StatisticalTest = STATISTICS[fields.test];
      const { alternative = "two-sided", level, parameters } = fields;
      const options = { alternative, level, parameters, seed, resamples };
      const report = reportOf(i);
      const samples = readSamples({ fields, test, frame, report });
      const tooLong = samples === null ? null : test.tooLong?.(samples, options) ?? null;
      if (tooLong !== null) report([], tooLong);
      return { fields, test, samples, options };
    });
    tell(problems);

    const takeTurns = turnTaker(signal);
    const runs: RunTest[] = [];
    for (const [i, { fields, test, samples, options }] of plans.entries()) {
      await takeTurns();
      if (samples === null) continue;
      const found = samples.reason === undefined ? attempt(() => test.run(samples, options), reportOf(i)) : null;
      runs.push({ fields, samples, found, estimates: ESTIMATE_NAMES.includes(fields.test) });
    }
    tell(problems);
    const results = statisticsResults(runs, { alpha, correction });
    const table: TabledResult = { name, table: statisticsTable(results, { name, alpha, correction }), data: results };
    return { results, frame: statisticsFrame(results), table };
  },
});

/** What a test finds; null, with the problem told, where the values are none for it. */
function attempt(run: () => Found, report: (at: readonly string[], text: string) => void): Found | null {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report([], error.message);
    return null;
  }
}

function tell(problems: readonly { at: readonly (string | number)[]; text: string }[]): void {
  if (problems.length === 0) return;
  throw new AssayError(TITLE, { problems: problems.map(({ text }) => text), places: problems.map(({ at }) => at) });
}

function columnsOf(fields: TestFields): string[] {
  const columns = Array.isArray(fields.columns) ? fields.columns : [];
  return [...COLUMN_ROLES.map((role) => fields[role]), ...columns].filter((given) => typeof given === "string");
}

function pathOf(at: readonly (string | number)[]): string {
  return at.map((part) => typeof part === "number" ? `[${part}]` : `.${part}`).join("");
}
