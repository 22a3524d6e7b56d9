import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { displayable } from "../core/displayable.ts";
import { drive } from "../core/drive.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Frame } from "../data/frame.ts";
import { displayBundle } from "../reports/display_bundle.ts";
import { CORRECTIONS } from "../stats/_corrections.ts";
import { categoricalDrift } from "./_drift_categorical.ts";
import { type ComparableColumn, readColumn } from "./_drift_columns.ts";
import type { ColumnKind, DriftFinding, DriftPlan, DriftThresholds } from "./_drift_finding.ts";
import { missingDrift } from "./_drift_missing.ts";
import { numericDrift } from "./_drift_numeric.ts";
import { driftTable, notComparedTable } from "./_drift_table.ts";
import { textDrift } from "./_drift_text.ts";
import { unitIds } from "./_drift_units.ts";
import { type DriftVerdict, driftVerdict } from "./_drift_verdict.ts";

/** How p-values are adjusted for their number. */
export type DriftCorrection =
  | "benjamini_hochberg"
  | "benjamini_yekutieli"
  | "bonferroni"
  | "hochberg"
  | "holm"
  | "none";

/** The names of the corrections. */
export const DRIFT_CORRECTIONS: readonly DriftCorrection[] = (Object.keys(CORRECTIONS) as DriftCorrection[]).sort();

/** From which effect on a difference matters, wherever the caller says nothing. */
export const DRIFT_THRESHOLDS: DriftThresholds = {
  numeric: 0.1,
  categorical: 0.1,
  missing: 0.05,
  length: 0.1,
  vocabulary: 0.1,
  outOfVocabulary: 0.05,
  scripts: 0.1,
};

/** The number of random exchanges and of resamples wherever the caller names none. */
export const DRIFT_PERMUTATIONS = 999;

/** Options of {@linkcode detectDrift}. */
export interface DriftOptions {
  /** The columns to compare, with their kinds if these shall not be guessed; default all that both frames have. */
  readonly columns?: readonly string[] | Readonly<Record<string, ColumnKind | "auto">>;
  /** The column that names what belongs together, such as the document of a question: it must be in both frames. */
  readonly clusterColumn?: string;
  /** From which size on an effect matters; what is not named keeps its default. */
  readonly thresholds?: Partial<DriftThresholds>;
  /** The level of the tests after correction, and 1 minus that of the intervals; default 0.05. */
  readonly alpha?: number;
  /** How p-values are adjusted, default "benjamini_hochberg". */
  readonly correction?: DriftCorrection;
  /** How many random exchanges a permutation test makes, 99 to 100,000, default 999. */
  readonly permutations?: number;
  /** How many resamples an interval is made of, 100 to 100,000, default 999. */
  readonly resamples?: number;
  /** The seed of exchanges and resamples. */
  readonly seed?: number;
}

/** One comparison with its verdict. */
export interface DriftCheck extends DriftFinding {
  /** The p-value after the correction over all checks. */
  readonly adjustedP: number | null;
  /** Whether there is drift. */
  readonly verdict: DriftVerdict;
  /** Why. */
  readonly reason: string;
}

/** What {@linkcode detectDrift} found. */
export interface Drift {
  /** "drift" if any check says so, "inconclusive" if any is or a column cannot be compared, "no drift" otherwise. */
  readonly verdict: DriftVerdict;
  /** The level of the tests after correction. */
  readonly alpha: number;
  /** How p-values were adjusted. */
  readonly correction: DriftCorrection;
  /** The cluster column, or null. */
  readonly clusterColumn: string | null;
  /** How many random exchanges a permutation test made. */
  readonly permutations: number;
  /** How many resamples an interval is made of. */
  readonly resamples: number;
  /** The seed. */
  readonly seed: number;
  /** How many rows the frames have. */
  readonly rows: { readonly reference: number; readonly current: number };
  /** All checks, in the order of the columns. */
  readonly checks: readonly DriftCheck[];
  /** Columns that only the reference has. */
  readonly onlyInReference: readonly string[];
  /** Columns that only the current frame has. */
  readonly onlyInCurrent: readonly string[];
  /** Columns of both that cannot be compared, and why. */
  readonly notCompared: readonly { readonly column: string; readonly reason: string }[];
}

const DOING = "Cannot detect drift";

