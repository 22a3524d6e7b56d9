import { AssayError } from "../core/assay_error.ts";
import type { BatchWay, Model, ModelRequest, ModelResponse, Price, Usage } from "../models/model.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { priceForLength } from "../models/prices.ts";
import { requestBytes, textBytes } from "./_request_bytes.ts";
import { type Limits, NO_LIMITS } from "./limits.ts";

/** What one exchange with a model used up. */
export interface Spending {
  /** The step that asked. */
  readonly step: string;
  /** The model. */
  readonly model: string;
  /** Tokens of the request, without those of the provider's cache. */
  readonly inputTokens: number;
  /** Tokens of the answer. */
  readonly outputTokens: number;
  /** Whether the tokens are guessed from lengths, since the model did not tell. */
  readonly isGuess: boolean;
  /** Tokens of the request that the provider's cache had. */
  readonly cacheReadTokens: number;
  /** Tokens of the request that the provider's cache kept. */
  readonly cacheWriteTokens: number;
  /** US dollars; null where the price is not known. */
  readonly cost: number | null;
  /** US dollars by which the provider's cache made it cheaper, below 0 where keeping cost more; null as the cost. */
  readonly saved: number | null;
  /** How long it took. */
  readonly seconds: number;
}

/** What has been used up so far. */
export interface Totals {
  /** US dollars, of exchanges whose price is known. */
  readonly cost: number;
  /** Tokens in and out. */
  readonly tokens: number;
  /** Exchanges. */
  readonly calls: number;
  /** Exchanges whose price is not known: they are not in the cost. */
  readonly unpriced: number;
}

/** Counts what a run uses up, and stops it before a limit is passed. */
export interface Meter {
  /** A model whose exchanges are counted for a step. */
  wrap(opened: OpenedModel, step: string): OpenedModel;
  /** Counts a step that begins. */
  startStep(): void;
  /** What has been used up so far, earlier attempts at the run included. */
  totals(): Totals;
}

/** Options of {@linkcode openMeter}. */
export interface MeterOptions {
  /** What earlier attempts at the run used up. */
  readonly before?: readonly Spending[];
  /** Told about each exchange. */
  readonly onSpend?: (spending: Spending) => void;
  /** Told once for each limit that is passed with `on_exceed: continue`. */
  readonly onExceed?: (problem: string) => void;
  /** Takes secrets out of the messages of models that fail. */
  readonly mask?: (text: string) => string;
  /** Bytes that the process occupies. */
  readonly memory?: () => number;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
}

/** The most that an exchange may use up. */
type Need = Readonly<{ step: string; cost: number; tokens: number }>;

/** An exchange that waits until it fits. */
interface Waiting {
  readonly need: Need;
  readonly signal?: AbortSignal;
  readonly begun: PromiseWithResolvers<void>;
}

/** Bytes of a token, for guesses: English has about four, Chinese three, and a guess for a limit should rather be too high. */
export const BYTES_PER_TOKEN = 3;
/** Sums of dollars are off by less than this share of a limit. */
const ROUNDING = 1e-9;
/** How long an answer without bound is taken to be at most. */
export const OUTPUT_TOKENS_WITHOUT_BOUND = 4096;
const LOCAL: Price = { input: 0, output: 0 };

/**
 * Opens the meter of a run.
 *
 * Before each exchange the most that it may cost is set aside (the request's length, and the most tokens of an answer); where
 * that would pass a limit the exchange is refused, so that the limit holds. A price that is not known is never taken for zero:
 * with a limit of cost such a model is refused.
 *
 * @param limits what may be used up
 * @param options see {@linkcode MeterOptions}
 * @returns the meter
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { NO_LIMITS } from "./limits.ts";
 *
 * assertEquals(openMeter(NO_LIMITS).totals(), { cost: 0, tokens: 0, calls: 0, unpriced: 0 });
 * ```
 */
