import { basename } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { formatCount, formatNumber } from "../core/format.ts";
import type { Comparison } from "../metrics/compare.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { METRIC_NAMES } from "../metrics/metric_table.ts";
import { scoreRecord } from "../metrics/score_record.ts";
import { validity } from "../metrics/validity.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { Gate } from "../reports/report_input.ts";
import { formatEstimate, formatMore } from "../reports/tables.ts";
import { negated } from "../stats/estimate.ts";
import { type Check, checkInterval, checkNumber, CONDITION, CONDITION_WANTED, overall } from "./_gate_condition.ts";
import { checkHistory, readHistory, type Trend, writeHistory } from "./_gate_history.ts";

const condition = z.string().regex(CONDITION, CONDITION_WANTED);

/** What makes an evaluation fit to decide by. */
const RULES = z.strictObject({
  sample_size: condition.optional(),
  statistical_power: condition.optional(),
  bias_checks: z.literal("passed").optional(),
});

const SCHEMA = z.strictObject({
  evaluations: stepOutput<readonly Evaluation[]>("evaluations"),
  comparison: stepOutput<Comparison>("comparison").optional(),
  system: z.string().min(1),
  thresholds: z.record(z.string(), condition).default({}),
  better_than: z.array(z.string()).default([]),
  validation_rules: RULES.optional(),
  difference: z.number().gt(0).default(0.05),
  history: z.string().min(1).optional(),
  max_drop: z.number().min(0).optional(),
  label: z.string().min(1).max(200).optional(),
  on_failure: z.enum(["fail", "warn"]).default("fail"),
}).superRefine((gate, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const asked = Object.keys(gate.thresholds).length + gate.better_than.length +
    Object.keys(gate.validation_rules ?? {}).length;
  if (asked === 0 && gate.history === undefined) {
    issue("thresholds", "must name a metric, unless there is better_than, validation_rules or a history");
  }
  for (const name of Object.keys(gate.thresholds).filter((name) => !METRIC_NAMES.includes(name))) {
    // A metric of one's own is known by the evaluation only; a slip of the pen is told at once.
    const guess = didYouMean(name, METRIC_NAMES);
    if (guess.startsWith("did you mean")) issue("thresholds", `has the unknown metric "${name}", ${guess}`);
  }
  for (const name of ["max_drop", "label"] as const) {
    if (gate[name] !== undefined && gate.history === undefined) issue(name, "needs a history");
  }
  if (gate.comparison !== undefined) return;
  if (gate.better_than.length > 0) issue("better_than", "needs a comparison");
  if (gate.validation_rules?.statistical_power !== undefined) {
    issue("validation_rules", "statistical_power needs a comparison");
  }
});

/**
 * Decides whether a system is good enough: `thresholds` on its metrics, systems that it must be `better_than`, `validation_rules` on
 * the evaluation itself, and a `history` of earlier runs that it must not fall behind.
 *
 * A threshold passes when the whole interval lies on its side, fails when the whole interval lies on the other, and is
 * inconclusive in between. `on_failure: warn` tells, but does not fail the run.
 */
export const evalGateStep = stepType({
  summary:
    "Decide whether a system is good enough: pass, fail, or inconclusive where the interval spans the threshold.",
  schema: SCHEMA,
  outputs: { gate: "gate", trend: "value", history: "value" },
  run(fields, { name, out }) {
    const { evaluations, comparison, system, thresholds, better_than: rivals, on_failure: onFailure } = fields;
    const evaluation = evaluations.find((one) => one.system === system);
    if (evaluation === undefined) {
      const known = evaluations.map((one) => one.system);
      throw new AssayError("Cannot decide", { problems: [`unknown system "${system}", ${didYouMean(system, known)}`] });
    }
    checkNames(Object.keys(thresholds), evaluation);
    const past = fields.history === undefined ? null : againstHistory(evaluation, fields, out);
    const checks = [
      ...Object.entries(thresholds).map(([metric, text]) => checkInterval(metric, evaluation.metrics[metric], text)),
      ...rivals.map((rival) => checkBetter(system, rival, comparison!)),
      ...checkRules(evaluation, fields),
      ...(past === null ? [] : [past.check]),
    ];
    const gate: Gate = { name, verdict: overall(checks), onFailure, checks };
    return { gate, trend: past?.trend ?? null, history: past?.path ?? null };
  },
});

type Fields = z.output<typeof SCHEMA>;

function checkNames(names: readonly string[], { metrics }: Evaluation): void {
  const known = Object.keys(metrics);
  const problems = names.filter((name) => !known.includes(name) && !METRIC_NAMES.includes(name)).map((name) =>
    `unknown metric "${name}" in thresholds, ${didYouMean(name, known)}`
  );
  if (problems.length > 0) throw new AssayError("Cannot decide", { problems });
}

function checkRules(evaluation: Evaluation, { validation_rules: rules, comparison, difference }: Fields): Check[] {
  if (rules === undefined) return [];
  const { sampleSize, power, powerReason, bias, weakSlices } = validity(evaluation, { comparison, difference });
  const checks: Check[] = [];
  if (rules.sample_size !== undefined) {
    checks.push(
      checkNumber("sample_size", sampleSize, rules.sample_size, `${formatCount(sampleSize)} items were scored`),
    );
  }
  if (rules.statistical_power !== undefined) {
    const reason = powerReason ?? `${formatNumber(power)} to find a difference of ${formatNumber(difference)}`;
    checks.push(checkNumber("statistical_power", power, rules.statistical_power, reason));
  }
  if (rules.bias_checks !== undefined) {
    const reason = {
      passed: "no slice is significantly worse than the rest",
      failed: `worse than the rest: ${weakSlices.join(", ")}`,
      "not checked":
        "no slices were scored: evaluate needs slices of enough items, and a primary metric that scores single items",
    }[bias];
    const verdict = bias === "passed" ? "pass" : bias === "failed" ? "fail" : "inconclusive";
    checks.push({ condition: "bias_checks passed", verdict, reason });
  }
  return checks;
}

function againstHistory(
  evaluation: Evaluation,
  { history: path = "", max_drop: maxDrop = 0, label }: Fields,
  out: string,
): { check: Check; trend: Trend; path: string } {
  const records = readHistory(path);
  const now = scoreRecord(evaluation, { label });
  const { check, trend } = checkHistory(records, now, { maxDrop });
  const written = writeHistory(out, path, records, { ...now, verdict: check.verdict });
  return { check, trend, path: basename(written) };
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
