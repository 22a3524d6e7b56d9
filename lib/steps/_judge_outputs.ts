import { isMap } from "../core/is_map.ts";
import type { JudgedPairs } from "../workbench/judge_pairs.ts";
import type { JudgedRows } from "../workbench/judge_rows.ts";
import { usageOutput } from "./_generate_run.ts";

/** What a step that judges puts out: name → kind. */
export const JUDGE_OUTPUTS = {
  text: "text",
  frame: "frame",
  scores: "value",
  pairs: "value",
  ranking: "value",
  calibration: "value",
  failures: "value",
  judge: "value",
  notes: "value",
  usage: "value",
} as const;

type Outputs = Record<keyof typeof JUDGE_OUTPUTS, unknown>;

/** The outputs of answers that were judged one by one. */
export function rowOutputs({ scores, judge, ...judged }: JudgedRows): Outputs {
  const { criteria, ...means } = scores;
  const { evaluationSteps, ...record } = judge;
  return {
    ...sharedOutputs(judged),
    // The names of criteria are the user's own.
    scores: { ...inSnakeCase(means), criteria: Object.fromEntries(namedEstimates(criteria)) },
    pairs: null,
    ranking: null,
    judge: { ...inSnakeCase(record), ...(evaluationSteps === undefined ? {} : { evaluation_steps: evaluationSteps }) },
  };
}

/** The outputs of answers that were compared. */
export function pairOutputs({ pairs, ranking, positionBias, consistency, judge, ...judged }: JudgedPairs): Outputs {
  const [only, ...others] = pairs;
  const rates = others.length > 0 || only === undefined
    ? {}
    : { winRate: only.winRate, decidedWinRate: only.decidedWinRate };
  return {
    ...sharedOutputs(judged),
    scores: inSnakeCase({ ...rates, positionBias, consistency }),
    pairs: pairs.map(inSnakeCase),
    ranking: ranking === null ? null : inSnakeCase(ranking),
    judge: inSnakeCase(judge),
  };
}

function sharedOutputs(
  { text, frame, calibration, failures, notes, usage }: Pick<
    JudgedRows | JudgedPairs,
    "text" | "frame" | "calibration" | "failures" | "notes" | "usage"
  >,
): Pick<Outputs, "text" | "frame" | "calibration" | "failures" | "notes" | "usage"> {
  return {
    text,
    frame,
    calibration: inSnakeCase(calibration),
    failures: inSnakeCase(failures),
    notes,
    usage: usageOutput([usage]),
  };
}

function namedEstimates(estimates: JudgedRows["scores"]["criteria"]): [string, unknown][] {
  return Object.entries(estimates).map(([name, estimate]) => [name, inSnakeCase(estimate)]);
}

/** The same with the names that YAML has. */
function inSnakeCase(value: object): Record<string, unknown> {
  const copy = (one: unknown): unknown => Array.isArray(one) ? one.map(copy) : isMap(one) ? inSnakeCase(one) : one;
  return Object.fromEntries(
    Object.entries(value).map((
      [name, one],
    ) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), copy(one)]),
  );
}
