/**
 * Metrics: predictions and references in, estimates with intervals out; pure functions of lists.
 *
 * @module
 */
export type { BleuTokens } from "./_bleu_words.ts";
export type { ClassScores } from "./_class_scores.ts";
export type { Average, ClassScore, ZeroDivision } from "./_class_statistic.ts";
export type { Label } from "./_coded_items.ts";
export type { CountsOptions } from "./_counts_estimate.ts";
export type { GroupedAnswers, GroupedPredictions } from "./_fair_items.ts";
export type { GroupComparison, GroupEstimate, GroupPair, LeftOutGroup } from "./_group_comparison.ts";
export type { FairLabel, FairnessOptions, GroupColumns, GroupName, GroupOptions } from "./_group_items.ts";
export type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
export type { LabelSetOptions, SetAverage } from "./_label_set_scores.ts";
export type { LabelSet } from "./_label_sets.ts";
export type { LimitVerdict } from "./_limit_verdict.ts";
export type { Normalisation } from "./_normalise_answer.ts";
export type { Clusters } from "./_paired_change.ts";
export type { Pool } from "./_pooled_scores.ts";
export type { Ranking, Relevance } from "./_rankings.ts";
export type { NumberStyle } from "./_read_number.ts";
export type { EstimateOptions } from "./_score_estimate.ts";
export type { EmbeddedTokens, TokenEmbedding } from "./_token_matching.ts";
export type { Embedding, EmbeddingOptions } from "./_vectors.ts";
export { accuracy } from "./accuracy.ts";
export {
  type AnswerStability,
  answerStability,
  type ItemStability,
  type StabilityOptions,
} from "./answer_stability.ts";
export { averagePrecision } from "./average_precision.ts";
export { balancedAccuracy } from "./balanced_accuracy.ts";
export { bertScore, type BertScoreOptions, type BertScores } from "./bert_score.ts";
export { bleu, type BleuOptions, bleuPool, bleuScore, type BleuSmoothing } from "./bleu.ts";
export { brierScore } from "./brier_score.ts";
export {
  type Calibration,
  calibration,
  calibrationInSlices,
  type CalibrationOptions,
  type ReliabilityBin,
} from "./calibration.ts";
export {
  calibrationByGroup,
  type GroupCalibration,
  type GroupCalibrationOptions,
  type GroupedScores,
} from "./calibration_by_group.ts";
export { characterErrorRate, characterErrorRatePool, characterErrorRateScore } from "./character_error_rate.ts";
export { checkEvaluation } from "./check_evaluation.ts";
export { chrf, type ChrfOptions, chrfPool, chrfScore } from "./chrf.ts";
export {
  type ClassificationOptions,
  type ClassificationReport,
  classificationReport,
  classificationReportInSlices,
  type ClassRow,
} from "./classification_report.ts";
export { cohenKappa, type KappaOptions } from "./cohen_kappa.ts";
export {
  compare,
  type CompareOptions,
  comparePairwise,
  type Comparison,
  type PairComparison,
  type Verdict,
} from "./compare.ts";
export { type ConfusionMatrix, confusionMatrix } from "./confusion_matrix.ts";
export { contains, containsScore } from "./contains.ts";
export { type CostOptions, type Costs, costWeightedError } from "./cost_weighted_error.ts";
export {
  type CounterfactualConsistency,
  counterfactualConsistency,
  type CounterfactualOptions,
  type CounterfactualSets,
  type VariantDifference,
} from "./counterfactual_consistency.ts";
export {
  type CrossPromptAgreement,
  crossPromptAgreement,
  type Disagreement,
  type PromptAgreementOptions,
  type PromptPair,
} from "./cross_prompt_agreement.ts";
export {
  checkCustomMetric,
  type CustomMetric,
  type CustomScore,
  customScores,
  type ScoredItem,
} from "./custom_metric.ts";
export { type DemographicParity, demographicParity } from "./demographic_parity.ts";
export { editDistance, type EditKind } from "./edit_distance.ts";
export { editSimilarity, editSimilarityScore } from "./edit_similarity.ts";
export { equalOpportunity } from "./equal_opportunity.ts";
export { type EqualisedOdds, equalisedOdds } from "./equalised_odds.ts";
export {
  type ConfusedPair,
  type ErrorExample,
  type ErrorTaxonomy,
  errorTaxonomy,
  type TaxonomyOptions,
} from "./error_taxonomy.ts";
export { evaluate, evaluateInSlices, type EvaluateOptions, type Evaluation, type MissingPolicy } from "./evaluate.ts";
export { exactMatch, exactMatchScore } from "./exact_match.ts";
export { explainedVariance } from "./explained_variance.ts";
export { f1Score } from "./f1_score.ts";
export { fBeta, type FBetaOptions } from "./f_beta.ts";
export { gleu, gleuPool, gleuScore } from "./gleu.ts";
export { groupGap } from "./group_gap.ts";
export { hammingLoss } from "./hamming_loss.ts";
export { type IntersectionalGroup, type IntersectionalGroups, intersectionalGroups } from "./intersectional_groups.ts";
export { jaccardScore } from "./jaccard_score.ts";
export { type JsonOptions, type JsonScores, jsonValidity, jsonValidityScore } from "./json_validity.ts";
export { logLoss } from "./log_loss.ts";
export { matthews } from "./matthews.ts";
export { meanAbsoluteError } from "./mean_absolute_error.ts";
export { meanAbsolutePercentageError } from "./mean_absolute_percentage_error.ts";
export { meanAveragePrecision } from "./mean_average_precision.ts";
export { meanReciprocalRank } from "./mean_reciprocal_rank.ts";
export { meanSquaredError } from "./mean_squared_error.ts";
export { meteor, type MeteorOptions, meteorScore } from "./meteor.ts";
export {
  checkMetrics,
  DEFAULT_METRICS,
  LABEL_METRICS,
  type LabelMetric,
  METRIC_FACTS,
  METRIC_NAMES,
  type MetricFacts,
  NUMBER_METRICS,
  type NumberMetric,
  type Task,
  taskOf,
} from "./metric_table.ts";
export { multilabelF1 } from "./multilabel_f1.ts";
export { multilabelPrecision } from "./multilabel_precision.ts";
export { multilabelRecall } from "./multilabel_recall.ts";
export { normalisedDiscountedGain } from "./normalised_discounted_gain.ts";
export { numericMatch, numericMatchScore, type NumericOptions } from "./numeric_match.ts";
export { passAtK } from "./pass_at_k.ts";
export { passHatK } from "./pass_hat_k.ts";
export { patternMatch, patternMatchScore } from "./pattern_match.ts";
export { perplexity } from "./perplexity.ts";
export { pinballLoss } from "./pinball_loss.ts";
export { porterStem, type PorterVariant } from "./porter_stem.ts";
export { precision } from "./precision.ts";
export { precisionAtK } from "./precision_at_k.ts";
export { predictiveParity } from "./predictive_parity.ts";
export { rSquared } from "./r_squared.ts";
export { type Rank, rankInSlices, type RankOptions, rankSystems } from "./rank_systems.ts";
export { recall } from "./recall.ts";
export { recallAtK } from "./recall_at_k.ts";
export { rocAuc, rocAucDifference } from "./roc_auc.ts";
export { rocAucMulticlass, type RocAucOptions } from "./roc_auc_multiclass.ts";
export { rootMeanSquaredError } from "./root_mean_squared_error.ts";
export { rouge, type RougeKind, type RougeOptions, rougeScore } from "./rouge.ts";
export { compareRecords, type RegressionCheck, type ScoreRecord, scoreRecord } from "./score_record.ts";
export { scoreSlices, type SliceOptions, type SliceScore, type SliceScores } from "./score_slices.ts";
export {
  type PerturbationEffect,
  type PerturbationOptions,
  type PerturbedScores,
  scoreUnderPerturbation,
} from "./score_under_perturbation.ts";
export { type SemanticOptions, semanticSimilarity } from "./semantic_similarity.ts";
export { subsetAccuracy } from "./subset_accuracy.ts";
export { symmetricPercentageError } from "./symmetric_percentage_error.ts";
export { checkAnswers, type SystemAnswers } from "./system_answers.ts";
export {
  type TemporalChange,
  type TemporalConsistency,
  temporalConsistency,
  type TemporalOptions,
  type TemporalPeriod,
  type TemporalRun,
} from "./temporal_consistency.ts";
export { TEXT_METRICS, type TextMetric } from "./text_metrics.ts";
export { tokenF1, tokenF1Score } from "./token_f1.ts";
export { topKAccuracy } from "./top_k_accuracy.ts";
export {
  type TerOptions,
  translationEditRate,
  translationEditRatePool,
  translationEditRateScore,
} from "./translation_edit_rate.ts";
export { type Validity, validity } from "./validity.ts";
export { wordErrorRate, wordErrorRatePool, wordErrorRateScore } from "./word_error_rate.ts";