/**
 * Tells for each column whether two frames differ, by how much, and whether it matters.
 *
 * Numbers and dates: Kolmogorov-Smirnov, and the Wasserstein distance in standard deviations of the reference. Categories:
 * chi-square, and the Jensen-Shannon distance. Texts: their lengths, words, unknown words and scripts, by exchanging whole texts.
 * Missing values are a check of their own wherever there are any. Strings are categories where each occurs five times on
 * average, or twice where there are at most ten. With a cluster column, whole clusters are exchanged and drawn.
 *
 * "drift" is significant after correction and reaches its threshold; "no drift" lies below it with the whole interval, however
 * small the p-value is; all else is "inconclusive". Distances are freed of their upward bias by the bootstrap, which
 * also gives their intervals. Corrections act on the p-values; the intervals are each of their own.
 *
 * @param reference the frame to compare with
 * @param current the other frame
 * @param options see {@linkcode DriftOptions}
 * @returns the checks with their verdicts, plain data; equal inputs and seed give equal results
 * @throws {AssayError} if a frame has no rows, a column is unknown, or an option is out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 *
 * const numbers = (shift: number) => frameOf({ score: Array.from({ length: 500 }, (_, i) => i % 100 + shift) });
 * assertEquals(detectDrift(numbers(0), numbers(40)).verdict, "drift");
 * assertEquals(detectDrift(numbers(0), numbers(0)).checks[0].effect.value, 0);
 * ```
 */
export function detectDrift(reference: Frame, current: Frame, options: DriftOptions = {}): Drift {
  return drive(detectDriftByColumn(reference, current, options));
}

/**
 * The same, column by column: it yields each column's name before it is compared.
 *
 * @param reference the frame to compare with
 * @param current the other frame
 * @param options see {@linkcode DriftOptions}
 * @returns a generator whose return value is the drift
 * @throws {AssayError} as {@linkcode detectDrift}
 */
export function* detectDriftByColumn(
  reference: Frame,
  current: Frame,
  options: DriftOptions = {},
): Generator<string, Drift> {
  const { alpha = 0.05, correction = "benjamini_hochberg", clusterColumn, seed = DEFAULT_SEED } = options;
  const { permutations = DRIFT_PERMUTATIONS, resamples = DRIFT_PERMUTATIONS } = options;
  const thresholds = { ...DRIFT_THRESHOLDS, ...options.thresholds };
  checkOptions({ alpha, correction, permutations, resamples, seed, thresholds });
  const columns = columnsOf(reference, current, options);
  const ids = unitIds(reference, current, clusterColumn);
  const plan: DriftPlan = { ids, thresholds, level: 1 - alpha, permutations, resamples, seed };
  const findings: DriftFinding[] = [];
  const notCompared: { column: string; reason: string }[] = [];
  for (const [name, kind] of columns) {
    yield name;
    const column = readColumn(reference, current, { name, kind });
    if ("reason" in column) notCompared.push({ column: name, reason: column.reason });
    else findings.push(...findingsOf(name, column, plan));
  }

  const tested = findings.flatMap(({ pValue }, i) => pValue === null ? [] : [i]);
  const adjusted = CORRECTIONS[correction](tested.map((i) => findings[i].pValue!));
  const adjustedBy = new Map(tested.map((i, at) => [i, adjusted[at]]));
  const checks = findings.map((finding, i): DriftCheck => {
    const adjustedP = adjustedBy.get(i) ?? null;
    return { ...finding, adjustedP, ...driftVerdict(finding, adjustedP, alpha) };
  });
  const has = (verdict: DriftVerdict) => checks.some((check) => check.verdict === verdict);
  const isOpen = has("inconclusive") || notCompared.length > 0 || checks.length === 0;
  const missingFrom = (frame: Frame, from: Frame) => frame.columns.filter((name) => !from.columns.includes(name));
  const drift: Drift = {
    verdict: has("drift") ? "drift" : isOpen ? "inconclusive" : "no drift",
    alpha,
    correction,
    clusterColumn: clusterColumn ?? null,
    permutations,
    resamples,
    seed,
    rows: { reference: reference.height, current: current.height },
    checks,
    onlyInReference: missingFrom(reference, current),
    onlyInCurrent: missingFrom(current, reference),
    notCompared,
  };
  return displayable(drift, (value) => {
    const rest = notComparedTable(value);
    return displayBundle([driftTable(value), ...(rest === null ? [] : [rest])]);
  });
}

