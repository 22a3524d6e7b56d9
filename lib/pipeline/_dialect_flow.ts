import type { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain, keysText } from "./_dialect_fields.ts";
import { jsonSchemaOf } from "./_dialect_schema.ts";

const ALIASES: Aliases = {
  needs: ["depends_on", "dependsOn", "after", "requires"],
  output_to_file: ["output_file"],
};
const RETRY_ALIASES: Aliases = { backoff: ["backoff_strategy"], retry_on: ["retry_conditions"] };
const RETRIES_WHEN_ASKED = 3;
/** Documents write `300` for five minutes where the code of the same field takes milliseconds. */
const FIRST_MILLISECONDS = 1000;

/**
 * Normalises what says when a step runs, how long, how often, and what becomes of its result.
 *
 * @param draft the step, or a task of it
 */
export function normaliseFlow(draft: Draft): void {
  draft.rename(ALIASES);
  normaliseTimes(draft);
  normaliseFailure(draft);
  normaliseRetry(draft);
  normaliseSchema(draft);
}

/**
 * Joins the conditions of a step: all of them must hold.
 *
 * @param draft the step
 */
export function normaliseCondition(draft: Draft): void {
  const names = ["condition", "when", "if"].filter((name) => draft.fields.has(name));
  if (names.length === 0 || (names.length === 1 && names[0] === "condition")) return;
  const fields = names.map((name) => draft.take(name)!);
  const all = fields.flatMap(({ value }) => value as unknown[]);
  const distinct = all.filter((one, i) => typeof one !== "string" || all.indexOf(one) === i);
  const value = fields.length === 1 ? fields[0].value : distinct.length === 1 ? distinct[0] : distinct;
  draft.offer("condition", { value, from: fields[0].from });
}

/**
 * A time in seconds: from 1000 on a bare number means milliseconds.
 *
 * @param value what was written
 * @returns seconds, undefined where it is no number
 */
export function secondsOf(value: unknown): number | undefined {
  if (typeof value !== "number") return undefined;
  return value >= FIRST_MILLISECONDS ? value / 1000 : value;
}

function normaliseTimes(draft: Draft): void {
  draft.convert("timeout_ms", "timeout_seconds", milliseconds);
  draft.convert("timeout", "timeout_seconds", secondsOf);
}

function normaliseFailure(draft: Draft): void {
  draft.convert("continue_on_error", "on_error", (value) => {
    return value === true ? "continue" : value === false ? "fail" : undefined;
  });
}

function normaliseRetry(draft: Draft): void {
  draft.merge("retry", ["retry", "retry_config"], (part) => {
    part.rename(RETRY_ALIASES);
    part.convert("max_retries", "max_attempts", (value) => typeof value === "number" ? value + 1 : undefined);
    for (const name of ["base_delay", "max_delay"]) part.convert(`${name}_ms`, `${name}_seconds`, milliseconds);
    const action = part.take("fallback_action");
    if (action !== undefined) draft.offer("fallback_action", action);
  });
  draft.change("fallback_action", (value) => value === "cached_response" ? "use_cached_response" : undefined);
  const asked = draft.get("retry_on_error");
  if (typeof asked !== "boolean") return;
  const { from } = draft.take("retry_on_error")!;
  const retry = draft.fields.get("retry");
  if (asked && retry !== undefined) return;
  const attempts = asked ? RETRIES_WHEN_ASKED : 1;
  if (isPlain(retry?.value) && retry.value.max_attempts === attempts) return;
  const part = draft.part();
  part.offer("max_attempts", { value: attempts, from });
  if (retry === undefined) draft.settle("retry", part);
  else draft.problem('"retry_on_error" and "retry" contradict each other, write only one', from ?? []);
}

function normaliseSchema(draft: Draft): void {
  const field = draft.fields.get("output_schema");
  if (field === undefined) return;
  const from = field.from ?? [];
  const value = jsonSchemaOf(field.value, (text, at) => {
    draft.problem(`field "${keysText([...from, ...at])}" ${text}`, [...from, ...at]);
  });
  draft.fields.set("output_schema", { ...field, value });
}

function milliseconds(value: unknown): number | undefined {
  return typeof value === "number" ? value / 1000 : undefined;
}
