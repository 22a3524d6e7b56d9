import { AssayError } from "../core/assay_error.ts";
import type { Judge } from "./_judge_ask.ts";
import { bounded, type Cells, emptyCells, takeFindings } from "./_judge_cells.ts";
import type { FencedText } from "./_judge_fence.ts";
import { closedObject, judgePrompt } from "./_judge_prompt.ts";
import type { JudgeTask } from "./_judge_rubric.ts";
import { criterionText, levelSchema, type ReadyCriterion, scoreOf } from "./_judge_scale.ts";
import { jsonReader } from "./answer_json.ts";
import { answerSchema } from "./answer_schema.ts";

const STEPS_SCHEMA = closedObject({
  steps: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 12 },
});

/**
 * The steps by which each criterion is judged: those that it brings, or those that the judge writes, once.
 *
 * Liu and others, "G-Eval: NLG Evaluation using GPT-4 with Better Human Alignment", EMNLP 2023.
 */
export async function evaluationSteps(
  judge: Judge,
  { criteria, instructions }: Pick<JudgeTask, "criteria" | "instructions">,
): Promise<string[][]> {
  const findings = await judge.ask(criteria.length, (i) => {
    if (criteria[i].steps !== null) return null;
    return { prompt: stepsPrompt(criteria[i], instructions), schema: STEPS_SCHEMA };
  });
  return findings.map((finding, i) => {
    if (finding === null) return [...criteria[i].steps!];
    if (finding.failure === null) return (finding.json as { steps: string[] }).steps.map(bounded);
    throw new AssayError(`${judge.id} cannot judge by ${criteria[i].name}`, {
      code: finding.failure === "bad input" ? "bad_input" : "provider_failed",
      problems: [`it did not write the steps of the evaluation: ${finding.reason}; name them as the criterion's steps`],
    });
  });
}

/**
 * One criterion at a time by its steps, several times. The mean of the samples stands for the expected score, which the paper
 * takes from the probabilities of the tokens: few providers tell these.
 */
export async function judgeBySteps(
  judge: Judge,
  task: JudgeTask,
  steps: readonly (readonly string[])[],
): Promise<Cells> {
  const { rows, criteria, repeats } = task;
  const cells = emptyCells(criteria.length, rows);
  for (const [i, criterion] of criteria.entries()) {
    const schema = levelSchema(criterion);
    const read = jsonReader(answerSchema(schema));
    for (let repeat = 0; repeat < repeats; repeat++) {
      const findings = await judge.ask(rows, (row) => {
        const texts = task.textsOf(row);
        if (texts === null) return null;
        return { prompt: formPrompt(criterion, { task, steps: steps[i], texts }), schema, read, repeat };
      });
      takeFindings(cells, findings, (json, row) => {
        const { reason, score } = json as { reason: string; score: unknown };
        cells.of[i][row].push({ score: scoreOf(score, criterion), reason: bounded(reason) });
      });
    }
  }
  return cells;
}

/** The question to the judge about one criterion, over the blocks of one row. */
export function formPrompt(
  criterion: ReadyCriterion,
  { task, steps, texts }: {
    task: Pick<JudgeTask, "instructions">;
    steps: readonly string[];
    texts: readonly FencedText[];
  },
): string {
  return judgePrompt({
    task: [
      "Judge the ANSWER by one criterion. Go through the steps, give the reason in one to three sentences, then the score " +
      "that follows from it.",
      criterionText(criterion),
      `Steps:\n${steps.map((step, i) => `${i + 1}. ${step}`).join("\n")}`,
    ],
    instructions: task.instructions,
    schema: levelSchema(criterion),
    texts,
  });
}

/** The question for the steps; nothing that is judged stands in it. */
export function stepsPrompt(criterion: ReadyCriterion, instructions?: string): string {
  return judgePrompt({
    task: [
      "You will judge answers by the criterion below. Before you see any, write down the steps by which you will judge each " +
      "of them: short, in their order, at most 12, and such that another judge comes to the same scores by them.",
      criterionText(criterion),
    ],
    instructions,
    schema: STEPS_SCHEMA,
    texts: [],
  });
}
