import { parse } from "@std/yaml";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { modelIdOf } from "./model_names.ts";
import type { ListedPrice, PriceOverrides } from "./prices.ts";
import type { RateLimits } from "./rate_limiter.ts";
import type { PolicyOptions } from "./with_policy.ts";

/** What a user says of the models that are asked. */
export interface ModelSettings {
  /** Prices that count before the listed ones, by the model's id. */
  readonly prices: PriceOverrides;
  /** How much of each model may be used, by the model's id. */
  readonly limits: Readonly<Record<string, RateLimits>>;
  /** How failures are met. */
  readonly policy: Pick<PolicyOptions, "maxRetries" | "timeoutSeconds" | "totalSeconds">;
}

const MOST_BYTES = 2 ** 20;
const MOST_MODELS = 10_000;

const dollars = z.number({ error: "US dollars for a million tokens, at least 0" }).min(0).max(1_000_000);
const amount = z.int({ error: "a whole number, at least 1" }).min(1).max(1_000_000_000_000);
const seconds = z.number({ error: "seconds, above 0 and at most 86400" }).gt(0).max(86_400);
const text = z.string({ error: "a text" }).max(1000);
const PRICE = z.strictObject({
  input: dollars,
  output: dollars,
  cache_read: dollars.optional(),
  cache_write: dollars.optional(),
  batch: z.number({ error: "a share from 0 to 1" }).min(0).max(1).optional(),
  date: text.optional(),
  source: text.optional(),
}, { error: "a map with input and output" });
const LIMITS = z.strictObject({
  requests_per_minute: amount.optional(),
  input_tokens_per_minute: amount.optional(),
  output_tokens_per_minute: amount.optional(),
  max_concurrency: z.int({ error: "a whole number from 1 to 10000" }).min(1).max(10_000).optional(),
}, { error: "a map of limits" });
const POLICY = z.strictObject({
  max_retries: z.int({ error: "a whole number from 0 to 100" }).min(0).max(100).optional(),
  timeout_seconds: seconds.optional(),
  total_seconds: seconds.optional(),
}, { error: "a map" });
const FORM = z.strictObject({
  prices: z.record(z.string(), PRICE, { error: "a map" }).default({}),
  limits: z.record(z.string(), LIMITS, { error: "a map" }).default({}),
  policy: POLICY.default({}),
}, { error: "a map" });
/** The fields of each map, by how deep it lies. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "": Object.keys(FORM.shape),
  prices: Object.keys(PRICE.shape),
  limits: Object.keys(LIMITS.shape),
  policy: Object.keys(POLICY.shape),
};

/**
 * Reads what a user says of models from a YAML file: prices in US dollars for a million tokens, limits a minute, and how failures
 * are met.
 *
 *     prices:
 *       sonnet: { input: 2, output: 10, cache_read: 0.1, cache_write: 2.5, batch: 0.5 }
 *       openai/qwen3:8b: { input: 0, output: 0, source: our own server, date: 2026-11-21 }
 *     limits:
 *       sonnet: { requests_per_minute: 50, input_tokens_per_minute: 30000, output_tokens_per_minute: 8000, max_concurrency: 20 }
 *     policy: { max_retries: 8, timeout_seconds: 120, total_seconds: 900 }
 *
 * @param path the file, at most 1 MiB
 * @returns the settings, by the models' ids
 * @throws {AssayError} telling all problems at once
 */
