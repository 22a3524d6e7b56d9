import { checkSameLength } from "../core/checks.ts";
import type { SystemAnswers } from "./system_answers.ts";

/** The clusters of items, each with what stands for its items. */
export interface ClusterUnits {
  /** One for each cluster: what is drawn. */
  readonly cells: Int32Array;
  /** For each cluster its items' places. */
  readonly members: readonly Int32Array[];
}

/** The items as clusters, where at least one was asked repeatedly. */
export function repeatedItems({ items }: Pick<SystemAnswers, "items">): readonly (string | number)[] | undefined {
  return items !== undefined && new Set(items).size < items.length ? items : undefined;
}

/** What the answers' intervals and tests go by: the clusters, or else the items where these were asked repeatedly. */
export function effectiveClusters(
  answers: Pick<SystemAnswers, "clusters" | "items">,
): readonly (string | number)[] | undefined {
  return answers.clusters ?? repeatedItems(answers);
}

/** The items of each cluster, the clusters in the order of their first items. */
export function clusterUnits(clusters: ArrayLike<string | number>): ClusterUnits {
  const byName = new Map<string | number, number[]>();
  for (let i = 0; i < clusters.length; i++) {
    const known = byName.get(clusters[i]);
    if (known === undefined) byName.set(clusters[i], [i]);
    else known.push(i);
  }
  const members = Array.from(byName.values(), (places) => Int32Array.from(places));
  return { cells: new Int32Array(members.length).fill(1), members };
}

/** The clusters of those items that are kept, of so many in all. */
export function clustersAt(
  clusters: ArrayLike<string | number> | undefined,
  places: ArrayLike<number>,
  items: number,
): (string | number)[] | undefined {
  if (clusters === undefined) return undefined;
  checkSameLength("estimate by clusters", { items: { length: items }, clusters });
  return Array.from(places, (place) => clusters[place]);
}

/** How often each item is drawn when its cluster is. */
export function itemCounts(counts: Int32Array, { members }: ClusterUnits, into: Int32Array): Int32Array {
  into.fill(0);
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0) continue;
    for (const i of members[c]) into[i] += counts[c];
  }
  return into;
}
