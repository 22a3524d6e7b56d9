import type { Judge } from "./_judge_ask.ts";
import { bounded, type Cells, emptyCells, takeFindings } from "./_judge_cells.ts";
import type { FencedText } from "./_judge_fence.ts";
import { closedObject, judgePrompt } from "./_judge_prompt.ts";
import { criterionText, type JudgeCriterion, levelSchema, type ReadyCriterion, scoreOf } from "./_judge_scale.ts";
import { jsonReader } from "./answer_json.ts";
import { answerSchema } from "./answer_schema.ts";

/** What is asked of all rows: each mode is a function of it. */
export interface JudgeTask {
  /** How many rows. */
  readonly rows: number;
  /** The blocks of a row, or null where there is nothing to judge. */
  readonly textsOf: (row: number) => readonly FencedText[] | null;
  /** What is judged. */
  readonly criteria: readonly ReadyCriterion[];
  /** What the user says besides. */
  readonly instructions?: string;
  /** How many samples a row. */
  readonly repeats: number;
}

/** The scale of relevance. */
export const RELEVANCE: JudgeCriterion = {
  name: "relevance",
  description:
    "How far the ANSWER answers the QUESTION. Whether it is true does not count here; what was not asked for does, against it.",
  scale: [
    { label: 1, description: "it does not answer the question, or is about something else" },
    { label: 2, description: "it touches the subject, and leaves the question open" },
    { label: 3, description: "it answers a part, or most of it is beside the point" },
    { label: 4, description: "it answers the question with something left out or something too much" },
    { label: 5, description: "it answers the whole question and keeps to it" },
  ],
};

/** All criteria in one structured answer a row. */
export async function judgeByRubric(judge: Judge, task: JudgeTask): Promise<Cells> {
  const { rows, criteria, repeats } = task;
  const schema = rubricSchema(criteria);
  const read = jsonReader(answerSchema(schema));
  const cells = emptyCells(criteria.length, rows);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const findings = await judge.ask(rows, (row) => {
      const texts = task.textsOf(row);
      return texts === null ? null : { prompt: rubricPrompt(task, texts), schema, read, repeat };
    });
    takeFindings(cells, findings, (json, row) => {
      const said = json as Record<string, { reason: string; score: unknown }>;
      criteria.forEach((criterion, i) => {
        const { reason, score } = said[criterion.name];
        cells.of[i][row].push({ score: scoreOf(score, criterion), reason: bounded(reason) });
      });
    });
  }
  return cells;
}

/** The question to the judge, over the blocks of one row. */
export function rubricPrompt({ criteria, instructions }: JudgeTask, texts: readonly FencedText[]): string {
  return judgePrompt({
    task: [
      "Judge the ANSWER by each criterion below, apart from the others. For each, first give the reason in one to three " +
      "sentences that name what in the text speaks for it, then the score that follows from it.",
      ...criteria.map(criterionText),
    ],
    instructions,
    schema: rubricSchema(criteria),
    texts,
  });
}

function rubricSchema(criteria: readonly ReadyCriterion[]): Record<string, unknown> {
  return closedObject(Object.fromEntries(criteria.map((one) => [one.name, levelSchema(one)])));
}
