import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { formatCount } from "../core/format.ts";
import type { Comparison } from "../metrics/compare.ts";
import { type Evaluation, METRIC_NAMES } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { Gate, GateVerdict } from "../reports/report_input.ts";
import { formatEstimate, formatMore } from "../reports/tables.ts";
import { type Estimate, negated } from "../stats/estimate.ts";

type Check = Gate["checks"][number];

const THRESHOLD = /^\s*(>=|<=|>|<)\s*(-?(?:\d+\.?\d*|\.\d+))\s*$/;

/**
 * Decides whether a system is good enough: `thresholds` on its metrics, and systems that it must be `better_than`.
 *
 * A threshold passes when the whole interval lies on its side, fails when the whole interval lies on the other, and is
 * inconclusive in between. `on_failure: warn` tells, but does not fail the run.
 */
export const evalGateStep = stepType({
  summary:
    "Decide whether a system is good enough: pass, fail, or inconclusive where the interval spans the threshold.",
  schema: z.strictObject({
    evaluations: stepOutput<readonly Evaluation[]>("evaluations"),
    comparison: stepOutput<Comparison>("comparison").optional(),
    system: z.string().min(1),
    thresholds: z.partialRecord(
      z.enum(METRIC_NAMES as [string, ...string[]]),
      z.string().regex(THRESHOLD, 'must be a comparison such as ">= 0.8"'),
    ).default({}),
    better_than: z.array(z.string()).default([]),
    on_failure: z.enum(["fail", "warn"]).default("fail"),
  }).refine(
    (gate) => Object.keys(gate.thresholds).length + gate.better_than.length > 0,
    "a gate needs thresholds or better_than",
  )
    .refine((gate) => gate.better_than.length === 0 || gate.comparison !== undefined, "better_than needs a comparison"),
  outputs: { gate: "gate" },
  run({ evaluations, comparison, system, thresholds, better_than: rivals, on_failure: onFailure }, { name }) {
    const evaluation = evaluations.find((one) => one.system === system);
    if (evaluation === undefined) {
      const known = evaluations.map((one) => one.system);
      throw new AssayError("Cannot decide", { problems: [`unknown system "${system}", ${didYouMean(system, known)}`] });
    }
    const checks = [
      ...Object.entries(thresholds).map(([metric, text]) => checkThreshold(metric, evaluation.metrics[metric], text!)),
      ...rivals.map((rival) => checkBetter(system, rival, comparison!)),
    ];
    const gate: Gate = { name, verdict: overall(checks), onFailure, checks };
    return { gate };
  },
});

function checkThreshold(metric: string, estimate: Estimate | undefined, text: string): Check {
  const [, operator, bound] = THRESHOLD.exec(text)!;
  const condition = `${metric} ${operator} ${bound}`;
  if (estimate === undefined) return { condition, verdict: "inconclusive", reason: "the metric was not computed" };
  const { low, high, n, reason } = estimate;
  if (low === null || high === null) {
    return { condition, verdict: "inconclusive", reason: reason ?? "it has no interval" };
  }
  const holds = (value: number) => compareBy(operator, value, Number(bound));
  const verdict = holds(low) && holds(high) ? "pass" : holds(low) || holds(high) ? "inconclusive" : "fail";
  const more = verdict === "inconclusive" ? moreItems(estimate, Number(bound)) : "";
  return { condition, verdict, reason: `${formatEstimate(estimate)}, n = ${formatCount(n)}${more}` };
}

/** How many items would shrink the interval until it leaves the threshold, if the estimate stays: widths go with 1/√n. */
function moreItems({ value, low, high, n }: Estimate, bound: number): string {
  const distance = Math.abs(value! - bound);
  if (distance === 0) return ", the estimate is the threshold itself";
  const arm = value! > bound ? value! - low! : high! - value!;
  return `, about ${formatMore(Math.max(1, Math.ceil(n * (arm / distance) ** 2) - n))} more items would decide`;
}

function checkBetter(system: string, rival: string, { pairs }: Comparison): Check {
  const condition = `better than ${rival}`;
  const pair = pairs.find(({ first, second }) =>
    [first, second].includes(system) && [first, second].includes(rival) && system !== rival
  );
  if (pair === undefined) {
    const known = pairs.flatMap(({ first, second }) => first === system ? [second] : second === system ? [first] : []);
    throw new AssayError("Cannot decide", {
      problems: [`${system} was not compared with "${rival}", ${didYouMean(rival, known)}`],
    });
  }
  const wins = pair.first === system ? "better" : "worse";
  const verdict = pair.verdict === "no decision" ? "inconclusive" : pair.verdict === wins ? "pass" : "fail";
  const more = pair.moreItems === null ? "" : `, about ${formatMore(pair.moreItems)} more items would decide`;
  const ahead = pair.first === system ? pair.difference : negated(pair.difference);
  return { condition, verdict, reason: `difference ${formatEstimate(ahead)}, n = ${formatCount(pair.n)}${more}` };
}

function overall(checks: readonly Check[]): GateVerdict {
  const has = (verdict: GateVerdict) => checks.some((check) => check.verdict === verdict);
  return has("fail") ? "fail" : has("inconclusive") ? "inconclusive" : "pass";
}

function compareBy(operator: string, value: number, bound: number): boolean {
  if (operator === ">=") return value >= bound;
  if (operator === "<=") return value <= bound;
  return operator === ">" ? value > bound : value < bound;
}
