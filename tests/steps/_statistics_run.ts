import { assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import type { TabledResult } from "../../lib/reports/report_input.ts";
import type { StatisticsResult } from "../../lib/steps/_statistics_results.ts";
import { loadStep } from "../../lib/steps/load.ts";
import { statisticsStep } from "../../lib/steps/statistics.ts";
import { runStep } from "./_run_step.ts";

/** Ten scores of each of three systems on the same items. */
export const A = [0.62, 0.71, 0.55, 0.80, 0.67, 0.59, 0.73, 0.66, 0.78, 0.61];
export const B = [0.58, 0.74, 0.50, 0.71, 0.69, 0.52, 0.70, 0.60, 0.77, 0.55];
const C = [0.40, 0.66, 0.51, 0.60, 0.58, 0.49, 0.63, 0.57, 0.71, 0.44];
const DOCUMENT = ["p", "p", "q", "q", "r", "r", "s", "s", "t", "t"];
export const FRAME = frameOf({ a: A, b: B, c: C, document: DOCUMENT });
/** The step types of the pipelines here. */
export const REGISTRY = { load: loadStep, statistics: statisticsStep };

/** Fields as YAML writes them. */
export type Fields = Record<string, unknown>;

/** Runs the step on the frame above, another one, or none. */
export async function run(tests: readonly Fields[], options: Fields = {}, frame: Frame | null = FRAME) {
  const input: Record<string, [string, unknown]> = frame === null ? {} : { input: ["frame", frame] };
  const out = await runStep(statisticsStep, { tests, ...options }, input);
  return { results: out.results as StatisticsResult[], frame: out.frame as Frame, table: out.table as TabledResult };
}

/** The result of one test. */
export const one = async (test: Fields, options: Fields = {}, frame: Frame | null = FRAME) =>
  (await run([test], options, frame)).results[0];

/** The problems of a run. */
export async function problemsOf(tests: readonly Fields[], frame: Frame | null = FRAME): Promise<AssayError> {
  return await assertRejects(() => run(tests, {}, frame), AssayError) as AssayError;
}

export const PAIR = { first: "a", second: "b" };
export const ABC = { columns: ["a", "b", "c"] };
export const TABLE = { table: [[12, 5], [4, 11]] };
export const RIGHT = [[1, 1, 1, 0, 1, 1, 0, 1, 1, 1], [1, 0, 0, 0, 1, 0, 0, 1, 0, 1], [0, 0, 1, 0, 1, 0, 0, 1, 0, 0]];
