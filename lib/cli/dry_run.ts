import { canonicalJson } from "../core/canonical_json.ts";
import { visible } from "../core/escape.ts";
import type { Plan } from "../pipeline/plan_workflow.ts";
import { ASSUMPTIONS, estimate, type RunEstimate } from "./estimate.ts";
import { EXIT_CODES } from "./exit_codes.ts";

const MOST_SHOWN = 3;

/**
 * Renders the prompts of a run without asking any model, and says what it would use up.
 *
 * @param plan the plan
 * @param options `workspace`: the folder of the cache; `json`: print all prompts as JSON
 * @returns the exit code
 */
export async function dryRun(
  plan: Plan,
  options: { workspace: string; json?: boolean; models?: string },
): Promise<number> {
  const made = await estimate(plan, options);
  if (options.json) console.log(canonicalJson(made, 2));
  else console.log([...promptLines(made), estimateText(made)].join("\n"));
  return EXIT_CODES.ok;
}

function promptLines({ prompts }: RunEstimate): string[] {
  const shown = prompts.slice(0, MOST_SHOWN).flatMap(({ model, request }, i) => [
    `── prompt ${i + 1} of ${prompts.length}, to ${model} ──`,
    ...(request.system === undefined ? [] : [visible(request.system), "──"]),
    ...request.messages.map(({ content }) => visible(content)),
    "",
  ]);
  const left = prompts.length - MOST_SHOWN;
  return left > 0 ? [...shown, `${left} more prompts; --json prints them`, ""] : shown;
}

/**
 * An estimate for a terminal.
 *
 * @param estimate the estimate
 * @returns lines without a final line break
 */
export function estimateText({ models, cached, missingCredentials, unknown }: RunEstimate): string {
  const asked = models.map(({ model, calls, inputTokens, outputTokens, cost }) => {
    const price = cost === null ? "its price is not known" : `at most $${cost.toFixed(cost < 0.01 ? 6 : 2)}`;
    return `  ${model}: ${calls} calls, about ${inputTokens} tokens in, at most ${outputTokens} out, ${price}`;
  });
  const kept = Object.entries(cached).map(([step, count]) => `  ${step}: ${count} answers are in the cache`);
  const missing = missingCredentials.map(({ model, variable }) => `  ${model} needs ${variable}, which is not set`);
  const open = unknown.map(({ step, reason }) => `  ${step}: ${visible(reason).split("\n")[0]}`);
  return [
    ...(asked.length === 0 ? ["No model would be asked."] : ["Would be asked:", ...asked]),
    ...(kept.length === 0 ? [] : ["Known already:", ...kept]),
    ...(missing.length === 0 ? [] : ["Missing:", ...missing]),
    ...(open.length === 0 ? [] : ["Not known before the run:", ...open]),
    ...(asked.length === 0 ? [] : [`Assumed: ${ASSUMPTIONS}.`]),
  ].join("\n");
}
