import { AssayError } from "../core/assay_error.ts";
import { checkFraction, checkInteger, checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { DEFAULT_RESAMPLES } from "../stats/resample.ts";
import { firstProblems } from "./_first_problems.ts";
import { intersectionalGroups } from "./intersectional_groups.ts";

/** A label of two classes: a text, 0 or 1, or a boolean; null where there is none. */
export type FairLabel = string | number | boolean | null;

/** The name of a group; null where it is not known. */
export type GroupName = string | number | boolean | null;

/** One attribute of each item, or several by name, whose combinations are the groups. */
export type GroupColumns = readonly GroupName[] | Readonly<Record<string, readonly GroupName[]>>;

/** Options of every comparison of groups. */
export interface GroupOptions {
  /** Groups with fewer items that count are told, but not compared; default 30. */
  readonly minimumGroupSize?: number;
  /** The largest gap that is acceptable; without it there is no verdict. */
  readonly tolerance?: number;
  /** Confidence level, default 0.95. */
  readonly level?: number;
  /** How many resamples and permutations, default 10,000; 0 leaves intervals of gaps and permutation tests out. */
  readonly resamples?: number;
  /** The seed of the draws. */
  readonly seed?: number;
}

/** Options of comparisons of groups by their labels. */
export interface FairnessOptions extends GroupOptions {
  /** The label that counts as favourable; default 1 (or true) where all labels are 0 and 1, otherwise it must be named. */
  readonly positive?: string | number | boolean;
}

/** The options of a comparison of groups with their defaults. */
export interface GroupSettings {
  /** What the caller does, for messages. */
  readonly doing: string;
  /** The smallest group that is compared. */
  readonly minimumGroupSize: number;
  /** The largest acceptable gap; null where there is no verdict. */
  readonly tolerance: number | null;
  /** Confidence level. */
  readonly level: number;
  /** How many resamples. */
  readonly resamples: number;
  /** The seed. */
  readonly seed: number;
}

/** Groups as small numbers. */
export interface CodedGroups {
  /** The groups, sorted by code unit. */
  readonly names: readonly string[];
  /** The group of each item, −1 where it is not known. */
  readonly codes: Int32Array;
}

/** The options with their defaults, checked. */
export function groupSettings(doing: string, options: GroupOptions): GroupSettings {
  const { minimumGroupSize = 30, tolerance = null, level = DEFAULT_LEVEL } = options;
  const { resamples = DEFAULT_RESAMPLES, seed = DEFAULT_SEED } = options;
  checkInteger(doing, "minimumGroupSize", minimumGroupSize, { min: 1 });
  checkInteger(doing, "resamples", resamples, { min: 0, max: 10_000_000 });
  checkInteger(doing, "seed", seed, { min: 0 });
  checkFraction(doing, "level", level);
  if (tolerance !== null && !(Number.isFinite(tolerance) && tolerance >= 0)) {
    throw new RangeError(
      `Cannot ${doing}: tolerance must be a number of at least 0, received ${describeValue(tolerance)}`,
    );
  }
  return { doing, minimumGroupSize, tolerance, level, resamples, seed };
}

/** The groups of one attribute, or of the combinations of several. */
export function codeGroups(doing: string, groups: GroupColumns): CodedGroups {
  const list: readonly GroupName[] = isMap(groups)
    ? intersectionalGroups(groups).groups
    : groups as readonly GroupName[];
  const texts = Array.from(list, (name, i) => nameOf(doing, name, i));
  const names = [...new Set(texts.filter((name) => name !== null))].sort();
  const codes = new Map(names.map((name, code) => [name, code]));
  return { names, codes: Int32Array.from(texts, (name) => name === null ? -1 : codes.get(name)!) };
}

function nameOf(doing: string, name: GroupName, item: number): string | null {
  if (name === null || typeof name === "string") return name;
  if (typeof name === "boolean" || Number.isFinite(name)) return String(name);
  throw new RangeError(
    `Cannot ${doing}: groups[${item}] must be a name, or null where it is not known, received ${describeValue(name)}`,
  );
}

/** Which items have the favourable label: 1, 0, or −1 where there is none. */
export function codeLabels<Name extends string>(
  doing: string,
  lists: Readonly<Record<Name, readonly FairLabel[]>>,
  positive: FairnessOptions["positive"],
): Record<Name, Int8Array> {
  const columns = Object.entries(lists) as [Name, readonly FairLabel[]][];
  checkSameLength(doing, lists);
  const [seen, problems] = [new Set<string | number>(), [] as string[]];
  for (const [name, list] of columns) {
    for (let i = 0; i < list.length; i++) {
      const label = list[i];
      if (label === null) continue;
      if (typeof label === "string" || typeof label === "boolean" || Number.isFinite(label)) seen.add(plain(label));
      else problems.push(`${name}[${i}] must be a text, 0 or 1, or null, received ${describeValue(label)}`);
    }
  }
  if (problems.length > 0) throw new AssayError(`Cannot ${doing}`, { problems: firstProblems(problems) });
  const wanted = positiveOf(doing, seen, positive);
  return Object.fromEntries(columns.map(([name, list]) => {
    return [name, Int8Array.from(list, (label) => label === null ? -1 : Number(plain(label) === wanted))];
  })) as Record<Name, Int8Array>;
}

function positiveOf(doing: string, seen: ReadonlySet<string | number>, positive: FairnessOptions["positive"]) {
  const isBinary = [...seen].every((label) => label === 0 || label === 1);
  if (positive === undefined) {
    if (isBinary) return 1;
    const shown = [...seen].slice(0, 10).map(describeValue).join(", ");
    throw new RangeError(
      `Cannot ${doing}: positive must be named where labels are not 0 and 1, received nothing; there are ${shown}`,
    );
  }
  const wanted = plain(positive);
  if (seen.size === 0 || isBinary && (wanted === 0 || wanted === 1) || seen.has(wanted)) return wanted;
  throw new RangeError(
    `Cannot ${doing}: positive must be a label that occurs, received ${describeValue(positive)}, ` +
      `${
        didYouMean(String(positive), [...seen].slice(0, 100).map(String))
      } Give labels as 0 and 1 where it may be absent`,
  );
}

function plain(label: string | number | boolean): string | number {
  return typeof label === "boolean" ? Number(label) : label;
}
