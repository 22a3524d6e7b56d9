/**
 * Models: whatever labels a text or answers a prompt, behind one small interface.
 *
 * @module
 */
export { fitMajority } from "./majority.ts";
export type { Classifier, ClassifierOutput, Fit, Message, Model, ModelRequest, ModelResponse } from "./model.ts";
export { fitNaiveBayes } from "./naive_bayes.ts";
export { openNearest } from "./nearest.ts";
export { checkModel, MODEL_IDS, type OpenedModel, openModel } from "./open_model.ts";
