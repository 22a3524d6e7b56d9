import { checkFraction, checkInteger } from "../core/checks.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { displayable } from "../core/displayable.ts";
import type { Frame } from "../data/frame.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import { DEFAULT_LEVEL, type Estimate } from "../stats/estimate.ts";
import { type JudgeModelOptions, openJudge } from "./_judge_ask.ts";
import { calibrateScores, type HumanCalibration } from "./_judge_calibration.ts";
import { NO_CLAIMS, type RowVerdict, settleRows } from "./_judge_cells.ts";
import { checkNewColumns, throwProblems } from "./_judge_columns.ts";
import { rowEstimate } from "./_judge_estimates.ts";
import { humanLabels, passMark, type PassMarks } from "./_judge_human.ts";
import { DEFAULT_REPEATS, JUDGE_MODES, type JudgeMode, modeCriteria, runMode } from "./_judge_modes.ts";
import { countFailures, type JudgeFailures, type JudgeRecord, selfPreference, throwIfNothing } from "./_judge_notes.ts";
import { rowColumnNames, rowColumns } from "./_judge_row_columns.ts";
import { type JudgeCriterion, overallRange, type ReadyCriterion, type ScoreRange } from "./_judge_scale.ts";
import { rowsText, scoresTable } from "./_judge_row_tables.ts";
import { answerTexts, clusterNames, contextTexts, type JudgeContextColumns } from "./_judge_texts.ts";
import type { AnswerUsage } from "./answer_usage.ts";

export type { JudgeModelOptions } from "./_judge_ask.ts";
export type { GradedCalibration, HumanCalibration } from "./_judge_calibration.ts";
export type { PassMarks } from "./_judge_human.ts";
export type { JudgeMode } from "./_judge_modes.ts";
export type { JudgeFailures, JudgeRecord } from "./_judge_notes.ts";
export type { JudgeCriterion, JudgeLevel } from "./_judge_scale.ts";
export type { JudgeContextColumns } from "./_judge_texts.ts";

/** Options of {@linkcode judgeRows}. */
export interface JudgeRowsOptions extends JudgeModelOptions, JudgeContextColumns, PassMarks {
  /** The rows. */
  readonly input: Frame;
  /** How they are judged. */
  readonly mode: JudgeMode;
  /** The column of the answers, default "answer"; null, or an empty text, where the judged system gave none. */
  readonly answer?: string;
  /** What is judged: for "rubric" and "g_eval". */
  readonly criteria?: readonly JudgeCriterion[];
  /** What the judge shall know besides: trusted text that stands before all blocks. */
  readonly instructions?: string;
  /** How many samples each score is the mean of, 1 to 100; default 5 for "g_eval", else 1. */
  readonly repeats?: number;
  /** What the names of the new columns begin with, default "judge". */
  readonly column?: string;
  /** The column that names what belongs together, such as the document of a question. */
  readonly cluster?: string;
  /** The column of human labels or scores; null where there is none. */
  readonly human?: string;
  /** The models that wrote the answers, to tell where the judge judges its own. */
  readonly judgedModels?: readonly string[];
  /** Confidence level, default 0.95. */
  readonly level?: number;
}

/** What the scores come to. */
export interface JudgeScores {
  /** The mean score. */
  readonly score: Estimate;
  /** The share of rows from the pass mark on; null without one. */
  readonly passRate: Estimate | null;
  /** The mean score by criterion. */
  readonly criteria: Readonly<Record<string, Estimate>>;
}

/** The result of {@linkcode judgeRows}. */
export interface JudgedRows {
  /** The rows with score, reason, failure, and what the mode adds. */
  readonly frame: Frame;
  /** Means with intervals. */
  readonly scores: JudgeScores;
  /** How many rows have no score, and why. */
  readonly failures: JudgeFailures;
  /** What the scores are worth by human labels. */
  readonly calibration: HumanCalibration;
  /** Who judged, and how. */
  readonly judge: JudgeRecord;
  /** What is to be known of the result, in words. */
  readonly notes: readonly string[];
  /** The result in a paragraph. */
  readonly text: string;
  /** What it took. */
  readonly usage: AnswerUsage;
}

/**
 * Lets a model judge answers: by a rubric, by G-Eval's steps, for faithfulness to a source, or for relevance to a question.
 *
 * What is judged stands in blocks that it cannot close, and the judge is told not to follow what they say. A row is scored by the
 * mean of its samples; the score over several criteria is their weighted mean, on a scale from 0 to 1 where theirs differ. The
 * interval of the mean is Student's, Wilson's for scores of 0 and 1, or clustered. Failures of the judge are not counted as the
 * judged system's, and nothing counts as a low score that is none. `human` holds the scores against people; without it the result
 * says that it is not calibrated.
 *
 * @param options see {@linkcode JudgeRowsOptions}
 * @returns the rows with scores and reasons, the means with intervals, and what they are worth
 * @throws {AssayError} for columns or criteria that cannot be used, all told at once, before anything is asked; and for a judge
 *   that fails on all rows
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 * import { scriptedModel } from "../testing/scripted_model.ts";
 *
 * const model = scriptedModel({ "Paris": '{"polite": {"reason": "It is curt.", "score": 2}}' });
 * const { frame, calibration } = await judgeRows({
 *   input: frameOf({ question: ["Capital of France?"], answer: ["Paris."] }),
 *   mode: "rubric",
 *   question: "question",
 *   criteria: [{ name: "polite", description: "It is said with kindness." }],
 *   model: "openai/judge",
 *   open: () => ({ kind: "prompted", model }),
 * });
 * assertEquals(frame.getColumn("judge_score").toArray(), [2]);
 * assertEquals(calibration.status, "not calibrated against human labels");
 * ```
 */
