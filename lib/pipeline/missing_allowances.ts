import { isMap } from "../core/is_map.ts";
import { Block } from "./block.ts";
import type { PlannedStep } from "./plan_workflow.ts";

/**
 * What the steps of a plan need that the user has not allowed, so that a run can be refused before it has cost anything.
 *
 * Steps that may never run are passed over: those with a condition, and those that stand in such a step, in a case or in a fallback.
 * They are refused when their turn comes.
 *
 * @param steps the steps of a plan
 * @param allowed what was allowed: "command:git", "command:*"
 * @returns one line for each step and allowance, with the step's place and the flag
 */
export function missingAllowances(steps: readonly PlannedStep[], allowed: readonly string[]): string[] {
  return steps.filter(({ condition }) => condition === null).flatMap((step) => [
    ...step.allowances.filter((one) => !isAllowance(one, allowed)).map((one) => `${step.place} needs ${flagOf(one)}`),
    ...certainBlocks(step).flatMap((block) => missingAllowances(block.steps, allowed)),
  ]);
}

/**
 * The flag that gives an allowance.
 *
 * @param allowance such as "command:git"
 * @returns such as "--allow-command git"
 */
export function flagOf(allowance: string): string {
  const at = allowance.indexOf(":");
  return `--allow-${allowance.slice(0, at)} ${allowance.slice(at + 1)}`;
}

/**
 * Whether an allowance was given: by itself, or with all of its kind.
 *
 * @param allowance such as "command:git"
 * @param allowed what was allowed: "command:git", "command:*"
 * @returns true if it was
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isAllowance("command:git", ["command:*"]), true);
 * ```
 */
export function isAllowance(allowance: string, allowed: readonly string[]): boolean {
  return allowed.includes(allowance) || allowed.includes(`${allowance.slice(0, allowance.indexOf(":"))}:*`);
}

/** The bodies of loops, and the pipeline that a step runs. */
function certainBlocks({ options, type }: PlannedStep): Block[] {
  if (!isMap(options)) return [];
  const loops = (type.blocks?.(options) ?? []).filter(({ iterator }) => iterator !== undefined);
  const bodies = loops.map(({ at }) => at.reduce<unknown>((part, key) => isMap(part) ? part[key] : undefined, options));
  const nested = type.nested === undefined ? [] : [options.pipeline];
  return [...bodies, ...nested].filter((block) => block instanceof Block);
}
