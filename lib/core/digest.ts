import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical_json.ts";

/**
 * The SHA-256 of bytes or of a text's UTF-8 bytes.
 *
 * @param data what to digest
 * @returns 64 lower-case hexadecimal digits
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(digest("abc").slice(0, 16), "ba7816bf8f01cfea");
 * ```
 */
export function digest(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/**
 * The SHA-256 of a JSON value, independent of the order of its keys.
 *
 * @param value a JSON value
 * @returns 64 lower-case hexadecimal digits
 */
export function digestJson(value: unknown): string {
  return digest(canonicalJson(value));
}
