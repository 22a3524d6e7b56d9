import type { Judge } from "./_judge_ask.ts";
import { bounded, type Cells, emptyCells, type JudgedClaim, NO_CLAIMS, takeFindings } from "./_judge_cells.ts";
import type { FencedText } from "./_judge_fence.ts";
import { closedObject, judgePrompt } from "./_judge_prompt.ts";
import type { JudgeTask } from "./_judge_rubric.ts";
import type { ReadyCriterion } from "./_judge_scale.ts";
import { type AnswerReader, jsonReader } from "./answer_json.ts";
import { answerSchema } from "./answer_schema.ts";

const VERDICTS = ["supported", "contradicted", "not in the source"] as const;
const MOST_CLAIMS = 50;
const CLAIMS_SCHEMA = closedObject({
  claims: { type: "array", items: { type: "string" }, maxItems: MOST_CLAIMS },
});
const VERDICTS_SCHEMA = closedObject({
  verdicts: {
    type: "array",
    items: closedObject({
      claim: { type: "integer" },
      reason: { type: "string" },
      verdict: { type: "string", enum: [...VERDICTS] },
    }),
  },
});

type Verdict = { claim: number; reason: string; verdict: JudgedClaim["verdict"] };

/** The supported share, from 0 to 1. */
export const FAITHFULNESS: ReadyCriterion = {
  name: "faithfulness",
  description: "the share of the answer's claims that the source supports",
  min: 0,
  max: 1,
  weight: 1,
  levels: [],
  steps: null,
};

/**
 * The claims of each answer, each judged against the source: the score is the supported share.
 *
 * The claims are drawn without the source in sight, so that they are the answer's own. `textsOf` gives the blocks of the answer,
 * `sourceOf` that of the source.
 */
export async function judgeFaithfulness(
  judge: Judge,
  task: JudgeTask,
  sourceOf: (row: number) => FencedText,
): Promise<Cells> {
  const { rows, repeats, instructions } = task;
  const cells = emptyCells(1, rows);
  const claims: (string[] | null)[] = new Array(rows).fill(null);
  const readClaims = jsonReader(answerSchema(CLAIMS_SCHEMA));
  const found = await judge.ask(rows, (row) => {
    const texts = task.textsOf(row);
    return texts === null
      ? null
      : { prompt: claimsPrompt(texts, instructions), schema: CLAIMS_SCHEMA, read: readClaims };
  });
  takeFindings(cells, found, (json, row) => {
    const listed = (json as { claims: string[] }).claims.filter((claim) => claim.trim() !== "").map(bounded);
    claims[row] = listed;
    if (listed.length > 0) return;
    cells.failures[row] = { failure: NO_CLAIMS, reason: "the answer makes no claim that could be checked" };
  });
  const readAny = jsonReader(answerSchema(VERDICTS_SCHEMA));
  for (let repeat = 0; repeat < repeats; repeat++) {
    const findings = await judge.ask(rows, (row) => {
      const listed = claims[row];
      if (listed === null || listed.length === 0) return null;
      const prompt = verdictsPrompt(sourceOf(row), listed, instructions);
      return { prompt, schema: VERDICTS_SCHEMA, read: eachOnce(readAny, listed.length), repeat };
    });
    takeFindings(cells, findings, (json, row) => {
      const { verdicts } = json as { verdicts: Verdict[] };
      const judged = claims[row]!.map((claim, i): JudgedClaim => {
        const { verdict, reason } = verdicts.find((one) => one.claim === i + 1)!;
        return { claim, verdict, reason: bounded(reason) };
      });
      const supported = judged.filter(({ verdict }) => verdict === "supported").length;
      cells.of[0][row].push({ score: supported / judged.length, reason: reasonOf(judged, supported), claims: judged });
    });
  }
  return cells;
}

/** The question for the claims of an answer. */
export function claimsPrompt(texts: readonly FencedText[], instructions?: string): string {
  return judgePrompt({
    task: [
      "List the claims that the ANSWER makes: statements of fact, each of which can be checked on its own, in the answer's own " +
      "sense, with names in place of words such as it or they. Leave out opinions, questions, greetings, and what the answer " +
      `says of itself. There are at most ${MOST_CLAIMS}; of more, take the weightiest. An answer without claims has an empty ` +
      "list.",
    ],
    instructions,
    schema: CLAIMS_SCHEMA,
    texts,
  });
}

/** The question for the verdicts on claims; these are quoted, as they are untrusted, too. */
export function verdictsPrompt(source: FencedText, claims: readonly string[], instructions?: string): string {
  const listed = claims.map((claim, i) => JSON.stringify({ claim: i + 1, text: claim })).join("\n");
  return judgePrompt({
    task: [
      "Judge each of the CLAIMS by the SOURCE alone, and not by what you know. For each give its number, the reason in one " +
      "sentence, and the verdict: supported, if the source says so or it follows from it; contradicted, if the source says " +
      "otherwise; not in the source, if it says neither.",
    ],
    instructions,
    schema: VERDICTS_SCHEMA,
    texts: [source, { name: "CLAIMS", text: listed }],
  });
}

/** Each claim must be judged, and none twice. */
function eachOnce(read: AnswerReader, count: number): AnswerReader {
  return (text) => {
    const result = read(text);
    if ("problems" in result) return result;
    const numbers = (result.value as { verdicts: Verdict[] }).verdicts.map(({ claim }) => claim);
    const isEach = numbers.length === count && new Set(numbers).size === count &&
      numbers.every((claim) => claim >= 1 && claim <= count);
    if (isEach) return result;
    return { problems: [`verdicts: must judge each claim from 1 to ${count} once, received ${numbers.slice(0, 60)}`] };
  };
}

function reasonOf(claims: readonly JudgedClaim[], supported: number): string {
  const others = claims.filter(({ verdict }) => verdict !== "supported");
  const head = `${supported} of ${claims.length} ${claims.length === 1 ? "claim is" : "claims are"} supported`;
  return bounded([head, ...others.map(({ claim, verdict, reason }) => `${verdict}: ${claim} (${reason})`)].join("\n"));
}
