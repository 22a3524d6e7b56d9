import type { GroupComparison } from "../metrics/_group_comparison.ts";
import { demographicParity } from "../metrics/demographic_parity.ts";
import { equalisedOdds } from "../metrics/equalised_odds.ts";
import { rateDifference } from "../stats/_rate_difference.ts";
import { type Estimate, undefinedEstimate } from "../stats/estimate.ts";
import { proportion } from "../stats/proportion.ts";
import { cannot, labelRows, LABELS } from "./_functions_data.ts";
import { type BuiltInFunction, told } from "./_functions_result.ts";

const MOST_GROUPS = 50;
const LEVEL = { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 1, description: "the level, default 0.95" };
const GROUPS = { ...LABELS, description: "the group of each item, such as its language or region" };
const NO_TEST = "no test is made: an interval of a difference that leaves out 0 says that the groups differ";

/** How the items are spread over groups. */
export const demographicAnalysis: BuiltInFunction = {
  description:
    "Say how items are spread over groups: the number and the share of each group with its Wilson interval, and the " +
    "ratio of the largest to the smallest group. With outcomes also how often each outcome occurs in each group.",
  parameters: {
    type: "object",
    properties: {
      groups: GROUPS,
      outcomes: { ...LABELS, description: "the outcome of each item, in the same order, such as its label" },
      confidence_level: LEVEL,
    },
    required: ["groups"],
    additionalProperties: false,
  },
  takesData: true,
  run({ groups, outcomes, confidence_level: level = 0.95 }, { data }) {
    const given = labelRows<string>(outcomes === undefined ? { groups } : { groups, outcomes }, data);
    const { excluded } = given;
    const { values } = given;
    const names = namesOf(values.groups, "groups");
    const kinds = outcomes === undefined ? [] : namesOf(values.outcomes, "outcomes");
    const n = values.groups.length;
    const options = { level: Number(level) };
    const rows = names.map((group) => {
      const own = values.groups.flatMap((name, i) => name === group ? [i] : []);
      const outcomeShares = kinds.map((outcome) => {
        return [
          outcome,
          told(proportion(own.filter((i) => values.outcomes[i] === outcome).length, own.length, options)),
        ];
      });
      return {
        group,
        count: own.length,
        share: told(proportion(own.length, n, options)),
        ...(kinds.length === 0 ? {} : { outcomes: Object.fromEntries(outcomeShares) }),
      };
    });
    const counts = rows.map(({ count }) => count);
    return {
      n,
      excluded,
      estimate: n === 0 ? null : Math.max(...counts) / Math.min(...counts),
      estimate_of: "largest group / smallest group",
      interval: null,
      p: null,
      method: "counts; Wilson intervals of the shares",
      reason: n === 0 ? "there are no items" : "the ratio of the extreme groups has neither interval nor test",
      groups: rows,
    };
  },
};