function findingsOf(name: string, column: ComparableColumn, plan: DriftPlan): DriftFinding[] {
  const { kind, missing, numbers, labels } = column;
  const isMissing = [missing.reference, missing.current].some((marks) => marks.includes(1));
  const about = { column: name, kind, aspect: "distribution", threshold: plan.thresholds.numeric } as const;
  return [
    ...(numbers !== undefined ? [numericDrift(about, numbers, plan)] : []),
    ...(labels === undefined
      ? []
      : kind === "text"
      ? textDrift(name, labels, plan)
      : [categoricalDrift(name, labels, plan)]),
    ...(isMissing ? [missingDrift(name, kind, missing, plan)] : []),
  ];
}

function columnsOf(reference: Frame, current: Frame, options: DriftOptions): [string, ColumnKind | undefined][] {
  const { columns, clusterColumn } = options;
  const shared = reference.columns.filter((name) => current.columns.includes(name));
  const problems = [[reference, "the reference"], [current, "the current frame"]].flatMap(([frame, name]) =>
    (frame as Frame).height === 0 ? [`${name} must have at least one row, received none`] : []
  );
  const isList = (list: DriftOptions["columns"]): list is readonly string[] => Array.isArray(list);
  const wanted: [string, string][] = columns === undefined
    ? shared.filter((name) => name !== clusterColumn).map((name) => [name, "auto"])
    : isList(columns)
    ? columns.map((name) => [name, "auto"])
    : Object.entries(columns);
  const asked = wanted.map(([name]) => name);
  for (const name of clusterColumn === undefined ? asked : [...asked, clusterColumn]) {
    if (!shared.includes(name)) problems.push(`no column "${name}" in both frames, ${didYouMean(name, shared)}`);
  }
  for (const [name, kind] of wanted) {
    if (["auto", "numeric", "categorical", "text"].includes(kind)) continue;
    problems.push(
      `the kind of "${name}" must be numeric, categorical, text or auto, received ${describeValue(kind)}`,
    );
  }
  for (const name of new Set(asked)) {
    if (asked.indexOf(name) !== asked.lastIndexOf(name)) problems.push(`column "${name}" is named twice`);
  }
  if (problems.length === 0 && wanted.length === 0) problems.push("the frames have no column in common to compare");
  if (problems.length > 0) throw new AssayError(DOING, { problems });
  return wanted.map(([name, kind]) => [name, kind === "auto" ? undefined : kind as ColumnKind]);
}

function checkOptions(
  options: Record<"alpha" | "permutations" | "resamples" | "seed", number> & {
    correction: string;
    thresholds: DriftThresholds;
  },
): void {
  const { alpha, correction, permutations, resamples, seed, thresholds } = options;
  const problems: string[] = [];
  const expect = (holds: boolean, name: string, allowed: string, value: unknown) => {
    if (!holds) problems.push(`${name} must be ${allowed}, received ${describeValue(value)}`);
  };
  const isWhole = (value: number, min: number) => Number.isSafeInteger(value) && value >= min;
  expect(alpha > 0 && alpha < 1, "alpha", "between 0 and 1 (exclusive)", alpha);
  expect(isWhole(seed, 0), "seed", "a whole number of at least 0", seed);
  expect(isWhole(permutations, 99) && permutations <= 1e5, "permutations", "from 99 to 100000", permutations);
  expect(isWhole(resamples, 100) && resamples <= 1e5, "resamples", "from 100 to 100000", resamples);
  if (!Object.hasOwn(CORRECTIONS, correction)) {
    problems.push(`unknown correction ${describeValue(correction)}, ${didYouMean(correction, DRIFT_CORRECTIONS)}`);
  }
  for (const [name, value] of Object.entries(thresholds)) {
    if (Object.hasOwn(DRIFT_THRESHOLDS, name)) expect(value > 0, `thresholds.${name}`, "above 0", value);
    else problems.push(`unknown threshold "${name}", ${didYouMean(name, Object.keys(DRIFT_THRESHOLDS))}`);
  }
  if (problems.length > 0) throw new AssayError(DOING, { problems });
}
