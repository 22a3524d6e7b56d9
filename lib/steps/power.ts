import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { formatCount, formatNumber, formatP } from "../core/format.ts";
import { type Frame, frameOf } from "../data/frame.ts";
import { effectiveClusters } from "../metrics/_cluster_units.ts";
import type { Evaluation } from "../metrics/evaluate.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { stepType } from "../pipeline/step_type.ts";
import type { Table } from "../reports/content.ts";
import type { ComparisonDesign } from "../stats/clustered_power.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { type DesignPlan, planDesign } from "../stats/plan_design.ts";
import { planEvaluation } from "../stats/plan_evaluation.ts";

const MOST = 10_000_000;
const fraction = z.number().gt(0).lt(1);
const dollars = z.number().min(0);

/** The numbers that each design is made of: the first must be given. */
const NUMBERS: Readonly<Record<ComparisonDesign["design"], readonly string[]>> = {
  paired_proportions: ["discordance"],
  paired_means: ["sd"],
  two_proportions: ["proportion", "ratio"],
  two_means: ["sd", "ratio"],
};
const OF_DESIGNS = ["discordance", "sd", "proportion", "ratio", "icc", "cluster_size"];
const OF_PILOTS = ["system", "baseline", "metric", "level"];

const FIELDS = z.strictObject({
  evaluations: stepOutput<readonly Evaluation[]>("evaluations").optional(),
  system: z.string().min(1).optional(),
  baseline: z.string().min(1).optional(),
  metric: z.string().min(1).optional(),
  level: fraction.optional(),
  design: z.enum(["paired_proportions", "paired_means", "two_proportions", "two_means"]).optional(),
  discordance: z.number().min(0).max(1).optional(),
  sd: z.number().gt(0).optional(),
  proportion: z.number().min(0).max(1).optional(),
  ratio: z.number().min(1e-3).max(1e3).optional(),
  icc: z.number().min(-1).max(1).optional(),
  cluster_size: z.number().min(1).max(1e6).optional(),
  difference: z.number().optional(),
  n: z.int().min(1).max(MOST).optional(),
  sizes: z.array(z.int().min(1).max(MOST)).min(1).max(50).optional(),
  alpha: fraction.default(0.05),
  power: fraction.default(0.8),
  comparisons: z.int().min(1).max(100_000).default(1),
  cost_per_item: dollars.nullable().default(null),
  max_cost: dollars.nullable().default(null),
  seconds_per_item: dollars.nullable().default(null),
});

const SCHEMA = FIELDS.superRefine((fields, context) => {
  const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  const given = (names: readonly string[]) =>
    names.filter((name) => (fields as Readonly<Record<string, unknown>>)[name] !== undefined);
  const { evaluations, design, difference, discordance, proportion } = fields;
  if ((evaluations === undefined) === (design === undefined)) {
    return design === undefined
      ? issue("evaluations", "must be there, or a design in their place")
      : issue("design", "must be left out where evaluations are given");
  }
  if (design === undefined) {
    for (const name of given(OF_DESIGNS)) issue(name, "belongs to a design; a pilot's evaluations tell it themselves");
    return;
  }
  for (const name of given(OF_PILOTS)) issue(name, "belongs to the evaluations of a pilot, not to a design");
  // A design that only the run knows is checked then.
  if (!Object.hasOwn(NUMBERS, design)) return;
  const numbers = NUMBERS[design];
  if (given([numbers[0]]).length === 0) issue(numbers[0], `is needed for ${design}`);
  for (const name of given(OF_DESIGNS.slice(0, 4)).filter((name) => !numbers.includes(name))) {
    issue(name, `must be left out: ${design} takes ${numbers.join(" and ")}`);
  }
  if (given(["icc", "cluster_size"]).length === 1) issue("icc", "goes together with cluster_size");
  if (typeof difference !== "number") return;
  if (typeof discordance === "number" && Math.abs(difference) > discordance) {
    issue("difference", "must be no larger than the discordance");
  }
  if (typeof proportion === "number" && (proportion + difference < 0 || proportion + difference > 1)) {
    issue("difference", "must leave proportion + difference from 0 to 1");
  }
});

type Fields = z.output<typeof SCHEMA>;

/**
 * Plans how many items a comparison needs: from the `evaluations` of a pilot, or for a `design` with its numbers. Puts out the plan,
 * and a frame of n against power, detectable difference and cost.
 */
export const powerStep = stepType({
  summary: "Plan how many items a comparison needs, what it would find and cost: from a pilot, or from a design.",
  schema: SCHEMA,
  outputs: { plan: "value", frame: "frame", table: "table" },
  run(fields, { name }) {
    const { n, sizes, alpha, power, comparisons, cost_per_item: price, max_cost: maxCost, seconds_per_item } = fields;
    const common = { n, sizes, alpha, power, correctedFor: comparisons, maxCost, secondsPerItem: seconds_per_item };
    if (fields.evaluations !== undefined) {
      const { difference = null, level = DEFAULT_LEVEL } = fields;
      const pilot = pilotOf(fields.evaluations, fields);
      const { metric, system, baseline, ...scores } = pilot;
      const plan = planEvaluation({ ...common, ...scores, target: difference, level, pricePerItem: price });
      const told = { metric, system, baseline, ...plan };
      return { plan: told, frame: planFrame(plan), table: { name, table: planTable(plan, name), data: told } };
    }
    const { icc, cluster_size: clusterSize, difference } = fields;
    const shape = icc === undefined || clusterSize === undefined ? undefined : { icc, clusterSize };
    const plan = planDesign({ ...common, ...designOf(fields), difference, shape, costPerItem: price });
    return { plan, frame: planFrame(plan), table: { name, table: planTable(plan, name), data: plan } };
  },
});