export function openMeter(limits: Limits = NO_LIMITS, options: MeterOptions = {}): Meter {
  const { before = [], onSpend, onExceed, memory = () => Deno.memoryUsage().rss, now = () => performance.now() } =
    options;
  const total = { cost: 0, tokens: 0, calls: 0, unpriced: 0 };
  const costOfStep = new Map<string, number>();
  const reserved = { cost: 0, tokens: 0, ofStep: new Map<string, number>() };
  const said = new Set<string>();
  let steps = 0;

  const count = (spending: Spending) => {
    const { step: path, cost, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = spending;
    total.calls++;
    total.tokens += inputTokens + cacheReadTokens + cacheWriteTokens + outputTokens;
    if (cost === null) total.unpriced++;
    total.cost += cost ?? 0;
    const step = stepOf(path);
    costOfStep.set(step, (costOfStep.get(step) ?? 0) + (cost ?? 0));
  };
  before.forEach(count);

  const exceed = (what: string, problem: string) => {
    if (limits.onExceed === "continue") {
      if (!said.has(what)) onExceed?.(problem);
      said.add(what);
      return;
    }
    throw new AssayError(`Stopped at a limit: ${problem}`, { code: "over_limit" });
  };
  const isOver = (limit: number | null, value: number) => limit !== null && value > limit * (1 + ROUNDING);
  const check = (what: string, limit: number | null, value: number, describe: (value: number) => string) => {
    if (!isOver(limit, value)) return;
    exceed(what, `${what} is ${describe(limit!)}, and what comes next may make it ${describe(value)}`);
  };
  const needOf = (model: Model, request: ModelRequest, path: string): Need => {
    const price = priceOf(model);
    const hasCostLimit = limits.maxCost !== null || limits.maxCostPerStep !== null;
    if (price === null && hasCostLimit) {
      const remedy = "give it in a file (--models FILE), for batches with its share `batch`, or remove the limit";
      throw new AssayError(`Cannot keep the limit of cost`, {
        problems: [`the price of ${model.id} is not known; ${remedy}`],
      });
    }
    const most = {
      inputTokens: guessTokens(request),
      outputTokens: request.maxOutputTokens ?? OUTPUT_TOKENS_WITHOUT_BOUND,
    };
    return { step: stepOf(path), cost: charge(most, price).cost ?? 0, tokens: most.inputTokens + most.outputTokens };
  };
  const boundsOf = ({ step, cost, tokens }: Need): Parameters<typeof check>[] => {
    const ofStep = (costOfStep.get(step) ?? 0) + (reserved.ofStep.get(step) ?? 0) + cost;
    return [
      ["max_cost", limits.maxCost, total.cost + reserved.cost + cost, dollars],
      ["max_cost_per_step", limits.maxCostPerStep, ofStep, dollars],
      ["max_tokens", limits.maxTokens, total.tokens + reserved.tokens + tokens, (value) => `${value} tokens`],
    ];
  };
  const hold = ({ step, cost, tokens }: Need, sign: number) => {
    underWay += sign;
    reserved.cost += sign * cost;
    reserved.tokens += sign * tokens;
    reserved.ofStep.set(step, (reserved.ofStep.get(step) ?? 0) + sign * cost);
  };

  // What is set aside for calls under way is usually more than they need: whoever does not fit waits for one of them. Each is looked
  // at in its turn only, as thousands may wait; steps have limits of their own, so none waits behind another.
  const queues = new Map<string, Set<Waiting>>();
  let underWay = 0;
  const mustWait = (need: Need) =>
    underWay > 0 && limits.onExceed !== "continue" && boundsOf(need).some(([, limit, value]) => isOver(limit, value));
  const begin = ({ need, signal, begun }: Waiting) => {
    try {
      signal?.throwIfAborted();
      for (const bound of boundsOf(need)) check(...bound);
      hold(need, 1);
      begun.resolve();
    } catch (error) {
      begun.reject(error);
    }
  };
  const release = (need: Need) => {
    hold(need, -1);
    for (const queue of queues.values()) {
      for (const waiting of queue) {
        if (!waiting.signal?.aborted && mustWait(waiting.need)) break;
        queue.delete(waiting);
        begin(waiting);
      }
    }
  };
  const reserveInTurn = async (model: Model, request: ModelRequest, path: string) => {
    const need = needOf(model, request, path);
    const waiting = { need, signal: request.signal, begun: Promise.withResolvers<void>() };
    if (mustWait(need)) queues.set(need.step, (queues.get(need.step) ?? new Set()).add(waiting));
    else begin(waiting);
    await waiting.begun.promise;
    return () => release(need);
  };

  const metered = (model: Model, step: string): Model => ({
    id: model.id,
    price: model.price,
    ...(model.batched === undefined ? {} : { batched: (way: BatchWay) => metered(model.batched!(way), step) }),
    async generate(request) {
      const giveBack = await reserveInTurn(model, request, step);
      const start = now();
      try {
        const response = await model.generate(request);
        const usage: Usage = response.usage ?? guess(request, response);
        const spending: Spending = {
          step,
          model: response.model,
          inputTokens: usage.inputTokens,
          outputTokens: usage.outputTokens,
          isGuess: response.usage === undefined,
          cacheReadTokens: usage.cacheReadTokens ?? 0,
          cacheWriteTokens: usage.cacheWriteTokens ?? 0,
          ...charge(usage, priceOf(model)),
          seconds: (now() - start) / 1000,
        };
        count(spending);
        onSpend?.(spending);
        return response;
      } catch (error) {
        throw options.mask === undefined ? error : masked(error, options.mask);
      } finally {
        giveBack();
      }
    },
  });

  return {
    wrap: (opened, step) => opened.kind === "prompted" ? { ...opened, model: metered(opened.model, step) } : opened,
    startStep() {
      steps++;
      check("max_steps", limits.maxSteps, steps, (value) => `${value} steps`);
      const megabytes = limits.maxMemoryMb === null ? 0 : memory() / 1e6;
      check("max_memory_mb", limits.maxMemoryMb, megabytes, (value) => `${value.toFixed(0)} MB`);
    },
    totals: () => ({ ...total }),
  };
}

/** What a model costs; local ones nothing, null where it is not known. */
export function priceOf(model: Pick<Model, "id" | "price">): Price | null {
  return model.price ?? (model.id.startsWith("local/") ? LOCAL : null);
}

/** A provider may quote the key that it refuses; what it says becomes part of frames and reports. */
function masked(error: unknown, mask: (text: string) => string): unknown {
  if (!(error instanceof AssayError)) return error;
  const { code, title, problems } = error;
  return new AssayError(mask(title), { code, problems: problems.map(mask), cause: error });
}

/** What an exchange costs, and what the provider's cache saved of it. */
function charge(usage: Usage, price: Price | null): { cost: number | null; saved: number | null } {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const known = price === null ? null : priceForLength(price, inputTokens + cacheReadTokens + cacheWriteTokens);
  if (known === null) return { cost: null, saved: null };
  const { input, output, cacheRead = input, cacheWrite = input } = known;
  const cached = cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite;
  const plain = cacheReadTokens * input + cacheWriteTokens * input;
  return { cost: (inputTokens * input + outputTokens * output + cached) / 1e6, saved: (plain - cached) / 1e6 };
}

function guess(request: ModelRequest, response: ModelResponse): { inputTokens: number; outputTokens: number } {
  return {
    inputTokens: guessTokens(request),
    outputTokens: Math.ceil(textBytes(response.text) / BYTES_PER_TOKEN),
  };
}

/**
 * How many tokens a request has at most, by its length.
 *
 * @param request the request
 * @returns a guess that is rather too high
 */
export function guessTokens(request: ModelRequest): number {
  return Math.ceil(requestBytes(request) / BYTES_PER_TOKEN);
}

/** A step as the pipeline has it: its iterations together. */
function stepOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, "");
}

function dollars(value: number): string {
  const [whole, part] = value.toFixed(6).split(".");
  return `$${whole}.${part.replace(/0{1,4}$/, "")}`;
}
