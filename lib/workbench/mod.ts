/**
 * The verbs that notebooks and pipeline steps share: frames in, results out that a notebook shows richly.
 *
 * @module
 */
export { compare } from "./compare.ts";
export { describeDataset } from "./describe_dataset.ts";
export { evaluate, evaluateEach } from "./evaluate.ts";
export {
  type ModelSystem,
  predict,
  type Predictions,
  type PredictOptions,
  type RecordedSystem,
  type System,
  type SystemRecord,
} from "./predict.ts";