function designOf({ design, discordance = 0, sd, proportion = 0, ratio }: Fields): ComparisonDesign {
  switch (design!) {
    case "paired_proportions":
      return { design: "paired_proportions", discordance };
    case "paired_means":
      return { design: "paired_means", sd };
    case "two_proportions":
      return { design: "two_proportions", baseline: proportion, ratio };
    case "two_means":
      return { design: "two_means", sd, ratio };
  }
}

/** The items' scores of the two systems of a pilot. */
function pilotOf(evaluations: readonly Evaluation[], fields: Pick<Fields, "system" | "baseline" | "metric">) {
  const names = evaluations.map(({ system }) => system);
  const problems: string[] = [];
  if (evaluations.length < 2) problems.push(`at least two systems are needed, received ${evaluations.length}`);
  for (const key of ["system", "baseline"] as const) {
    const name = fields[key];
    if (name !== undefined && !names.includes(name)) {
      problems.push(`unknown ${key} "${name}", ${didYouMean(name, names)}`);
    }
  }
  const baseline = fields.baseline ?? names.find((name) => name !== fields.system);
  const system = fields.system ?? names.find((name) => name !== baseline);
  if (problems.length === 0 && system === baseline) {
    problems.push(`system and baseline must differ, received ${system} twice`);
  }
  if (
    problems.length === 0 && evaluations.length > 2 && (fields.system === undefined || fields.baseline === undefined)
  ) {
    problems.push(`system and baseline must be named where there are more than two: ${names.join(", ")}`);
  }
  fail(problems);
  const [first, second] = [system, baseline].map((name) => evaluations.find((one) => one.system === name)!);
  const metric = fields.metric ?? first.primary;
  for (const one of [first, second]) {
    if (Object.hasOwn(one.itemScores, metric)) continue;
    const known = Object.keys(one.itemScores);
    problems.push(
      `${metric} has no scores of single items for ${one.system} to plan with, ${didYouMean(metric, known)}`,
    );
  }
  const [one, other] = [first.answers, second.answers];
  const isSame = one.references.length === other.references.length &&
    one.references.every((reference, i) => reference === other.references[i]) &&
    (one.items ?? []).every((item, i) => item === other.items?.[i]);
  if (!isSame) {
    problems.push(`${first.system} and ${second.system} must have answered the same items in the same order`);
  }
  fail(problems);
  return {
    metric,
    system: first.system,
    baseline: second.system,
    clusters: effectiveClusters(one),
    pilotFirst: first.itemScores[metric],
    pilotSecond: second.itemScores[metric],
  };
}

function fail(problems: readonly string[]): void {
  if (problems.length > 0) throw new AssayError("Cannot plan", { problems });
}

/** The plan's rows as a table for people, with what is to be found in its caption. */
function planTable(plan: DesignPlan, name: string): Table {
  const { difference, power, alpha, needed, reason, rows } = plan;
  const aim = difference === null ? "" : `a difference of ${formatNumber(difference)} with `;
  const found = needed === null ? "" : `: ${formatCount(needed.items)} items needed`;
  const clustered = rows.some(({ clusters }) => clusters !== null);
  const priced = rows.some(({ cost }) => cost !== null);
  return {
    caption: `${name}: ${aim}power ${power} at alpha ${formatP(alpha)}${found}${
      reason === undefined ? "" : ` (${reason})`
    }`,
    columns: [
      { title: "items", align: "right" },
      ...(clustered ? [{ title: "clusters", align: "right" } as const] : []),
      { title: "power", align: "right" },
      { title: "detectable difference", align: "right" },
      ...(priced ? [{ title: "cost in dollars", align: "right" } as const] : []),
      { title: "what" },
    ],
    rows: rows.map((row, i) => [
      formatCount(row.items),
      ...(clustered ? [formatCount(row.clusters)] : []),
      formatNumber(row.power),
      formatNumber(row.detectable),
      ...(priced ? [formatNumber(row.cost, 2)] : []),
      marksOf(plan)[i] ?? "",
    ]),
  };
}

/** What each row is: needed, given, affordable. */
function marksOf({ rows, needed, given, affordable }: DesignPlan): (string | null)[] {
  const marks = Object.entries({ needed, given, affordable });
  return rows.map(({ n }) => marks.filter(([, row]) => row?.n === n).map(([name]) => name).join(", ") || null);
}

/** The plan's rows as a frame; `what` says which are needed, given and affordable. */
function planFrame(plan: DesignPlan): Frame {
  const { rows } = plan;
  const column = (name: keyof DesignPlan["rows"][number]) => rows.map((row) => row[name]);
  return frameOf({
    n: column("n"),
    items: column("items"),
    clusters: column("clusters"),
    power: column("power"),
    detectable: column("detectable"),
    cost: column("cost"),
    seconds: column("seconds"),
    what: marksOf(plan),
  }, { numbers: ["n", "items", "clusters", "power", "detectable", "cost", "seconds"] });
}
