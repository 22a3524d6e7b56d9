import { AssayError } from "../core/assay_error.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import type { Running } from "./_run_step.ts";

/** How our own complaints begin; the runtime's "Cannot read properties of …" has no colon. */
const OURS = /^Cannot [^:]+: /;

/** Errors that have their place already: those of steps inside of steps. */
const PLACED = new WeakSet<object>();

/** The error of a step that was stopped from outside: by the user, or by the limit of time. */
export function interrupted(step: PlannedStep, error: unknown, { deadline }: Running): unknown {
  if (error instanceof AssayError && (error.code === "over_limit" || error.code === "interrupted")) return error;
  if (deadline?.aborted) return new AssayError(String(deadline.reason), { code: "over_limit", cause: error });
  const title = `Interrupted in step "${step.name}"; what an earlier run wrote is as it was`;
  return new AssayError(title, { code: "interrupted", cause: error });
}

/** Whether an error may be passed over at all: not an interrupt, not a limit, not a fault of the program. */
export function mayHeal(error: unknown): boolean {
  if (isAboutInput(error)) return true;
  return error instanceof AssayError && error.code !== "interrupted" && error.code !== "over_limit";
}

/** Problems of the input get the step's place; anything else is a fault of the program and goes up as it is. */
export function placed(step: PlannedStep, error: unknown, path: string): unknown {
  // The place in the file does not tell which iteration it was.
  const place = path.includes("[") ? `${step.place} (${path})` : step.place;
  if (error instanceof AssayError) {
    if (PLACED.has(error)) return error;
    const { code, title, problems } = error;
    return marked(new AssayError(`${place}: ${title}`, { code, problems, cause: error }));
  }
  return isAboutInput(error) ? marked(new AssayError(`${place}: ${error.message}`, { cause: error })) : error;
}

/** Whether an error of the language itself is about what the user gave. */
export function isAboutInput(error: unknown): error is Error {
  return (error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError) &&
    OURS.test(error.message);
}

function marked(error: AssayError): AssayError {
  PLACED.add(error);
  return error;
}
