import { assert } from "@std/assert";

/** Asserts that a number is within a relative distance of the expected one; null means that the oracle has no such number. */
export function agree(found: number | null, expected: number | null, allowed: number, where: string): void {
  if (expected === null) return;
  assert(found !== null && !Number.isNaN(found), `${where}: ${found} is not ${expected}`);
  const off = expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
  assert(off <= allowed || found === expected, `${where}: ${found} is not ${expected}, off by ${off}`);
}
