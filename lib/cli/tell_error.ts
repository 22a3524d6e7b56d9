import { AssayError } from "../core/assay_error.ts";
import { maskSecrets, secretsIn } from "../core/mask_secrets.ts";
import { environment } from "./environment.ts";
import { exitCodeOfError } from "./exit_codes.ts";

/**
 * Tells an error that ends a command, on standard error and without secrets.
 *
 * @param error what was thrown
 * @returns the exit code
 */
export function tellError(error: unknown): number {
  if (error instanceof AssayError) console.error(`error: ${maskSecrets(error.message, secretsIn(environment()))}`);
  else console.error("This is a fault of the program, please report it:\n", error);
  return exitCodeOfError(error);
}