export function readModelSettings(path: string): ModelSettings {
  const fail = (...problems: string[]) => new AssayError(`Cannot read the settings of models in ${path}`, { problems });
  const value = readYaml(path, fail);
  const read = FORM.safeParse(value);
  const problems = read.success ? [] : read.error.issues.flatMap((issue) => problemsOf(issue, value));
  const form = read.success ? read.data : FORM.parse({});
  const idsOf = (section: "prices" | "limits") => {
    const given = isMap(value) && isMap(value[section]) ? Object.keys(value[section]) : [];
    if (given.length > MOST_MODELS) throw fail(`it may hold at most ${MOST_MODELS} models, received ${given.length}`);
    return byId(given, section, problems);
  };
  const prices: Record<string, ListedPrice> = {};
  for (const [id, name] of idsOf("prices")) if (read.success) prices[id] = toPrice(form.prices[name], path);
  const limits: Record<string, RateLimits> = {};
  for (const [id, name] of idsOf("limits")) if (read.success) limits[id] = toLimits(form.limits[name]);
  if (problems.length > 0) throw fail(...problems);
  const { max_retries: maxRetries, timeout_seconds: timeoutSeconds, total_seconds: totalSeconds } = form.policy;
  return { prices, limits, policy: defined({ maxRetries, timeoutSeconds, totalSeconds }) };
}

function toPrice({ cache_read, cache_write, batch, date = "", source, ...rest }: z.output<typeof PRICE>, path: string) {
  return {
    ...rest,
    ...defined({ cacheRead: cache_read, cacheWrite: cache_write, batch }),
    date,
    source: source ?? path,
  };
}

function toLimits(limits: z.output<typeof LIMITS>): RateLimits {
  return defined({
    requestsPerMinute: limits.requests_per_minute,
    inputTokensPerMinute: limits.input_tokens_per_minute,
    outputTokensPerMinute: limits.output_tokens_per_minute,
    maxConcurrency: limits.max_concurrency,
  });
}

function defined<T extends object>(map: T): T {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined)) as T;
}

/** The names as ids; what is no model, or stands there twice, is a problem. */
function byId(names: readonly string[], section: string, problems: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of names) {
    try {
      const id = modelIdOf(name);
      if (found.has(id)) problems.push(`${section}: ${id} stands there twice, once as ${describeValue(name)}`);
      found.set(id, name);
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.push(...error.problems.map((problem) => `${section}: ${problem}`));
    }
  }
  return found;
}

function readYaml(path: string, fail: (problem: string) => AssayError): unknown {
  try {
    const { size } = Deno.statSync(path);
    if (size > MOST_BYTES) throw fail(`it may have at most ${MOST_BYTES} bytes, received ${size}`);
    // Dates stay texts.
    return parse(new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path)), { schema: "core" });
  } catch (error) {
    if (error instanceof AssayError) throw error;
    if (error instanceof Deno.errors.NotFound) throw fail("no such file");
    if (error instanceof Deno.errors.NotCapable) {
      throw fail("it lies outside of what this task may read; grant it with --allow-read");
    }
    throw fail(`it is not valid YAML: ${(error as Error).message.split("\n")[0].replace(/:$/, "")}`);
  }
}

function problemsOf(issue: z.core.$ZodIssue, value: unknown): string[] {
  const place = issue.path.map(String);
  const field = place.length === 0 ? "the file" : place.join(": ");
  if (issue.code === "unrecognized_keys") {
    const known = FIELDS[place[0] ?? ""];
    return issue.keys.map((key) => `${field} has an unknown field "${key}", ${didYouMean(key, known)}`);
  }
  const received = place.reduce((part, key) => isMap(part) && Object.hasOwn(part, key) ? part[key] : undefined, value);
  return [`${field} must be ${wanted(issue, place)}, received ${describeValue(received)}`];
}

/** What is allowed; messages of bounds are told in the same words as those of types. */
function wanted({ message }: z.core.$ZodIssue, [section = "", ...rest]: readonly string[]): string {
  const [name] = rest.slice(-1);
  const shape = section === "prices" ? PRICE.shape : section === "limits" ? LIMITS.shape : POLICY.shape;
  if (name === undefined || !Object.hasOwn(shape, name)) return message;
  const one = (shape as Readonly<Record<string, z.ZodType>>)[name].safeParse(Symbol());
  return one.error?.issues[0]?.message ?? message;
}
