import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import type { Store } from "../core/store.ts";
import type { Model, ModelRequest } from "../models/model.ts";
import { credentialNames, credentialOf, modelIdOrName } from "../models/model_names.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { priceForLength } from "../models/prices.ts";
import { Block } from "../pipeline/block.ts";
import { NO_LIMITS } from "../pipeline/limits.ts";
import { BYTES_PER_TOKEN, guessTokens, OUTPUT_TOKENS_WITHOUT_BOUND, priceOf } from "../pipeline/meter.ts";
import { openCache } from "../pipeline/open_cache.ts";
import type { Plan, PlannedStep } from "../pipeline/plan_workflow.ts";
import { runWorkflow } from "../pipeline/run_workflow.ts";
import { variable } from "./environment.ts";
import { openPriced, settingsOf } from "./_find_models.ts";

/** A prompt that a run would send. */
export interface RenderedPrompt {
  /** The model that would be asked. */
  readonly model: string;
  /** The request. */
  readonly request: ModelRequest;
}

/** What a model would be asked. */
export interface ModelEstimate {
  /** The model's id. */
  readonly model: string;
  /** How many answers are not in the cache yet. */
  readonly calls: number;
  /** Tokens of these requests, guessed. */
  readonly inputTokens: number;
  /** The most tokens that the answers may have. */
  readonly outputTokens: number;
  /** The most that they may cost in US dollars; null where the price is not known. */
  readonly cost: number | null;
}

/** What a run would use up, as far as it can be told without asking a model. */
export interface RunEstimate {
  /** By model. */
  readonly models: readonly ModelEstimate[];
  /** How many answers are in the cache, by step. */
  readonly cached: Readonly<Record<string, number>>;
  /** Environment variables that the models need and that are not set. */
  readonly missingCredentials: readonly { readonly model: string; readonly variable: string }[];
  /** Steps that cannot be looked at before their inputs are there, with the reason. */
  readonly unknown: readonly { readonly step: string; readonly reason: string }[];
  /** The first prompts, at most {@linkcode MOST_PROMPTS}. */
  readonly prompts: readonly RenderedPrompt[];
}

/** How many prompts an estimate keeps. */
export const MOST_PROMPTS = 1000;

/** What the numbers rest on, in words. */
export const ASSUMPTIONS: string =
  `a token is ${BYTES_PER_TOKEN} bytes, as limits count; an answer without bound has at most ` +
  `${OUTPUT_TOKENS_WITHOUT_BOUND} tokens; no call is repeated`;

/**
 * Goes through a plan without asking any model: data is loaded and prompts are rendered, answers that are in the cache are
 * used, and whatever needs an answer that is not there remains unknown.
 *
 * Steps that act on the world are left out; what others write goes into a folder that is removed.
 *
 * @param plan the plan
 * @param options `workspace`: the folder of the cache
 * @returns the estimate
 */
export async function estimate(
  plan: Plan,
  options: { workspace: string; models?: string },
): Promise<RunEstimate> {
  const { workspace } = options;
  const { prices: overrides } = settingsOf(options);
  const prompts: RenderedPrompt[] = [];
  const models = new Map<string, ModelEstimate>();
  const cached: Record<string, number> = {};
  const unknown: { step: string; reason: string }[] = [];
  const out = join(workspace, `dry-run-${crypto.randomUUID()}`);
  const open = (id: string) =>
    unasked(openPriced(id, overrides), (model, request) => {
      if (prompts.length < MOST_PROMPTS) prompts.push({ model: model.id, request });
      models.set(model.id, withCall(models.get(model.id), model, request));
    });
  Deno.mkdirSync(workspace, { recursive: true });
  try {
    using cache = openCache(join(workspace, "cache.sqlite"));
    await runWorkflow({ ...plan, limits: NO_LIMITS, steps: plan.steps.map(harmless) }, {
      out,
      isDry: true,
      cache: readOnly(cache),
      open,
      onCached: (path) => cached[path] = (cached[path] ?? 0) + 1,
      onOutcome({ name }, { status, reason = status }, path) {
        if (path === name && (status === "failed" || status === "not run")) unknown.push({ step: path, reason });
      },
    });
  } finally {
    await removed(out);
  }
  const ids = [...new Set([...models.keys(), ...plan.steps.flatMap(modelsOf)].map(modelIdOrName))];
  return { models: [...models.values()], cached, missingCredentials: missingCredentials(ids), unknown, prompts };
}

