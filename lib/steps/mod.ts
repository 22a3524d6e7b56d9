/**
 * Steps: one YAML step type a file, each a call into the rooms below.
 *
 * @module
 */
import type { Registry } from "../pipeline/step_type.ts";
import { breakStep } from "./break.ts";
import { chartsStep } from "./charts.ts";
import { checkpointStep } from "./checkpoint.ts";
import { claudeStep } from "./claude.ts";
import { claudeBatchStep } from "./claude_batch.ts";
import { claudeExtractStep } from "./claude_extract.ts";
import { claudeRobustStep } from "./claude_robust.ts";
import { claudeSessionStep } from "./claude_session.ts";
import { claudeSmartStep } from "./claude_smart.ts";
import { commandStep } from "./command.ts";
import { compareStep } from "./compare.ts";
import { continueStep } from "./continue.ts";
import { dataTransformStep } from "./data_transform.ts";
import { driftStep } from "./drift.ts";
import { evalGateStep } from "./eval_gate.ts";
import { evaluateStep } from "./evaluate.ts";
import { fileOpsStep } from "./file_ops.ts";
import { forLoopStep } from "./for_loop.ts";
import { geminiStep } from "./gemini.ts";
import { geminiInstructorStep } from "./gemini_instructor.ts";
import { generateStep } from "./generate.ts";
import { judgeStep } from "./judge.ts";
import { loadStep } from "./load.ts";
import { modelCardStep } from "./model_card.ts";
import { parallelClaudeStep } from "./parallel_claude.ts";
import { pipelineStep } from "./pipeline.ts";
import { powerStep } from "./power.ts";
import { predictStep } from "./predict.ts";
import { reportStep } from "./report.ts";
import { setVariableStep } from "./set_variable.ts";
import { splitStep } from "./split.ts";
import { statisticsStep } from "./statistics.ts";
import { switchStep } from "./switch.ts";
import { validateStep } from "./validate.ts";
import { whileLoopStep } from "./while_loop.ts";

/** Every step type by its YAML name. */
export const STEP_TYPES: Registry = {
  break: breakStep,
  charts: chartsStep,
  checkpoint: checkpointStep,
  claude: claudeStep,
  claude_batch: claudeBatchStep,
  claude_extract: claudeExtractStep,
  claude_robust: claudeRobustStep,
  claude_session: claudeSessionStep,
  claude_smart: claudeSmartStep,
  command: commandStep,
  compare: compareStep,
  continue: continueStep,
  data_transform: dataTransformStep,
  drift: driftStep,
  eval_gate: evalGateStep,
  evaluate: evaluateStep,
  file_ops: fileOpsStep,
  for_loop: forLoopStep,
  gemini: geminiStep,
  gemini_instructor: geminiInstructorStep,
  generate: generateStep,
  judge: judgeStep,
  load: loadStep,
  model_card: modelCardStep,
  parallel_claude: parallelClaudeStep,
  pipeline: pipelineStep,
  power: powerStep,
  predict: predictStep,
  report: reportStep,
  set_variable: setVariableStep,
  split: splitStep,
  statistics: statisticsStep,
  switch: switchStep,
  validate: validateStep,
  while_loop: whileLoopStep,
};
