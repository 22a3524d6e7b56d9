/**
 * Statistics: numbers in, numbers with intervals out. Nothing here knows of models, frames or files.
 *
 * @module
 */
export type { AgreementEstimate, AgreementOptions, AgreementWeights, Category } from "./agreement.ts";
export {
  type AlwaysValidEstimate,
  alwaysValidMean,
  type AlwaysValidOptions,
  type MeanSummary,
} from "./always_valid_mean.ts";
export { alwaysValidPairedDifference, type PairedAnswer } from "./always_valid_paired_difference.ts";
export { type AlwaysValidSequence, alwaysValidSequence } from "./always_valid_sequence.ts";
export { andersonDarling } from "./anderson_darling.ts";
export { type AnovaDesign, anovaDetectableEffect, anovaPower, anovaSampleSize } from "./anova_power.ts";
export { ascendingOrder, inOrder } from "./ascending_order.ts";
export { benjaminiHochberg } from "./benjamini_hochberg.ts";
export { benjaminiYekutieli } from "./benjamini_yekutieli.ts";
export {
  betaBinomialAb,
  type BetaBinomialOptions,
  type BetaBinomialResult,
  type BinomialCounts,
} from "./beta_binomial_ab.ts";
export { betaDistribution } from "./beta_distribution.ts";
export { binomialDistribution } from "./binomial_distribution.ts";
export {
  type BinomialDesign,
  binomialDetectableDifference,
  type BinomialEffect,
  binomialPower,
  binomialSampleSize,
} from "./binomial_power.ts";
export { bonferroni } from "./bonferroni.ts";
export { bootstrap, type BootstrapOptions } from "./bootstrap.ts";
export { bootstrapInterval, type Bootstrapped } from "./bootstrap_interval.ts";
export {
  bradleyTerry,
  type BradleyTerryOptions,
  type BradleyTerryResult,
  type PlayerStrength,
} from "./bradley_terry.ts";
export { chiSquareDistribution } from "./chi_square_distribution.ts";
export { chiSquareGoodnessOfFit } from "./chi_square_goodness_of_fit.ts";
export { chiSquareTest } from "./chi_square_test.ts";
export { cliffsDelta } from "./cliffs_delta.ts";
export { clopperPearsonInterval } from "./clopper_pearson_interval.ts";
export { clusterBootstrap } from "./cluster_bootstrap.ts";
export { clusteredMean, type ClusteredMeanEstimate } from "./clustered_mean.ts";
export {
  type ClusteredDesign,
  clusteredDetectableDifference,
  clusteredPower,
  clusteredSampleSize,
  type ComparisonDesign,
} from "./clustered_power.ts";
export { clusteredProportion } from "./clustered_proportion.ts";
export { cochranQ } from "./cochran_q.ts";
export { cohenKappa } from "./cohen_kappa.ts";
export { cohensD, type CohensDOptions } from "./cohens_d.ts";
export { type ConditionalPower, conditionalPower } from "./conditional_power.ts";
export type { CorrelationEstimate, CorrelationOptions } from "./correlation_estimate.ts";
export { cramersV, type CramersVOptions } from "./cramers_v.ts";
export { cuped, type CupedEstimate, type CupedOptions } from "./cuped.ts";
export { type ClusterShape, designEffect, meanClusterSize } from "./design_effect.ts";
export type { ContinuousDistribution, DiscreteDistribution } from "./distribution.ts";
export { effectiveSampleSize } from "./effective_sample_size.ts";
export { type EloOptions, type EloRating, eloRatings } from "./elo_ratings.ts";
export { DEFAULT_LEVEL, type Estimate, negated, undefinedEstimate } from "./estimate.ts";
export { fDistribution } from "./f_distribution.ts";
export { fisherExact } from "./fisher_exact.ts";
export { fleissKappa, type FleissKappaOptions } from "./fleiss_kappa.ts";
export { friedmanTest } from "./friedman_test.ts";
export { gTest } from "./g_test.ts";
export { glassDelta } from "./glass_delta.ts";
export {
  type GroupSequentialDecision,
  groupSequentialDecision,
  type GroupSequentialObservation,
  type StagewiseEstimate,
} from "./group_sequential_decision.ts";
export {
  type GroupSequentialDesign,
  groupSequentialDesign,
  type GroupSequentialLook,
  type GroupSequentialOptions,
  type SpendingFunction,
} from "./group_sequential_design.ts";
export { gwetAc1 } from "./gwet_ac1.ts";
export { hedgesG, type HedgesGOptions } from "./hedges_g.ts";
export { hochberg } from "./hochberg.ts";
export { holm } from "./holm.ts";
export { intraclassCorrelation, type IntraclassEstimate, type IntraclassOptions } from "./intraclass_correlation.ts";
export { type ClusterCorrelation, intraclassCorrelationOfClusters } from "./intraclass_correlation_of_clusters.ts";
export { jackknife, type JackknifeEstimate } from "./jackknife.ts";
export { type JensenShannon, jensenShannon } from "./jensen_shannon.ts";
export { type BinaryVerdict, type JudgeCalibration, judgeCalibration } from "./judge_calibration.ts";
export { kendall } from "./kendall.ts";
export { kolmogorovSmirnov } from "./kolmogorov_smirnov.ts";
export { type KolmogorovSmirnovOptions, kolmogorovSmirnovTwoSamples } from "./kolmogorov_smirnov_two_samples.ts";
export {
  krippendorffAlpha,
  type KrippendorffEstimate,
  type KrippendorffMetric,
  type KrippendorffOptions,
} from "./krippendorff_alpha.ts";
export { kruskalWallis } from "./kruskal_wallis.ts";
export { leveneTest } from "./levene_test.ts";
export { logFactorial } from "./log_factorial.ts";
export { logGamma } from "./log_gamma.ts";
export { mannWhitney, type MannWhitneyOptions } from "./mann_whitney.ts";
export type { Match, MatchColumns, Outcome } from "./match.ts";
export {
  mcnemarDetectableDifference,
  type McNemarEffect,
  type McNemarMethod,
  type McNemarPlan,
  mcnemarPower,
  mcnemarSampleSize,
  MOST_ENUMERATED,
} from "./mcnemar_power.ts";
export { type McNemarResult, mcnemarTest } from "./mcnemar_test.ts";
export { type MeanEstimate, meanEstimate } from "./mean_estimate.ts";
export { noncentralFDistribution } from "./noncentral_f_distribution.ts";
export { noncentralTDistribution } from "./noncentral_t_distribution.ts";
export { normalCdf } from "./normal_cdf.ts";
export { normalDistribution } from "./normal_distribution.ts";
export { normalQuantile } from "./normal_quantile.ts";
export { oddsRatio, type OddsRatioOptions } from "./odds_ratio.ts";
export { oneSampleTTest } from "./one_sample_t_test.ts";
export { oneWayAnova } from "./one_way_anova.ts";
export { pairedBootstrap } from "./paired_bootstrap.ts";
export { type PairedCounts, pairedProportionDifference } from "./paired_proportion_difference.ts";
export { pairedTTest } from "./paired_t_test.ts";
export { pearson } from "./pearson.ts";
export { type PermutationOptions, permutationTest } from "./permutation_test.ts";
export { type DesignPlan, planDesign, type PlanOptions, type PlanRow } from "./plan_design.ts";
export {
  type EvaluationPlan,
  type PilotOptions,
  type PilotScores,
  type PilotSummary,
  planEvaluation,
} from "./plan_evaluation.ts";
export {
  type BinnedStabilityIndex,
  populationStabilityIndex,
  type StabilityIndexOptions,
} from "./population_stability_index.ts";
export {
  type PredictionPoweredEstimate,
  predictionPoweredMean,
  type PredictionPoweredOptions,
} from "./prediction_powered_mean.ts";
export { proportion } from "./proportion.ts";
export {
  MOST_TABULATED,
  type ProportionsDesign,
  proportionsDetectableDifference,
  type ProportionsEffect,
  proportionsPower,
  proportionsSampleSize,
} from "./proportions_power.ts";
export { quantileEstimate } from "./quantile_estimate.ts";
export { quantileSorted } from "./quantile_sorted.ts";
export { rankBiserial, type RankBiserialOptions } from "./rank_biserial.ts";
export {
  DEFAULT_RESAMPLES,
  resample,
  resampleInSlices,
  type ResampleOptions,
  type Resamples,
  type Statistic,
} from "./resample.ts";
export { resampleSums, resampleSumsInSlices, type ResampleSumsOptions, type SummedItems } from "./resample_sums.ts";
export { riskDifference } from "./risk_difference.ts";
export { riskRatio, type RiskRatioOptions } from "./risk_ratio.ts";
export { type HitCount, roganGladen, type RoganGladenEstimate } from "./rogan_gladen.ts";
export { sampleRatioMismatch, type SampleRatioResult } from "./sample_ratio_mismatch.ts";
export { shapiroWilk } from "./shapiro_wilk.ts";
export { signTest } from "./sign_test.ts";
export { spearman } from "./spearman.ts";
export { DEFAULT_SMOOTHING, type StabilityIndex, stabilityIndexOfCounts } from "./stability_index_of_counts.ts";
export { stratifiedBootstrap } from "./stratified_bootstrap.ts";
export { studentTTest } from "./student_t_test.ts";
export { type StudentizedRangeDistribution, studentizedRangeDistribution } from "./studentized_range_distribution.ts";
export { tDistribution } from "./t_distribution.ts";
export {
  type TTestDesign,
  tTestDetectableEffect,
  type TTestEffect,
  tTestPower,
  tTestSampleSize,
} from "./t_test_power.ts";
export type { Alternative, TestOptions, TestResult } from "./test_result.ts";
export { type WassersteinDistance, wassersteinDistance } from "./wasserstein.ts";
export { welchTTest } from "./welch_t_test.ts";
export { type WilcoxonOptions, wilcoxonSignedRank } from "./wilcoxon_signed_rank.ts";
export { wilsonInterval } from "./wilson_interval.ts";