/** A model that notes what it is asked and never answers. */
function unasked(
  opened: OpenedModel,
  note: (model: { id: string; price?: Parameters<typeof priceOf>[0]["price"] }, request: ModelRequest) => void,
): OpenedModel {
  if (opened.kind === "trained") return opened;
  const only = (model: Model): Model => ({
    id: model.id,
    price: model.price,
    ...(model.batched === undefined ? {} : { batched: (way) => only(model.batched!(way)) }),
    generate(request) {
      note(model, request);
      return Promise.reject(new AssayError("its prompts were rendered, not sent", { code: "provider_failed" }));
    },
  });
  return { kind: "prompted", model: only(opened.model) };
}

function withCall(
  known: ModelEstimate | undefined,
  model: Parameters<typeof priceOf>[0],
  request: ModelRequest,
): ModelEstimate {
  const { calls, inputTokens, outputTokens } = known ?? { calls: 0, inputTokens: 0, outputTokens: 0 };
  const input = inputTokens + guessTokens(request);
  const output = outputTokens + (request.maxOutputTokens ?? OUTPUT_TOKENS_WITHOUT_BOUND);
  const listed = priceOf(model);
  const price = listed === null ? null : priceForLength(listed, guessTokens(request));
  const one = price === null
    ? null
    : (guessTokens(request) * price.input + (output - outputTokens) * price.output) / 1e6;
  const cost = one === null || known?.cost === null ? null : (known?.cost ?? 0) + one;
  return { model: model.id, calls: calls + 1, inputTokens: input, outputTokens: output, cost };
}

/** A step that neither acts on the world nor stands in for its failure. */
function harmless(step: PlannedStep): PlannedStep {
  const type = step.type.hasEffects !== true ? step.type : {
    ...step.type,
    run: () => {
      throw new AssayError("it acts on the world, so it was left out");
    },
  };
  const retry = { ...step.retry, maxAttempts: 1 };
  // What stands in for a model that fails is not asked either.
  const options = withBlocks(hasStandIn(step.options) ? { ...step.options, fallback_model: undefined } : step.options);
  return { ...step, type, options, retry, onError: "continue", fallback: null, outputToFile: null };
}

function hasStandIn(options: unknown): options is Record<string, unknown> {
  return isMap(options) && Object.hasOwn(options, "fallback_model");
}

function withBlocks(value: unknown): unknown {
  if (value instanceof Block) return new Block(value.steps.map(harmless), value);
  if (Array.isArray(value)) return value.map(withBlocks);
  if (!isMap(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withBlocks(item)]));
}

function readOnly(store: Store): Store {
  return { get: (key) => store.get(key), put: () => {} };
}

/** The models that stand in the options of a step, steps within it included. */
function modelsOf({ options }: PlannedStep): string[] {
  const visit = (value: unknown): string[] => {
    if (value instanceof Block) return value.steps.flatMap(modelsOf);
    if (Array.isArray(value)) return value.flatMap(visit);
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, item]) =>
      (key === "model" || key === "fallback_model") && typeof item === "string" ? [item] : visit(item)
    );
  };
  return visit(options);
}

function missingCredentials(models: readonly string[]): { model: string; variable: string }[] {
  return models.flatMap((model) => {
    const variable = credentialOf(model);
    return variable === null || credentialNames(model).some(hasVariable) ? [] : [{ model, variable }];
  });
}

function hasVariable(name: string): boolean {
  return (variable(name) ?? "") !== "";
}

async function removed(folder: string): Promise<void> {
  try {
    await Deno.remove(folder, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
