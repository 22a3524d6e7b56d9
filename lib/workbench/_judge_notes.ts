import { modelIdOrName } from "../models/model_names.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Judge } from "./_judge_ask.ts";
import { NO_ANSWER, NO_CLAIMS } from "./_judge_cells.ts";

/** Who judged, and how it was asked. */
export interface JudgeRecord {
  /** The id of the model that was asked. */
  readonly model: string;
  /** The ids of the models that answered, sorted: the stand-in's, too, or a version's. */
  readonly answeredBy: readonly string[];
  /** How it judged. */
  readonly mode: string;
  /** The SHA-256 of all that it was told besides the texts. */
  readonly promptDigest: string;
  /** The temperature that was asked for; null where it was left to the provider. */
  readonly temperature: number | null;
  /** How many samples were asked of each row. */
  readonly repeats: number;
  /** The steps by which it judged, by criterion; of "g_eval" only. */
  readonly evaluationSteps?: Readonly<Record<string, readonly string[]>>;
}

/** How many rows have a score, and why the others have none. */
export interface JudgeFailures {
  /** How many rows there are. */
  readonly rows: number;
  /** How many have a score. */
  readonly judged: number;
  /** How many have no answer to judge: the judged system's failures. */
  readonly model: number;
  /** How many have no usable judgement, though the judge was there. */
  readonly judge: number;
  /** How many have none because the judge could not be reached. */
  readonly infrastructure: number;
  /** How many have an answer without any claim; of "faithfulness" only. */
  readonly noClaims: number;
}

const OUTSIDE = ["infrastructure", "timeout"];

/** Counts failures apart. */
export function countFailures(failures: readonly (string | null)[]): JudgeFailures {
  const count = (test: (failure: string) => boolean) =>
    failures.filter((failure) => failure !== null && test(failure)).length;
  const [model, noClaims] = [count((one) => one === NO_ANSWER), count((one) => one === NO_CLAIMS)];
  const infrastructure = count((one) => OUTSIDE.includes(one));
  const failed = count(() => true);
  return {
    rows: failures.length,
    judged: failures.length - failed,
    model,
    judge: failed - model - noClaims - infrastructure,
    infrastructure,
    noClaims,
  };
}

/** Throws where there was something to judge, and nothing was judged. */
export function throwIfNothing(judge: Judge, { judged, noClaims }: JudgeFailures): void {
  const error = judged + noClaims > 0 ? null : judge.whyNothing();
  if (error !== null) throw error;
}

/** What is to be known of a judge that judges its own answers. */
export function selfPreference(judge: Judge, judged: readonly string[]): string[] {
  const own = new Set([judge.id, ...judge.answeredBy()]);
  const same = [...new Set(judged.map(modelIdOrName))].filter((id) => own.has(id));
  return same.map((id) =>
    `the judge ${id} judges its own answers: models tend to prefer what they wrote; ask another judge, or calibrate it`
  );
}

/** An estimate in a sentence. */
export function estimateText({ value, low, high, level }: Estimate, decimals = 2): string {
  if (value === null) return "undefined";
  const shown = value.toFixed(decimals);
  if (low === null || high === null) return `${shown} (no interval)`;
  return `${shown} (${Number((level * 100).toFixed(2))} % interval ${low.toFixed(decimals)} to ${
    high.toFixed(decimals)
  })`;
}

/** Which rows were not judged, in words. */
export function failuresText({ rows, judged, model, judge, infrastructure, noClaims }: JudgeFailures): string {
  const parts = [
    model > 0 ? `${model} without an answer` : "",
    judge > 0 ? `${judge} failures of the judge` : "",
    infrastructure > 0 ? `${infrastructure} failures to reach it` : "",
    noClaims > 0 ? `${noClaims} without claims` : "",
  ].filter((part) => part !== "");
  return `${judged} of ${rows} judged${parts.length === 0 ? "" : `: ${parts.join(", ")}`}`;
}
