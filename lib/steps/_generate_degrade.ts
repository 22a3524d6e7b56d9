import { digestJson } from "../core/digest.ts";
import type { Store } from "../core/store.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import { askAll } from "../workbench/ask_all.ts";
import { type SettledQuestion, taskOf, toolsOf, usageOutput } from "./_generate_run.ts";

/** What may be done when no answer comes. */
export const FALLBACKS = [
  "graceful_degradation",
  "use_cached_response",
  "simplified_prompt",
  "emergency_response",
  "mock_response",
  "skip",
  "fail",
] as const;

/** What stands in for an answer. */
export interface DegradedAnswer {
  /** Its text; null where there is none. */
  readonly text: string | null;
  /** The model that gave it, if one did. */
  readonly model: string | null;
  /** What it took. */
  readonly usage: Record<string, number>;
}

const STAND_IN = "The model gave no answer. This text stands in its place.";
const SIMPLE_LENGTH = 2000;

/** Keeps a good answer, so that it can stand in when the same prompt fails one day, whatever the model. */
export function keepAnswer(store: Store | undefined, prompt: string, text: string): void {
  store?.put(keyOf(prompt), text);
}

/** What stands in for an answer that did not come. */
export async function degradedAnswer(
  prompt: string,
  options: {
    action: (typeof FALLBACKS)[number];
    fields: SettledQuestion;
    context: StepContext;
    response?: string;
  },
): Promise<DegradedAnswer> {
  const { action, fields, context, response = STAND_IN } = options;
  const nothing = { model: null, usage: usageOutput([]) };
  if (action === "skip") return { text: null, ...nothing };
  if (action === "use_cached_response") return { text: context.cache?.get(keyOf(prompt)) ?? response, ...nothing };
  if (action !== "simplified_prompt") return { text: response, ...nothing };
  const simple = `${prompt.slice(0, SIMPLE_LENGTH)}\n\nAnswer briefly.`;
  const { system: _, output_schema: __, output_format: ___, ...plain } = fields;
  const [{ answer }] = await askAll([taskOf(plain, simple)], toolsOf(context));
  if (answer === null) return { text: response, ...nothing };
  return { text: answer.text, model: answer.model, usage: usageOutput([answer.usage]) };
}

function keyOf(prompt: string): string {
  return digestJson({ kind: "last good answer", version: 1, prompt });
}