/** How differently a classifier treats groups. */
export const fairnessMetrics: BuiltInFunction = {
  description:
    "Say how differently groups are treated: for each group the rate at which the positive label is predicted, and " +
    "with references the true and false positive rates, with Wilson intervals; the differences of each group to the largest " +
    "one with Newcombe's interval; demographic parity, equal opportunity and equalised odds (largest differences), and the " +
    "ratio of the rates.",
  parameters: {
    type: "object",
    properties: {
      predictions: { ...LABELS, description: "the predicted label of each item" },
      groups: { ...GROUPS, description: "the group of each item, in the same order" },
      references: { ...LABELS, description: "the true label of each item, in the same order" },
      positive: { type: "string", minLength: 1, maxLength: 400, description: "the label that counts as favourable" },
      confidence_level: LEVEL,
    },
    required: ["predictions", "groups", "positive"],
    additionalProperties: false,
  },
  takesData: true,
  run({ predictions, groups, references, positive, confidence_level = 0.95 }, { data }) {
    const level = Number(confidence_level);
    const given = labelRows<string>(
      references === undefined ? { predictions, groups } : { predictions, groups, references },
      data,
    );
    const { values } = given;
    const names = namesOf(values.groups, "groups");
    const seen = [...values.predictions, ...(values.references ?? [])];
    if (seen.length > 0 && !seen.includes(String(positive))) {
      throw cannot(
        "positive",
        `no item has the label "${positive}"; there are ${[...new Set(seen)].slice(0, 10).join(", ")}`,
      );
    }
    const coded = (labels: readonly string[]) => labels.map((label) => Number(label === positive));
    const said = coded(values.predictions);
    const options = { level, minimumGroupSize: 1, resamples: 0 };
    const estimates = ({ groups }: GroupComparison): Estimate[] =>
      groups.map(({ estimate }) =>
        estimate.n === 0 ? { ...estimate, reason: "the group has no such items" } : estimate
      );
    const parity = demographicParity({ predictions: said, groups: values.groups }, options);
    const rates = [{ kind: "selection_rate", rates: estimates(parity) }];
    if (references !== undefined) {
      const answers = { references: coded(values.references), predictions: said, groups: values.groups };
      const odds = equalisedOdds(answers, options);
      rates.push({ kind: "true_positive_rate", rates: estimates(odds.truePositive) });
      rates.push({ kind: "false_positive_rate", rates: estimates(odds.falsePositive) });
    }
    const counts = parity.groups.map(({ n }) => n);
    const base = counts.indexOf(Math.max(...counts));
    const spread = Object.fromEntries(rates.map(({ kind, rates }) => [kind, spreadOf(rates, level)]));
    const { selection_rate: selection, true_positive_rate: hits, false_positive_rate: alarms } = spread;
    return {
      n: said.length,
      excluded: given.excluded,
      positive,
      reference_group: names[base] ?? null,
      groups: names.map((group, i) => ({
        group,
        n: counts[i],
        ...Object.fromEntries(rates.map(({ kind, rates }) => [kind, told(rates[i])])),
        ...Object.fromEntries(rates.map(({ kind, rates }) => {
          return [`${kind}_difference`, i === base ? null : told(rateDifference(rates[i], rates[base], level))];
        })),
      })),
      demographic_parity_difference: told(selection.difference),
      demographic_parity_ratio: selection.ratio,
      ...(references === undefined ? {} : {
        equal_opportunity_difference: told(hits.difference),
        equalized_odds_difference: oddsOf(hits.difference, alarms.difference),
      }),
      p: null,
      method: "Wilson intervals of rates, Newcombe's interval (1998, method 10) of differences",
      reason: NO_TEST,
    };
  },
};

/** The largest difference and the smallest ratio between groups. */
function spreadOf(rates: readonly Estimate[], level: number): { difference: Estimate; ratio: number | null } {
  const n = rates.reduce((sum, rate) => sum + rate.n, 0);
  const missing = (reason: string) => undefinedEstimate(reason, { n, method: "newcombe", level });
  if (rates.length < 2) return { difference: missing("at least 2 groups are needed"), ratio: null };
  if (rates.some(({ value }) => value === null)) {
    return { difference: missing("one of the groups has no such items"), ratio: null };
  }
  const sorted = rates.toSorted((a, b) => a.value! - b.value!);
  const [lowest, highest] = [sorted[0], sorted[sorted.length - 1]];
  const difference = rateDifference(highest, lowest, level);
  const reason = "the largest of several differences has no simple interval: see those of the groups";
  return {
    difference: rates.length === 2 ? difference : { ...missing(reason), value: difference.value },
    ratio: highest.value === 0 ? null : lowest.value! / highest.value!,
  };
}

function oddsOf(hits: Estimate, alarms: Estimate): Record<string, unknown> {
  if (hits.value === null || alarms.value === null) return told(hits.value === null ? hits : alarms);
  return told(hits.value >= alarms.value ? hits : alarms);
}

function namesOf(values: readonly string[], argument: string): string[] {
  const names = [...new Set(values)].sort();
  if (names.length <= MOST_GROUPS) return names;
  throw cannot(argument, `at most ${MOST_GROUPS} different values can be told apart, received ${names.length}`);
}
