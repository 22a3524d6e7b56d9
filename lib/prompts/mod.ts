/**
 * Prompts: templates and the examples that go into them.
 *
 * @module
 */
export { checkFewShotTemplate, FEW_SHOT_NAMES, FEW_SHOT_TEMPLATE, fewShotPrompt } from "./few_shot_prompt.ts";
export { type Example, selectExamples } from "./select_examples.ts";
