import { AssertionError } from "@std/assert";

/** Asserts that a number is within a relative distance of the expected one; null means that the oracle has no such number. */
export function agree(found: number | null, expected: number | null, allowed: number, where: string): void {
  if (expected === null || found === expected) return;
  if (found === null) throw new AssertionError(`${where}: null is not ${expected}`);
  const off = expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
  if (!(off <= allowed)) throw new AssertionError(`${where}: ${found} is not ${expected}, off by ${off}`);
}