export async function judgeRows(options: JudgeRowsOptions): Promise<JudgedRows> {
  const { input, mode, answer = "answer", column = "judge", level = DEFAULT_LEVEL, instructions } = options;
  const problems: string[] = [];
  if (!JUDGE_MODES.includes(mode)) {
    throwProblems([`unknown mode ${JSON.stringify(mode)}, ${didYouMean(mode, JUDGE_MODES)}`]);
  }
  const { repeats = DEFAULT_REPEATS[mode], question, reference, source, judgedModels = [] } = options;
  checkInteger("judge", "repeats", repeats, { min: 1, max: 100 });
  checkFraction("judge", "level", level);
  const columns = { question, reference, source };
  const criteria = modeCriteria(mode, { criteria: options.criteria, columns, problems });
  const shown = { column, mode, criteria, isRepeated: repeats > 1 };
  checkNewColumns(input, rowColumnNames(shown, options.pass !== undefined || hasTwoLevels(criteria)), problems);
  throwProblems(problems);
  const range = rangeOf(mode, criteria);
  const mark = passMark(options, range);
  const human = options.human === undefined
    ? null
    : humanLabels(input, options.human, { range, mark, humanPass: options.humanPass });
  const clusters = options.cluster === undefined ? null : clusterNames(input, options.cluster);
  const answers = answerTexts(input, answer);
  const contextOf = contextTexts(input, columns);

  const judge = openJudge(options);
  const found = await runMode(mode, judge, {
    task: { criteria, instructions, repeats },
    judged: { answers, contextOf, columns },
  });
  const verdicts = settleRows(found.cells, criteria);
  const failures = countFailures(verdicts.map(({ failure }) => failure));
  throwIfNothing(judge, failures);
  const scores = scoresOf(verdicts, { criteria, range, mark, clusters, level });
  const calibration = calibrateScores(verdicts.map(({ score }) => score), human, { range, mark, clusters, level });
  const record: JudgeRecord = {
    model: judge.id,
    answeredBy: judge.answeredBy(),
    mode,
    promptDigest: found.promptDigest,
    temperature: options.temperature ?? null,
    repeats,
    ...(found.steps === null
      ? {}
      : { evaluationSteps: Object.fromEntries(criteria.map(({ name }, i) => [name, found.steps![i]])) }),
  };
  const notes = [
    ...calibration.warnings,
    ...selfPreference(judge, judgedModels),
    ...(repeats > 1 && options.temperature === 0
      ? ["at temperature 0 the samples of an answer are hardly different: leave the temperature out"]
      : []),
    ...(mode === "g_eval" && repeats > 1
      ? [`scores are means of ${repeats} samples, in place of the probabilities of tokens that G-Eval takes`]
      : []),
  ];
  const result = { scores, failures, calibration, judge: record, notes };
  return displayable({
    frame: rowColumns(input, verdicts, { ...shown, mark }),
    ...result,
    text: rowsText(result),
    usage: judge.usage(),
  }, (judged) => displayBundle([scoresTable(judged)]));
}

function hasTwoLevels(criteria: readonly ReadyCriterion[]): boolean {
  return criteria.length === 1 && criteria[0].levels.length === 2;
}

function rangeOf(mode: JudgeMode, criteria: readonly ReadyCriterion[]): ScoreRange {
  return mode === "faithfulness" ? { min: 0, max: 1, levels: null } : overallRange(criteria);
}

function scoresOf(
  verdicts: readonly RowVerdict[],
  { criteria, range, mark, clusters, level }: {
    criteria: readonly ReadyCriterion[];
    range: ScoreRange;
    mark: number | null;
    clusters: readonly (string | number)[] | null;
    level: number;
  },
): JudgeScores {
  const isOpen = (row: number) => verdicts[row].failure === NO_CLAIMS;
  const about = { level, clusters, isOpen };
  const passes = verdicts.map(({ score }) => score === null ? null : score >= mark! ? 1 : 0);
  return {
    score: rowEstimate(verdicts.map(({ score }) => score), { ...about, range }),
    passRate: mark === null ? null : rowEstimate(passes, { ...about, range: { min: 0, max: 1 } }),
    criteria: Object.fromEntries(criteria.map((criterion, i) => [
      criterion.name,
      rowEstimate(verdicts.map(({ parts }) => parts[i]?.score ?? null), { ...about, range: criterion }),
    ])),
  };
}
