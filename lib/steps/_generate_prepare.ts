import { isMap } from "../core/is_map.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What a step works on when it does not say: the response of the step before it, put into a field. */
export interface FromPrevious {
  /** The field. */
  readonly field: "prompt" | "test_data";
  /** Any of these says what the step works on. */
  readonly unless: readonly string[];
}

const PREVIOUS = "{{ previous_response }}";

/**
 * Names what the planner shall look up: the steps whose responses stand in prompts, and the step before, where nothing else
 * says what a step works on.
 *
 * @param fields the step's fields as they are written
 * @param previous see {@linkcode FromPrevious}
 * @returns the fields
 */
export function prepareFields(fields: Fields, previous?: FromPrevious): Record<string, unknown> {
  const isOpen = previous !== undefined &&
    [previous.field, ...previous.unless].every((name) => fields[name] === undefined);
  const prompt = isOpen && previous.field === "prompt" ? [{ type: "previous_response" }] : fields.prompt;
  return {
    ...fields,
    ...(isOpen && previous.field === "test_data" ? { test_data: PREVIOUS } : {}),
    ...(prompt === undefined ? {} : { prompt: withResponses(prompt) }),
    ...(Array.isArray(fields.tasks) ? { tasks: fields.tasks.map(withPrompt) } : {}),
  };
}

function withPrompt(task: unknown): unknown {
  return isMap(task) && task.prompt !== undefined ? { ...task, prompt: withResponses(task.prompt) } : task;
}

function withResponses(prompt: unknown): unknown {
  if (!Array.isArray(prompt)) return prompt;
  return prompt.map((part) => {
    if (!isMap(part) || part.type !== "previous_response" || part.content !== undefined) return part;
    return { ...part, content: typeof part.step === "string" ? `{{ steps['${part.step}'] }}` : PREVIOUS };
  });
}
