import { AssayError } from "../core/assay_error.ts";

/**
 * A failure of a model, as a provider would report it: retries and fallbacks of a pipeline apply to it.
 *
 * @param problem what the provider says: "rate limited"
 * @returns the error, for the script of a {@linkcode scriptedModel}
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(failure("rate limited").code, "provider_failed");
 * ```
 */
export function failure(problem = "503 overloaded"): AssayError {
  return new AssayError("Cannot reach the model", { code: "provider_failed", problems: [problem] });
}
