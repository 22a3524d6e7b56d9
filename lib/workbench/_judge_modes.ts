import { digestJson } from "../core/digest.ts";
import type { Judge } from "./_judge_ask.ts";
import type { Cells } from "./_judge_cells.ts";
import { claimsPrompt, FAITHFULNESS, judgeFaithfulness, verdictsPrompt } from "./_judge_faithfulness.ts";
import type { FencedText } from "./_judge_fence.ts";
import { evaluationSteps, formPrompt, judgeBySteps, stepsPrompt } from "./_judge_g_eval.ts";
import { JUDGE_SYSTEM } from "./_judge_prompt.ts";
import { judgeByRubric, type JudgeTask, RELEVANCE, rubricPrompt } from "./_judge_rubric.ts";
import { type JudgeCriterion, readyCriteria, type ReadyCriterion } from "./_judge_scale.ts";
import type { ContextOf, JudgeContextColumns } from "./_judge_texts.ts";

/** How single answers are judged. */
export type JudgeMode = "rubric" | "g_eval" | "faithfulness" | "relevance";

/** All modes for single answers. */
export const JUDGE_MODES: readonly JudgeMode[] = ["rubric", "g_eval", "faithfulness", "relevance"];

/** How often each answer is judged where nothing else is said. */
export const DEFAULT_REPEATS: Readonly<Record<JudgeMode, number>> = {
  rubric: 1,
  g_eval: 5,
  faithfulness: 1,
  relevance: 1,
};

/** What a mode found. */
export interface ModeResult {
  readonly cells: Cells;
  readonly promptDigest: string;
  /** By criterion; null where the mode has none. */
  readonly steps: readonly (readonly string[])[] | null;
}

/** The answers with what they are about. */
export interface JudgedAnswers {
  readonly answers: readonly (string | null)[];
  readonly contextOf: ContextOf;
  readonly columns: JudgeContextColumns;
}

/** What a mode judges by; what it lacks or must not have is added to `problems`. */
export function modeCriteria(
  mode: JudgeMode,
  { criteria, columns, problems }: {
    criteria?: readonly JudgeCriterion[];
    columns: JudgeContextColumns;
    problems: string[];
  },
): ReadyCriterion[] {
  const isOpen = mode === "rubric" || mode === "g_eval";
  if (!isOpen && criteria !== undefined) {
    problems.push(`criteria cannot go with the mode ${mode}, which brings its own; leave them out, or take rubric`);
  }
  if (mode === "relevance" && columns.question === undefined) {
    problems.push("question must name the column of the questions, received nothing");
  }
  if (mode === "faithfulness" && columns.source === undefined) {
    problems.push("source must name the column of the texts that the answers rest on, received nothing");
  }
  if (mode === "faithfulness") return [FAITHFULNESS];
  if (mode === "relevance") return readyCriteria([RELEVANCE], problems);
  if (criteria === undefined) {
    problems.push(`criteria must be there for the mode ${mode}: a list of {name, description, scale}`);
    return [];
  }
  if (mode === "rubric" && criteria.some(({ steps }) => steps !== undefined)) {
    problems.push("steps of a criterion are there for the mode g_eval only; leave them out, or take that mode");
  }
  return readyCriteria(criteria, problems);
}

/** Asks the judge as the mode has it. */
export async function runMode(
  mode: JudgeMode,
  judge: Judge,
  { task: { criteria, instructions, repeats }, judged: { answers, contextOf, columns } }: {
    task: Pick<JudgeTask, "criteria" | "instructions" | "repeats">;
    judged: JudgedAnswers;
  },
): Promise<ModeResult> {
  const only = mode === "relevance" || mode === "faithfulness" ? ["question" as const] : undefined;
  const textsOf = (row: number) => {
    const text = answers[row];
    return text === null ? null : [...contextOf(row, only), { name: "ANSWER", text }];
  };
  const task: JudgeTask = { rows: answers.length, textsOf, criteria, instructions, repeats };
  const shown = placeholders(columns, only);
  if (mode === "faithfulness") {
    const cells = await judgeFaithfulness(judge, task, (row) => contextOf(row, ["source"])[0]);
    const source = { name: "SOURCE", text: "source" };
    const prompts = [claimsPrompt(shown, instructions), verdictsPrompt(source, ["claim"], instructions)];
    return { cells, promptDigest: digestOf(prompts), steps: null };
  }
  if (mode !== "g_eval") {
    const cells = await judgeByRubric(judge, task);
    return { cells, promptDigest: digestOf([rubricPrompt(task, shown)]), steps: null };
  }
  const hasAnswers = answers.some((answer) => answer !== null);
  const steps = hasAnswers ? await evaluationSteps(judge, task) : criteria.map(({ steps }) => steps ?? []);
  const cells = await judgeBySteps(judge, task, steps);
  const prompts = criteria.flatMap((criterion, i) => [
    ...(criterion.steps === null ? [stepsPrompt(criterion, instructions)] : []),
    formPrompt(criterion, { task, steps: steps[i], texts: shown }),
  ]);
  return { cells, promptDigest: digestOf(prompts), steps };
}

/** Blocks as every row has them, for the digest of what the judge is told besides the texts. */
function placeholders(
  columns: JudgeContextColumns,
  only: readonly (keyof JudgeContextColumns)[] | undefined,
): FencedText[] {
  const named = (["question", "source", "reference"] as const).filter((key) =>
    columns[key] !== undefined && (only === undefined || only.includes(key as "question"))
  );
  return [...named, "answer"].map((name) => ({ name: name.toUpperCase(), text: name }));
}

/** The digest of a judge's instructions. */
export function digestOf(prompts: readonly string[]): string {
  return digestJson({ system: JUDGE_SYSTEM, prompts });
}
