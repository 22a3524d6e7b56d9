import type { Estimate } from "../stats/estimate.ts";

/** What an interval says about a limit. */
export interface LimitVerdict {
  /** "pass" where the whole interval keeps the limit, "fail" where none of it does, otherwise "inconclusive". */
  readonly verdict: "pass" | "fail" | "inconclusive";
  /** The limit. */
  readonly limit: number;
  /** What decided, or why nothing could. */
  readonly reason: string;
  /** Where inconclusive: about how many more items would decide if the value stays; null when that cannot be told. */
  readonly moreItems: number | null;
}

/** Whether a quantity is at most a limit, by its interval. */
export function judgeAtMost(estimate: Estimate, limit: number): LimitVerdict {
  return judge(estimate, limit, { holds: (value) => value <= limit, wanted: "at most" });
}

/** Whether a quantity is at least a limit, by its interval. */
export function judgeAtLeast(estimate: Estimate, limit: number): LimitVerdict {
  return judge(estimate, limit, { holds: (value) => value >= limit, wanted: "at least" });
}

function judge(
  { value, low, high, n, reason }: Estimate,
  limit: number,
  { holds, wanted }: { holds: (value: number) => boolean; wanted: string },
): LimitVerdict {
  if (value === null || low === null || high === null) {
    return { verdict: "inconclusive", limit, reason: reason ?? "it has no interval", moreItems: null };
  }
  if (holds(low) && holds(high)) {
    return { verdict: "pass", limit, reason: `the whole interval is ${wanted} ${limit}`, moreItems: null };
  }
  if (!holds(low) && !holds(high)) {
    return { verdict: "fail", limit, reason: `no part of the interval is ${wanted} ${limit}`, moreItems: null };
  }
  return {
    verdict: "inconclusive",
    limit,
    reason: `the interval spans ${limit}`,
    moreItems: more({ value, low, high, n }, limit),
  };
}

/** Widths of intervals go with 1/√n. */
function more({ value, low, high, n }: { value: number; low: number; high: number; n: number }, limit: number) {
  const distance = Math.abs(value - limit);
  if (distance === 0) return null;
  const arm = value > limit ? value - low : high - value;
  const needed = Math.ceil(n * (arm / distance) ** 2) - n;
  return Number.isFinite(needed) ? Math.max(1, needed) : null;
}
