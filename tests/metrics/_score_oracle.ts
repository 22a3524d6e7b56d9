import oracle from "../oracles/score_metrics.json" with { type: "json" };

/** The numbers of make_score_metrics.py, frozen. */
export const ORACLE = oracle;

/** Few resamples, where only the value matters. */
export const FEW = Object.freeze({ resamples: 20 });
