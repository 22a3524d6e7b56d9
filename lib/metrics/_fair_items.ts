import { checkSameLength } from "../core/checks.ts";
import {
  type CodedGroups,
  codeGroups,
  codeLabels,
  type FairLabel,
  type FairnessOptions,
  type GroupColumns,
  type GroupSettings,
  groupSettings,
} from "./_group_items.ts";

/** Predicted labels by group. */
export interface GroupedPredictions {
  /** The predicted label of each item; null where there is none. */
  readonly predictions: readonly FairLabel[];
  /** The group of each item in the same order, or several attributes by name. */
  readonly groups: GroupColumns;
}

/** Predicted and true labels by group. */
export interface GroupedAnswers extends GroupedPredictions {
  /** The true label of each item, in the same order; null where it is not known. */
  readonly references: readonly FairLabel[];
}

/** What a comparison by labels works on. */
export interface FairItems<Name extends string> {
  /** The options with their defaults. */
  readonly settings: GroupSettings;
  /** The groups. */
  readonly groups: CodedGroups;
  /** Which items have the favourable label: 1, 0, or −1 where there is none. */
  readonly labels: Readonly<Record<Name, Int8Array>>;
}

/** Checks and codes lists of labels with their groups. */
export function readFairItems<Name extends string>(
  doing: string,
  data: { readonly lists: Readonly<Record<Name, readonly FairLabel[]>>; readonly groups: GroupColumns },
  options: FairnessOptions,
): FairItems<Name> {
  const settings = groupSettings(doing, options);
  const groups = codeGroups(doing, data.groups);
  checkSameLength(doing, { ...data.lists, groups: groups.codes });
  return { settings, groups, labels: codeLabels(doing, data.lists, options.positive) };
}
