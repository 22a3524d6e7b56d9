/** What is counted by a provider's limits. */
export type RateKind = "requests" | "inputTokens" | "outputTokens" | "tokens";

/** What a provider says of one of its limits. */
export interface RateState {
  /** How much is allowed in a minute. */
  readonly limit?: number;
  /** How much is left. */
  readonly remaining?: number;
  /** In how many seconds it is whole again. */
  readonly resetSeconds?: number;
}

/** What a provider's headers say of its limits. */
export type RateHeaders = Readonly<Partial<Record<RateKind, RateState>>>;

const LONGEST_SECONDS = 86_400;

/** Where each vendor says it: the header's name for a field. */
const NAMES: readonly (readonly [kind: RateKind, name: (field: "limit" | "remaining" | "reset") => string])[] = [
  ["requests", (field) => `anthropic-ratelimit-requests-${field}`],
  ["inputTokens", (field) => `anthropic-ratelimit-input-tokens-${field}`],
  ["outputTokens", (field) => `anthropic-ratelimit-output-tokens-${field}`],
  ["tokens", (field) => `anthropic-ratelimit-tokens-${field}`],
  ["requests", (field) => `x-ratelimit-${field}-requests`],
  ["tokens", (field) => `x-ratelimit-${field}-tokens`],
];

/**
 * Reads `anthropic-ratelimit-*` and `x-ratelimit-*`. What is no number or time is passed over: headers are a hint, and a
 * proxy may write what it likes into them.
 *
 * @param headers the headers of an HTTP answer
 * @param options `now`: the time in milliseconds of the epoch
 * @returns what they say
 */
export function readRateHeaders(headers: Headers, options: { now?: number } = {}): RateHeaders {
  const { now = Date.now() } = options;
  const found: Partial<Record<RateKind, RateState>> = {};
  for (const [kind, name] of NAMES) {
    const limit = amountOf(headers.get(name("limit")));
    const remaining = amountOf(headers.get(name("remaining")));
    const resetSeconds = secondsOf(headers.get(name("reset")), now);
    if (limit === undefined && remaining === undefined) continue;
    found[kind] = {
      ...(limit === undefined ? {} : { limit }),
      ...(remaining === undefined ? {} : { remaining }),
      ...(resetSeconds === undefined ? {} : { resetSeconds }),
    };
  }
  return found;
}

/**
 * Reads `retry-after-ms`, and `retry-after` as seconds or as a date.
 *
 * @param headers the headers of an HTTP answer
 * @param options `now`: the time in milliseconds of the epoch
 * @returns seconds, 0 to 86,400, or undefined where they do not say
 */
export function retryAfterOf(headers: Headers, options: { now?: number } = {}): number | undefined {
  const { now = Date.now() } = options;
  const milliseconds = amountOf(headers.get("retry-after-ms"));
  if (milliseconds !== undefined) return Math.min(milliseconds / 1000, LONGEST_SECONDS);
  return secondsOf(headers.get("retry-after"), now);
}

function amountOf(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}(\.\d{1,9})?$/.test(text.trim()) ? Number(text) : undefined;
}

/** Seconds from a number, a duration such as "1m30.5s", "12ms" or "1h2m3s", or a date. */
function secondsOf(text: string | null, now: number): number | undefined {
  if (text === null || text.length > 100) return undefined;
  const number = amountOf(text);
  const seconds = number ?? durationOf(text.trim()) ?? (Date.parse(text) - now) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.min(Math.max(seconds, 0), LONGEST_SECONDS);
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

function durationOf(text: string): number | undefined {
  if (!/^(\d{1,9}(\.\d{1,9})?(ms|[dhms]))+$/.test(text)) return undefined;
  return Array.from(text.matchAll(/([\d.]+)(ms|[dhms])/g), ([, amount, unit]) => Number(amount) * UNITS[unit])
    .reduce((sum, seconds) => sum + seconds, 0);
}
