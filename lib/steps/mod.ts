/**
 * Steps: one YAML step type a file, each a call into the rooms below.
 *
 * @module
 */
import type { Registry } from "../pipeline/step_type.ts";
import { chartsStep } from "./charts.ts";
import { compareStep } from "./compare.ts";
import { dataTransformStep } from "./data_transform.ts";
import { evalGateStep } from "./eval_gate.ts";
import { evaluateStep } from "./evaluate.ts";
import { loadStep } from "./load.ts";
import { modelCardStep } from "./model_card.ts";
import { predictStep } from "./predict.ts";
import { reportStep } from "./report.ts";
import { splitStep } from "./split.ts";
import { validateStep } from "./validate.ts";

/** Every step type by its YAML name. */
export const STEP_TYPES: Registry = {
  charts: chartsStep,
  compare: compareStep,
  data_transform: dataTransformStep,
  eval_gate: evalGateStep,
  evaluate: evaluateStep,
  load: loadStep,
  model_card: modelCardStep,
  predict: predictStep,
  report: reportStep,
  split: splitStep,
  validate: validateStep,
};
