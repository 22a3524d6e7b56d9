/**
 * Statistics: numbers in, numbers with intervals out. Nothing here knows of models, frames or files.
 *
 * @module
 */
export { bootstrap, type BootstrapOptions } from "./bootstrap.ts";
export { bootstrapInterval, type Bootstrapped } from "./bootstrap_interval.ts";
export { DEFAULT_LEVEL, type Estimate, negated, undefinedEstimate } from "./estimate.ts";
export { holm } from "./holm.ts";
export { logFactorial } from "./log_factorial.ts";
export { mcnemarDetectableDifference, type McNemarPlan, mcnemarSampleSize } from "./mcnemar_power.ts";
export { type McNemarResult, mcnemarTest } from "./mcnemar_test.ts";
export { normalCdf } from "./normal_cdf.ts";
export { normalQuantile } from "./normal_quantile.ts";
export { pairedBootstrap } from "./paired_bootstrap.ts";
export { type PairedCounts, pairedProportionDifference } from "./paired_proportion_difference.ts";
export { proportion } from "./proportion.ts";
export { quantileSorted } from "./quantile_sorted.ts";
export { DEFAULT_RESAMPLES, resample, type ResampleOptions, type Resamples, type Statistic } from "./resample.ts";
export { wilsonInterval } from "./wilson_interval.ts";
