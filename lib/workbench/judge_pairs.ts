import { checkFraction, checkInteger } from "../core/checks.ts";
import { displayable } from "../core/displayable.ts";
import type { Frame } from "../data/frame.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import type { BradleyTerryResult } from "../stats/bradley_terry.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { type JudgeModelOptions, openJudge } from "./_judge_ask.ts";
import { checkNewColumns, throwProblems, withJudgeColumns } from "./_judge_columns.ts";
import { digestOf } from "./_judge_modes.ts";
import { countFailures, type JudgeFailures, type JudgeRecord, selfPreference, throwIfNothing } from "./_judge_notes.ts";
import { calibratePreferences, humanPreferences, type PairCalibration } from "./_judge_pair_calibration.ts";
import { outcomeScore, type PairComparison, pairEstimates } from "./_judge_pair_estimates.ts";
import { type PairColumns, pairRows } from "./_judge_pair_rows.ts";
import { biasNotes, pairsTable, pairsText } from "./_judge_pair_tables.ts";
import { judgeBothOrders, type PairCriterion, pairPrompt, type PairVerdict } from "./_judge_preferences.ts";
import { clusterNames, contextTexts, type JudgeContextColumns } from "./_judge_texts.ts";
import type { AnswerUsage } from "./answer_usage.ts";

export type { PairCalibration } from "./_judge_pair_calibration.ts";
export type { PairComparison } from "./_judge_pair_estimates.ts";
export type { PairColumns } from "./_judge_pair_rows.ts";
export type { PairCriterion } from "./_judge_preferences.ts";

