import { random } from "../../lib/core/random.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import type { Drift, DriftCheck } from "../../lib/workbench/detect_drift.ts";

/** Few exchanges and resamples are enough for tests. */
export const FAST = { permutations: 199, resamples: 200 };

/** Numbers between 0 and 1. */
export function uniforms(seed: number): () => number {
  const source = random(seed);
  return () => (source() + 0.5) / 2 ** 32;
}

/** Normal numbers of mean 0 and variance 1. */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A frame with the numeric column x. */
export function numbers(n: number, value: () => number): Frame {
  return frameOf({ x: Array.from({ length: n }, value) });
}

/** Column, what was compared, and the verdict of each check. */
export function verdicts({ checks }: Drift): string[] {
  return checks.map(({ column, aspect, verdict }) => `${column}: ${aspect}: ${verdict}`);
}

/** The first check of what is compared. */
export function checkOf(drift: Drift, aspect: string): DriftCheck {
  return drift.checks.find((check) => check.aspect === aspect)!;
}
