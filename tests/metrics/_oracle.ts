import type { ZeroDivision } from "../../lib/metrics/_class_statistic.ts";
import type { Label } from "../../lib/metrics/_coded_items.ts";
import oracle from "../oracles/metrics.json" with { type: "json" };

/** One set of labels with what scikit-learn says of it. */
export interface Case {
  readonly name: string;
  readonly references: readonly Label[];
  readonly predictions: readonly Label[];
  readonly n: number;
  readonly options: { readonly labels?: readonly string[]; readonly zeroDivision: ZeroDivision };
  readonly scores: Readonly<Record<string, number>>;
  readonly classes: (typeof oracle.classifications)[number]["classes"];
  readonly confusion: number[][];
  readonly other: number[];
}

/** The label sets of make_metrics.py, frozen. */
export const CASES: readonly Case[] = oracle.classifications.map(({ labels, zero_division, ...rest }) => ({
  ...rest,
  references: Object.freeze(rest.references),
  predictions: Object.freeze(rest.predictions),
  options: Object.freeze({
    ...(labels && { labels: Object.freeze(labels) }),
    zeroDivision: zero_division as ZeroDivision,
    resamples: 50,
  }),
}));