/** Options of {@linkcode judgePairs}. */
export interface JudgePairsOptions extends JudgeModelOptions, JudgeContextColumns, PairColumns {
  /** The rows: two answers a row, or a row for each system and item. */
  readonly input: Frame;
  /** What the answers are compared by, default their quality as a whole. */
  readonly criteria?: readonly PairCriterion[];
  /** What the judge shall know besides: trusted text that stands before all blocks. */
  readonly instructions?: string;
  /** What the names of the new columns begin with, default "judge". */
  readonly column?: string;
  /** The column that names what belongs together, such as the document of a question. */
  readonly cluster?: string;
  /** The column of human preferences, "first", "second" or "tie", null where there is none; for two answers a row. */
  readonly human?: string;
  /** The models that wrote the answers, to tell where the judge judges its own; names of systems count by themselves. */
  readonly judgedModels?: readonly string[];
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples the strengths of three or more systems take, default 1,000; 0 leaves their intervals out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

/** The result of {@linkcode judgePairs}. */
export interface JudgedPairs {
  /** The pairs with preference, score, reasons and failure. */
  readonly frame: Frame;
  /** Each pair of systems with its win rate. */
  readonly pairs: readonly PairComparison[];
  /** The strengths of three or more systems by the Bradley-Terry model; null for two. */
  readonly ranking: BradleyTerryResult | null;
  /** How far the judge leans to the answer shown first: −1 to 1, 0 is none. */
  readonly positionBias: Estimate;
  /** The share of pairs on which both orders agree. */
  readonly consistency: Estimate;
  /** How many pairs have no preference, and why. */
  readonly failures: JudgeFailures;
  /** What the preferences are worth by those of people. */
  readonly calibration: PairCalibration;
  /** Who judged, and how. */
  readonly judge: JudgeRecord;
  /** What is to be known of the result, in words. */
  readonly notes: readonly string[];
  /** The result in a paragraph. */
  readonly text: string;
  /** What it took. */
  readonly usage: AnswerUsage;
}

const COLUMNS = ["preference", "score", "verdict", "verdict_swapped", "reason", "reason_swapped", "failure"] as const;

/**
 * Lets a model compare answers two by two, each pair in both orders.
 *
 * A preference counts only when both orders agree; else the pair is a tie. How far the judge leans to the answer that it is shown
 * first is an estimate of its own. The win rate counts ties as halves (Student's interval, clustered where a cluster is named),
 * the decided one leaves them out (Wilson's). Three or more systems are ranked by the Bradley-Terry model, whose intervals draw
 * whole items.
 *
 * @param options see {@linkcode JudgePairsOptions}
 * @returns the pairs with preferences and reasons, win rates, the judge's bias, and what its preferences are worth
 * @throws {AssayError} for columns that cannot be used, before anything is asked; and for a judge that fails on all pairs
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 * import { scriptedModel } from "../testing/scripted_model.ts";
 *
 * // This judge always prefers what it sees first.
 * const model = scriptedModel({ "": '{"reason": "It came first.", "verdict": "A"}' });
 * const { pairs, positionBias } = await judgePairs({
 *   input: frameOf({ old: ["Paris."], new: ["It is Paris."] }),
 *   first: "old",
 *   second: "new",
 *   model: "openai/judge",
 *   open: () => ({ kind: "prompted", model }),
 * });
 * assertEquals([pairs[0].ties, positionBias.value], [1, 1]);
 * ```
 */
export async function judgePairs(options: JudgePairsOptions): Promise<JudgedPairs> {
  const { input, column = "judge", level = DEFAULT_LEVEL, resamples = 1000, seed, judgedModels = [] } = options;
  const { criteria, instructions, question, reference, source } = options;
  checkFraction("judge", "level", level);
  checkInteger("judge", "resamples", resamples, { min: 0, max: 100_000 });
  const problems: string[] = [];
  if (criteria?.length === 0) problems.push("criteria must name at least one criterion, received none");
  if (options.human !== undefined && options.first === undefined) {
    problems.push("human goes with first and second only, where each row is a pair; leave it out");
  }
  throwProblems(problems);
  const { frame, pairs, systems, items } = pairRows(input, options);
  checkNewColumns(frame, COLUMNS.map((name) => `${column}_${name}`), problems);
  throwProblems(problems);
  const preferences = options.human === undefined ? null : humanPreferences(input, options.human);
  const byRow = options.cluster === undefined ? null : clusterNames(input, options.cluster);
  const clusters = byRow === null ? null : pairs.map(({ row }) => byRow[row]);
  const contextOf = contextTexts(input, { question, reference, source });

  const judge = openJudge(options);
  const verdicts = await judgeBothOrders(judge, pairs, { contextOf, criteria, instructions });
  const failures = countFailures(verdicts.map(({ failure }) => failure));
  throwIfNothing(judge, failures);
  const outcomes = verdicts.map(({ outcome }) => outcome);
  const { comparisons, ...found } = pairEstimates(pairs, verdicts, {
    level,
    clusters,
    items,
    systems,
    resamples,
    seed,
  });
  const human = preferences === null ? null : { column: options.human!, preferences };
  const calibration = calibratePreferences(outcomes, human, { level, isClustered: clusters !== null });
  const shown = [
    ...(pairs.length === 0 ? [] : contextOf(pairs[0].row)).map(({ name }) => name),
    "ANSWER A",
    "ANSWER B",
  ];
  const record: JudgeRecord = {
    model: judge.id,
    answeredBy: judge.answeredBy(),
    mode: "pairwise",
    promptDigest: digestOf([pairPrompt(shown.map((name) => ({ name, text: name })), { criteria, instructions })]),
    temperature: options.temperature ?? null,
    repeats: 1,
  };
  const notes = [
    ...calibration.warnings,
    ...selfPreference(judge, [...judgedModels, ...(items === null ? [] : systems)]),
    ...biasNotes(found.positionBias),
  ];
  const result = { pairs: comparisons, ...found, failures, calibration, judge: record, notes };
  return displayable({
    frame: withJudgeColumns(frame, pairColumns(verdicts, column), [`${column}_score`]),
    ...result,
    text: pairsText(result),
    usage: judge.usage(),
  }, (judged) => displayBundle([pairsTable(judged)]));
}

function pairColumns(verdicts: readonly PairVerdict[], column: string): Record<string, (string | number | null)[]> {
  const values: Record<typeof COLUMNS[number], (verdict: PairVerdict) => string | number | null> = {
    preference: ({ outcome }) => outcome,
    score: ({ outcome }) => outcomeScore(outcome),
    verdict: ({ straight }) => straight,
    verdict_swapped: ({ swapped }) => swapped,
    reason: ({ reason }) => reason,
    reason_swapped: ({ swappedReason }) => swappedReason,
    failure: ({ failure }) => failure,
  };
  return Object.fromEntries(COLUMNS.map((name) => [`${column}_${name}`, verdicts.map(values[name])]));
}
