import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { AnswerError } from "../workbench/answer_error.ts";
import { askAll } from "../workbench/ask_all.ts";
import { degradedAnswer, FALLBACKS, keepAnswer } from "./_generate_degrade.ts";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT } from "./_generate_fields.ts";
import { SCENARIOS } from "./_generate_perturb.ts";
import { literalPart, readyPrompt } from "./_generate_prompt.ts";
import { answerOutputs, readerOf, runAsk, taskOf, toolsOf, usageOutput } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { repeats: _, input: __, column: ___, session: ____, batch: _____, ...fields } = ASK_FIELDS;

/**
 * Asks Claude and says what is to be done when no answer comes: a degraded answer is put out as degraded, never as a success.
 * With `error_scenarios` the prompt is also asked in perturbed forms. Retries are the step's `retry`.
 */
export const claudeRobustStep = modelStep({
  summary: "Ask Claude with a fallback for failures, and try the prompt in perturbed forms.",
  schema: z.strictObject({
    ...fields,
    prompt: PROMPT,
    fallback_action: z.enum(FALLBACKS).default("graceful_degradation"),
    fallback_response: z.string().min(1).optional(),
    error_scenarios: z.array(z.enum(Object.keys(SCENARIOS) as [keyof typeof SCENARIOS])).max(3).default([]),
    seed: z.int().min(0).default(DEFAULT_SEED),
  }),
  outputs: { ...ASK_OUTPUTS, degraded: "value", scenarios: "value", robustness_metadata: "value" },
  model: "sonnet",
  previous: { field: "prompt", unless: [] },
  preset: "production",
  async run(step, context) {
    const { fallback_action: action, error_scenarios: names, seed, ...rest } = step;
    const all = { ...rest, repeats: 1, column: "answer" };
    const text = (await readyPrompt(step.prompt, { folder: context.folder, out: context.out, hasRows: false })).fill(
      {},
    );
    const errors: string[] = [];
    let outputs: Record<string, unknown>;
    let degraded = false;
    try {
      outputs = await runAsk({ ...all, prompt: [literalPart(text)] }, context);
      keepAnswer(context.cache, text, String(outputs.text));
    } catch (error) {
      const canFallBack = error instanceof AssayError && error.code === "provider_failed" && action !== "fail";
      // While the engine has attempts left, the failure is its business.
      if (!canFallBack || !context.isLastAttempt) throw error;
      errors.push(error.message.slice(0, 500));
      const answer = await degradedAnswer(text, { action, fields: all, context, response: step.fallback_response });
      degraded = true;
      const failure = error instanceof AnswerError ? error.failure : "infrastructure";
      const nothing = answerOutputs([{ answer: null, failure, reason: errors[0], error }], all);
      outputs = { ...nothing, text: answer.text, model: answer.model, usage: answer.usage };
    }
    const scenarios = await askAll(
      names.map((name) => ({ ...taskOf(all, SCENARIOS[name](text, seed)), read: readerOf(all) })),
      { ...toolsOf(context), maxConcurrency: step.max_concurrency },
    );
    const usages = scenarios.flatMap(({ answer }) => answer === null ? [] : [answer.usage]);
    return {
      ...outputs,
      usage: added(outputs.usage as Record<string, number>, usageOutput(usages)),
      degraded,
      scenarios: Object.fromEntries(
        names.map((name, i) => [name, scenarioOf(scenarios[i], SCENARIOS[name](text, seed))]),
      ),
      robustness_metadata: {
        fallback_action: degraded ? action : null,
        error_history: errors,
        recovery_successful: !degraded,
        scenarios_passed: scenarios.filter(({ answer }) => answer !== null).length,
        scenarios_total: scenarios.length,
      },
    };
  },
});

function scenarioOf(asked: Awaited<ReturnType<typeof askAll>>[number], prompt: string): Record<string, unknown> {
  const length = prompt.length;
  if (asked.answer === null) {
    const { failure, reason } = asked;
    return { success: false, text: null, json: null, failure, reason, prompt_length: length };
  }
  const { text, json } = asked.answer;
  return { success: true, text, json, failure: null, reason: null, prompt_length: length };
}

function added(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(a).map(([name, value]) => [name, value + b[name]]));
}
