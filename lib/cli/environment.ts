/**
 * The environment as far as it may be read: only to know what must never be written down.
 *
 * @returns the variables; none where the task has no permission
 */
export function environment(): Record<string, string> {
  return Deno.permissions.querySync({ name: "env" }).state === "granted" ? Deno.env.toObject() : {};
}
