import type { Outcome } from "../stats/match.ts";
import type { Judge } from "./_judge_ask.ts";
import { bounded, NO_ANSWER } from "./_judge_cells.ts";
import type { FencedText } from "./_judge_fence.ts";
import type { AnswerPair } from "./_judge_pair_rows.ts";
import { closedObject, judgePrompt } from "./_judge_prompt.ts";
import type { ContextOf } from "./_judge_texts.ts";
import { jsonReader } from "./answer_json.ts";
import { answerSchema } from "./answer_schema.ts";

/** What answers are compared by. */
export interface PairCriterion {
  /** A short name. */
  readonly name: string;
  /** What it means, for the judge. */
  readonly description: string;
}

/** What became of a pair. */
export interface PairVerdict {
  /** The preference on which both orders agree, else "tie"; null where an order failed. */
  readonly outcome: Outcome | null;
  /** What was preferred with the first answer shown first. */
  readonly straight: Outcome | null;
  /** What was preferred with the second answer shown first. */
  readonly swapped: Outcome | null;
  readonly reason: string | null;
  readonly swappedReason: string | null;
  readonly failure: string | null;
}

const SCHEMA = closedObject({
  reason: { type: "string" },
  verdict: { type: "string", enum: ["A", "B", "tie"] },
});
const OVERALL: PairCriterion = {
  name: "quality",
  description: "which answer serves better who set the task: correct, complete, to the point, and easy to follow",
};

/** Asks about each pair in both orders. */
export async function judgeBothOrders(
  judge: Judge,
  pairs: readonly AnswerPair[],
  { contextOf, criteria, instructions }: {
    contextOf: ContextOf;
    criteria?: readonly PairCriterion[];
    instructions?: string;
  },
): Promise<PairVerdict[]> {
  const read = jsonReader(answerSchema(SCHEMA));
  const findings = await judge.ask(pairs.length * 2, (i) => {
    const { row, firstText, secondText } = pairs[i >> 1];
    if (firstText === null || secondText === null) return null;
    const [a, b] = i % 2 === 0 ? [firstText, secondText] : [secondText, firstText];
    const texts = [...contextOf(row), { name: "ANSWER A", text: a }, { name: "ANSWER B", text: b }];
    return { prompt: pairPrompt(texts, { criteria, instructions }), schema: SCHEMA, read };
  });
  return pairs.map((_, i): PairVerdict => {
    const [straight, swapped] = [findings[2 * i], findings[2 * i + 1]];
    const nothing = { outcome: null, straight: null, swapped: null, swappedReason: null };
    if (straight === null || swapped === null) {
      return { ...nothing, reason: "there are not two answers to compare", failure: NO_ANSWER };
    }
    const one = straight.failure === null ? preferenceOf(straight.json, ["first", "second"]) : null;
    const other = swapped.failure === null ? preferenceOf(swapped.json, ["second", "first"]) : null;
    if (straight.failure !== null || swapped.failure !== null || one === null || other === null) {
      const failed = straight.failure !== null ? straight : swapped;
      const { failure, reason } = failed as Extract<typeof failed, { reason: string }>;
      return {
        ...nothing,
        straight: one?.outcome ?? null,
        swapped: other?.outcome ?? null,
        reason,
        failure,
      };
    }
    const outcome = one.outcome === other.outcome ? one.outcome : "tie";
    return {
      outcome,
      straight: one.outcome,
      swapped: other.outcome,
      reason: one.reason,
      swappedReason: other.reason,
      failure: null,
    };
  });
}

/** The question to the judge about two answers. */
export function pairPrompt(
  texts: readonly FencedText[],
  { criteria = [OVERALL], instructions }: { criteria?: readonly PairCriterion[]; instructions?: string },
): string {
  return judgePrompt({
    task: [
      "Compare ANSWER A and ANSWER B to the same task by the criteria below. First give the reason in one to three sentences " +
      "that name what in the texts decides, then the verdict: A or B, or tie where neither is better. Which of them comes " +
      "first means nothing.",
      ...criteria.map(({ name, description }) => `Criterion ${name}: ${description}`),
    ],
    instructions,
    schema: SCHEMA,
    texts,
  });
}

function preferenceOf(json: unknown, [a, b]: readonly [Outcome, Outcome]): { outcome: Outcome; reason: string } {
  const { verdict, reason } = json as { verdict: "A" | "B" | "tie"; reason: string };
  return { outcome: verdict === "A" ? a : verdict === "B" ? b : "tie", reason: bounded(reason) };
}
