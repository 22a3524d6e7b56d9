import { random, randomBelow } from "../core/random.ts";
import { divergenceOf, unknownShare } from "./_drift_bags.ts";
import type { Labels } from "./_drift_categorical.ts";
import { type DriftAspect, type DriftFinding, type DriftPlan, undefinedEffect } from "./_drift_finding.ts";
import { numericDrift } from "./_drift_numeric.ts";
import { type Distances, permuteUnits } from "./_drift_permute.ts";
import { distanceEstimate, replicatesOf, unitDraw } from "./_drift_resample.ts";
import { type Items, unitNumbers, unitTable } from "./_drift_units.ts";
import { CHARACTER_KINDS, characterCount, characterKinds, wordsIn } from "./_drift_words.ts";

/** So many texts and words of each frame are enough to see a shift, and few enough to exchange a thousand times. */
const MOST_TEXTS = 5000;
const MOST_WORDS = 300_000;
/** What of a text is looked at, in UTF-16 units. */
const LONGEST = 20_000;
/** The most frequent words that are compared one by one, if they occur often enough. */
const TOP_WORDS = 500;
const FEWEST_OCCURRENCES = 10;

/**
 * Compares texts by their lengths, their most frequent words, the words that the reference does not know, and the scripts and
 * kinds of their characters. Words of one text belong together, so texts are exchanged, or whole clusters of them.
 */
export function textDrift(
  column: string,
  samples: { reference: Labels; current: Labels },
  plan: DriftPlan,
): DriftFinding[] {
  const { thresholds } = plan;
  const lengths = (aspect: DriftAspect, lengthOf: (text: string) => number) => {
    const numbers = ({ values, rows }: Labels) => ({ values: Float64Array.from(values, lengthOf), rows });
    const about = { column, kind: "text", aspect, threshold: thresholds.length } as const;
    return numericDrift(about, { reference: numbers(samples.reference), current: numbers(samples.current) }, plan);
  };
  const [reference, current] = [drawTexts(samples.reference, plan.seed), drawTexts(samples.current, plan.seed)];
  const words = coded([reference, current].map(({ values }) => values.map(wordsIn)));
  const kinds = [reference, current].map(({ values }) => values.map(characterKinds));
  return [
    lengths("length in characters", characterCount),
    lengths("length in words", (text) => wordsIn(text).length),
    ...vocabularyDrift(column, {
      reference: { rows: reference.rows, lists: words.lists[0] },
      current: { rows: current.rows, lists: words.lists[1] },
      cells: words.size,
      top: words.top,
    }, plan),
    bagDrift({ column, aspect: "scripts", threshold: thresholds.scripts }, {
      reference: { rows: reference.rows, lists: kinds[0] },
      current: { rows: current.rows, lists: kinds[1] },
      cells: CHARACTER_KINDS.length,
      top: CHARACTER_KINDS.length,
    }, plan),
  ];
}

/** Texts as lists of cells: words or kinds of characters by number. */
interface Bags {
  readonly reference: { readonly rows: Int32Array; readonly lists: readonly (readonly number[])[] };
  readonly current: { readonly rows: Int32Array; readonly lists: readonly (readonly number[])[] };
  readonly cells: number;
  readonly top: number;
}

function vocabularyDrift(column: string, bags: Bags, plan: DriftPlan): DriftFinding[] {
  const divergence = divergenceOf(bags.top);
  const both: Distances = (reference, current, out) => {
    unknownShare(reference, current, out);
    out[1] = out[0];
    divergence(reference, current, out);
  };
  const { thresholds } = plan;
  const vocabulary = { column, aspect: "vocabulary", threshold: thresholds.vocabulary } as const;
  const unknown = { column, aspect: "out of vocabulary", threshold: thresholds.outOfVocabulary } as const;
  return compareBags([vocabulary, unknown], bags, both, plan);
}

function bagDrift(
  about: { column: string; aspect: DriftAspect; threshold: number },
  bags: Bags,
  plan: DriftPlan,
): DriftFinding {
  return compareBags([about], bags, divergenceOf(bags.top), plan)[0];
}

