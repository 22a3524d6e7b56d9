import { z } from "zod";

/** What a run may use up; null means without limit. */
export interface Limits {
  /** US dollars for the whole run. */
  readonly maxCost: number | null;
  /** US dollars for each step. */
  readonly maxCostPerStep: number | null;
  /** Tokens in and out, for the whole run. */
  readonly maxTokens: number | null;
  /** Seconds of one attempt at the run. */
  readonly maxSeconds: number | null;
  /** Steps that are run, those inside loops each time. */
  readonly maxSteps: number | null;
  /** Megabytes of memory of the process. */
  readonly maxMemoryMb: number | null;
  /** Whether to stop before a limit is passed, resumably, or only to say so. */
  readonly onExceed: "stop" | "continue";
}

const bound = z.number().gt(0).nullable().default(null);

/** The field `limits` of a pipeline. */
export const LIMITS: z.ZodType<Limits> = z.strictObject({
  max_cost: z.number().min(0).nullable().default(null),
  max_cost_per_step: z.number().min(0).nullable().default(null),
  max_tokens: bound,
  max_seconds: bound,
  max_steps: bound,
  max_memory_mb: bound,
  on_exceed: z.enum(["stop", "continue"]).default("stop"),
}).transform((limits) => ({
  maxCost: limits.max_cost,
  maxCostPerStep: limits.max_cost_per_step,
  maxTokens: limits.max_tokens,
  maxSeconds: limits.max_seconds,
  maxSteps: limits.max_steps,
  maxMemoryMb: limits.max_memory_mb,
  onExceed: limits.on_exceed,
}));

/** No limits at all. */
export const NO_LIMITS: Limits = {
  maxCost: null,
  maxCostPerStep: null,
  maxTokens: null,
  maxSeconds: null,
  maxSteps: null,
  maxMemoryMb: null,
  onExceed: "stop",
};
