/**
 * The environment as far as it may be read: only to know what must never be written down.
 *
 * @returns the variables; none where the task has no permission
 */
export function environment(): Record<string, string> {
  return Deno.permissions.querySync({ name: "env" }).state === "granted" ? Deno.env.toObject() : {};
}

/**
 * A variable of the environment; one that may not be read is as good as none.
 *
 * @param name the variable
 * @returns its value, or undefined
 */
export function variable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}