/** Divergence as the first component, the share of unknown cells as the second. */
function compareBags(
  abouts: readonly { column: string; aspect: DriftAspect; threshold: number }[],
  bags: Bags,
  distances: Distances,
  plan: DriftPlan,
): DriftFinding[] {
  const { ids, level, permutations, resamples, seed } = plan;
  const [reference, current] = [itemsOf(bags.reference), itemsOf(bags.current)];
  const n = { reference: bags.reference.lists.length, current: bags.current.lists.length };
  const what = `${ids.clustered ? "clusters" : "texts"} exchanged`;
  const names = abouts.map(({ aspect }) =>
    aspect === "out of vocabulary"
      ? { name: "excess unknown share", test: `share of unknown words, ${what}` }
      : { name: "jensen-shannon distance", test: `jensen-shannon, ${what}` }
  );
  const undefinedFor = (c: number, undefinedReason: string): DriftFinding => {
    const effect = undefinedEffect(names[c].name, undefinedReason, { level, n: n.reference + n.current });
    const found = { test: names[c].test, statistic: null, pValue: null, effect, n, measures: {}, undefinedReason };
    return { ...abouts[c], kind: "text", ...found };
  };
  if (reference.cells.length === 0 || current.cells.length === 0) {
    const which = reference.cells.length === 0 ? "reference" : "current frame";
    return abouts.map((_, c) => undefinedFor(c, `the ${which} has nothing to compare`));
  }
  const table = unitTable(ids, { reference, current, cells: bags.cells });
  const components = abouts.length;
  const permuted = permuteUnits(table, distances, { components, permutations, seed });
  // A resample of the reference knows fewer words than the reference, so only the current texts vary in their share.
  const known = new Int32Array(bags.cells);
  for (const cell of reference.cells) known[cell]++;
  const varying: Distances = components === 1 ? distances : (a, b, out) => {
    distances(a, b, out);
    unknownShare(known, b, share);
    out[1] = share[0];
  };
  const share = new Float64Array(1);
  const replicates = replicatesOf(unitDraw(table, seed), varying, { cells: bags.cells, components, resamples });
  const units = unitNumbers(table);
  return abouts.map((about, c): DriftFinding => {
    const isShare = about.aspect === "out of vocabulary";
    if (!isShare && bags.top === 0) return undefinedFor(c, `no word occurs ${FEWEST_OCCURRENCES} times`);
    const observed = permuted.observed[c];
    const minus = isShare ? permuted.means[c] : 0;
    const pValue = permuted.pValues[c];
    const options = { level, units, pValue, isSquare: !isShare, minus };
    const estimate = distanceEstimate(observed, replicates[c], options);
    const statistic = isShare ? observed : Math.sqrt(observed);
    return {
      ...about,
      kind: "text",
      test: names[c].test,
      statistic,
      pValue,
      smallestP: permuted.smallest,
      effect: { name: names[c].name, observed: statistic, ...estimate },
      n,
      measures: isShare ? { unknown_share: observed, unknown_share_when_exchanged: minus } : {},
      ...(permuted.reason === undefined ? {} : { undefinedReason: permuted.reason }),
    };
  });
}

/** The texts in random order until there are enough, cut where they are very long; in the order of their rows. */
function drawTexts({ values, rows }: Labels, seed: number): Labels {
  const source = random(seed);
  const order = Array.from(values.keys());
  const kept: number[] = [];
  let words = 0;
  for (let i = 0; i < order.length && kept.length < MOST_TEXTS && words < MOST_WORDS; i++) {
    const j = i + randomBelow(source, order.length - i);
    [order[i], order[j]] = [order[j], order[i]];
    kept.push(order[i]);
    words += Math.min(values[order[i]].length, LONGEST) / 5;
  }
  kept.sort((a, b) => a - b);
  return { values: kept.map((i) => values[i].slice(0, LONGEST)), rows: Int32Array.from(kept, (i) => rows[i]) };
}

/** The words of both frames by number, the most frequent first, and how many of these are frequent enough. */
function coded(frames: readonly (readonly string[][])[]): { lists: number[][][]; size: number; top: number } {
  const counts = new Map<string, number>();
  for (const texts of frames) {
    for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const codes = new Map(sorted.map(([word], i) => [word, i]));
  const frequent = sorted.filter(([, count]) => count >= FEWEST_OCCURRENCES).length;
  return {
    lists: frames.map((texts) => texts.map((words) => words.map((word) => codes.get(word)!))),
    size: sorted.length,
    top: Math.min(TOP_WORDS, frequent),
  };
}

function itemsOf({ rows, lists }: Bags["reference"]): Items {
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  const items = { rows: new Int32Array(total), cells: new Int32Array(total) };
  let at = 0;
  lists.forEach((list, i) => {
    for (const cell of list) {
      items.rows[at] = rows[i];
      items.cells[at++] = cell;
    }
  });
  return items;
}
