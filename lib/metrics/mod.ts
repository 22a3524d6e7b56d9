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
export type { ItemScore, ItemScores, ScoreOptions, TextReference } from "./_item_scores.ts";
export type { Normalisation } from "./_normalise_answer.ts";
export type { Ranking, Relevance } from "./_rankings.ts";
export type { NumberStyle } from "./_read_number.ts";
export type { EstimateOptions } from "./_score_estimate.ts";
export { accuracy } from "./accuracy.ts";
export { averagePrecision } from "./average_precision.ts";
export { balancedAccuracy } from "./balanced_accuracy.ts";
export { bleu, type BleuOptions, bleuScore, type BleuSmoothing } from "./bleu.ts";
export { type Calibration, calibration, type ReliabilityBin } from "./calibration.ts";
export { characterErrorRate, characterErrorRateScore } from "./character_error_rate.ts";
export { chrf, type ChrfOptions, chrfScore } from "./chrf.ts";
export {
  type ClassificationOptions,
  type ClassificationReport,
  classificationReport,
  type ClassRow,
} from "./classification_report.ts";
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
export { editDistance, type EditKind } from "./edit_distance.ts";
export { editSimilarity, editSimilarityScore } from "./edit_similarity.ts";
export {
  checkMetrics,
  evaluate,
  type EvaluateOptions,
  type Evaluation,
  METRIC_NAMES,
  type SystemAnswers,
} from "./evaluate.ts";
export { exactMatch, exactMatchScore } from "./exact_match.ts";
export { explainedVariance } from "./explained_variance.ts";
export { f1Score } from "./f1_score.ts";
export { fBeta, type FBetaOptions } from "./f_beta.ts";
export { gleu, gleuScore } from "./gleu.ts";
export { type JsonOptions, type JsonScores, jsonValidity, jsonValidityScore } from "./json_validity.ts";
export { logLoss } from "./log_loss.ts";
export { matthews } from "./matthews.ts";
export { meanAbsoluteError } from "./mean_absolute_error.ts";
export { meanAbsolutePercentageError } from "./mean_absolute_percentage_error.ts";
export { meanAveragePrecision } from "./mean_average_precision.ts";
export { meanReciprocalRank } from "./mean_reciprocal_rank.ts";
export { meanSquaredError } from "./mean_squared_error.ts";
export { meteor, type MeteorOptions, meteorScore } from "./meteor.ts";
export { normalisedDiscountedGain } from "./normalised_discounted_gain.ts";
export { numericMatch, numericMatchScore, type NumericOptions } from "./numeric_match.ts";
export { passAtK } from "./pass_at_k.ts";
export { passHatK } from "./pass_hat_k.ts";
export { patternMatch, patternMatchScore } from "./pattern_match.ts";
export { pinballLoss } from "./pinball_loss.ts";
export { porterStem, type PorterVariant } from "./porter_stem.ts";
export { precision } from "./precision.ts";
export { precisionAtK } from "./precision_at_k.ts";
export { rSquared } from "./r_squared.ts";
export { type Rank, rankSystems } from "./rank_systems.ts";
export { recall } from "./recall.ts";
export { recallAtK } from "./recall_at_k.ts";
export { rocAuc, rocAucDifference } from "./roc_auc.ts";
export { rocAucMulticlass, type RocAucOptions } from "./roc_auc_multiclass.ts";
export { rootMeanSquaredError } from "./root_mean_squared_error.ts";
export { rouge, type RougeKind, type RougeOptions, rougeScore } from "./rouge.ts";
export { symmetricPercentageError } from "./symmetric_percentage_error.ts";
export { tokenF1, tokenF1Score } from "./token_f1.ts";
export { topKAccuracy } from "./top_k_accuracy.ts";
export { type TerOptions, translationEditRate, translationEditRateScore } from "./translation_edit_rate.ts";
export { wordErrorRate, wordErrorRateScore } from "./word_error_rate.ts";
