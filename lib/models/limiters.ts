import { type RateLimiter, rateLimiter, type RateLimiterOptions, type RateLimits } from "./rate_limiter.ts";

/** The limiters of a process, one a model. */
export interface Limiters {
  /** The limiter of a model; the same for everyone who asks for it. */
  limiterOf(id: string): RateLimiter;
}

/** Options of {@linkcode limiters}. */
export interface LimitersOptions extends RateLimiterOptions {
  /** Limits by the model's id. */
  readonly limits?: Readonly<Record<string, RateLimits>>;
  /** The limits of models that are not among them. */
  readonly others?: RateLimits;
}

/**
 * Keeps one limiter a model, so that everything in a process keeps a limit together. Make one such object for a run, and hand
 * it to whatever opens models.
 *
 * @param options see {@linkcode LimitersOptions}
 * @returns the limiters
 * @throws {RangeError} for limits out of range
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const shared = limiters({ limits: { "anthropic/claude-sonnet-5-5": { requestsPerMinute: 50 } } });
 * assertEquals(shared.limiterOf("openai/x"), shared.limiterOf("openai/x"));
 * ```
 */
export function limiters(options: LimitersOptions = {}): Limiters {
  const { limits = {}, others = {}, ...clock } = options;
  // Not at the first request, which may be hours away.
  for (const one of [...Object.values(limits), others]) rateLimiter(one);
  const open = new Map<string, RateLimiter>();
  return {
    limiterOf(id) {
      const known = open.get(id);
      if (known !== undefined) return known;
      const limiter = rateLimiter(Object.hasOwn(limits, id) ? limits[id] : others, clock);
      open.set(id, limiter);
      return limiter;
    },
  };
}
