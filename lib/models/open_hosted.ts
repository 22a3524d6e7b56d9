import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import { type Cassette, recording, replaying } from "./cassette.ts";
import type { Limiters } from "./limiters.ts";
import { collectBatches } from "./collect_batches.ts";
import type { BatchWay, Model, ModelRequest, Price } from "./model.ts";
import { credentialNames, modelIdOf } from "./model_names.ts";
import { type OpenedModel, openModel, REPLAY } from "./open_model.ts";
import { readRateHeaders } from "./_policy_headers.ts";
import { batchPrice, priceOfModel, type PriceOverrides } from "./prices.ts";
import { replayingAny } from "./replaying_any.ts";
import { type PolicyOptions, withPolicy } from "./with_policy.ts";

/** The vendors of hosted models; `openai` stands for every server that speaks its protocol. */
export type Provider = "anthropic" | "google" | "openai";

/** What a provider is opened with. */
export interface HostedConnection {
  /** The key; empty where the server needs none. */
  readonly apiKey: string;
  /** Where the provider is, where that is not the vendor's own address. */
  readonly baseUrl?: string;
  /** How long a call may take, in seconds. */
  readonly timeoutSeconds?: number;
  /** What the model costs; null where that is not known. */
  readonly price: Price | null;
  /** Told the headers of each answer. */
  readonly onHeaders: (headers: Headers) => void;
}

/** Options of {@linkcode openHosted}. */
export interface HostedOptions {
  /** Looks up an environment variable, such as `Deno.env.get`. */
  readonly env: (name: string) => string | undefined;
  /** The limiters, shared by everything that asks. */
  readonly limiters: Limiters;
  /** Prices that count before the listed ones, see `readModelSettings`. */
  readonly prices?: PriceOverrides;
  /** Where providers are, before what the environment says. */
  readonly baseUrls?: Readonly<Partial<Record<Provider, string>>>;
  /** The policy, without the limiter. */
  readonly policy?: Omit<PolicyOptions, "limiter">;
  /** Whether the process may reach a host such as "api.openai.com:443"; by default Deno is asked. */
  readonly mayReach?: (host: string) => boolean;
  /** Finds a provider's code, by default this project's. */
  readonly load?: (provider: Provider) => Promise<(name: string, connection: HostedConnection) => Model>;
}

/** Options of {@linkcode modelOpener}. */
export interface OpenerOptions extends HostedOptions {
  /** Where every exchange is recorded, open with the mode "record". */
  readonly record?: Cassette;
  /** Answers hosted models instead of their providers; neither key nor network is needed then. */
  readonly replay?: Cassette;
}

interface ProviderFacts {
  readonly baseUrl: string;
  readonly variables: readonly string[];
  readonly countsTokens: boolean;
}

const PROVIDERS: Readonly<Record<Provider, ProviderFacts>> = {
  anthropic: { baseUrl: "https://api.anthropic.com", variables: ["ANTHROPIC_BASE_URL"], countsTokens: true },
  google: {
    baseUrl: "https://generativelanguage.googleapis.com",
    variables: ["GOOGLE_BASE_URL", "GEMINI_BASE_URL"],
    countsTokens: true,
  },
  openai: { baseUrl: "https://api.openai.com/v1", variables: ["OPENAI_BASE_URL"], countsTokens: false },
};

/** The environment variables that hosted models look at, for permissions. */
export const HOSTED_VARIABLES: readonly string[] = (Object.keys(PROVIDERS) as Provider[]).flatMap((provider) => [
  ...credentialNames(`${provider}/`),
  ...PROVIDERS[provider].variables,
]).sort();

/**
 * Whether a model is hosted.
 *
 * @param id the model's id
 * @returns true for anthropic/…, google/… and openai/…
 */
export function isHosted(id: string): boolean {
  return Object.hasOwn(PROVIDERS, id.split("/", 1)[0]) && id.includes("/");
}

/**
 * Whether a model can be asked by its provider's batches here.
 *
 * @param id the model's id
 * @returns true for anthropic/…
 */
export function hasBatches(id: string): boolean {
  return id.startsWith("anthropic/");
}

/**
 * Opens a hosted model: with its key from the environment, its price, the policy and the limiter that all share.
 *
 * Key, address and permissions are checked at once; the provider's code is loaded by the first request. A server other than
 * OpenAI's own that speaks its protocol (OPENAI_BASE_URL) needs no key; where one is set it is sent there.
 *
 * @param id an alias, a bare name or an id: "sonnet", "anthropic/claude-opus-5-5", "openai/qwen3:8b"
 * @param options see {@linkcode HostedOptions}
 * @returns the model
 * @throws {AssayError} naming the variable that is missing, or the permission and how to grant it
 *
 * @example
 * ```ts ignore
 * const { model } = openHosted("sonnet", { env: (name) => Deno.env.get(name), limiters: limiters() });
 * const { text } = await model.generate({ messages: [{ role: "user", content: "Say hello." }] });
 * ```
 */
export function openHosted(id: string, options: HostedOptions): OpenedModel & { kind: "prompted" } {
  const known = modelIdOf(id);
  if (!isHosted(known)) throw new AssayError(`Cannot open ${known}`, { problems: ["it is no hosted model"] });
  const provider = known.split("/", 1)[0] as Provider;
  const { policy, limiters, load = loadProvider } = options;
  const { apiKey, baseUrl } = connect(known, provider, options);
  const limiter = limiters.limiterOf(known);
  const price = priceOfModel(known, { overrides: options.prices });
  let opening: Promise<Model> | undefined;
  const openNow = async () => {
    const open = await load(provider);
    return open(known.slice(provider.length + 1), {
      apiKey,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(policy?.timeoutSeconds === undefined ? {} : { timeoutSeconds: policy.timeoutSeconds }),
      price,
      onHeaders: (headers) => limiter.note(readRateHeaders(headers)),
    });
  };
  const opened = () =>
    opening ??= openNow().catch((error) => {
      // What failed to load may be there the next time.
      opening = undefined;
      throw error;
    });
  const countTokens = async (request: ModelRequest) => {
    const model = await opened();
    if (model.countTokens !== undefined) return await model.countTokens(request);
    throw new AssayError(`Cannot count tokens with ${known}`, { problems: ["its provider does not count them"] });
  };
  const raw: Model = {
    id: known,
    price,
    generate: async (request) => await (await opened()).generate(request),
    ...(PROVIDERS[provider].countsTokens ? { countTokens } : {}),
  };
  const model = withPolicy(raw, { ...policy, limiter });
  if (!hasBatches(known)) return { kind: "prompted", model };
  const { timeoutSeconds } = policy ?? {};
  // Batches have limits of their own at the provider, and what fails in one is seen to there.
  const batched = (way: BatchWay, store = way.store ?? storeInMemory()): Model => ({
    id: known,
    price: batchPrice(price),
    generate: collectBatches(async (items) => {
      const { askBatch } = await import("./anthropic_batches.ts");
      const batches = new Map<string, { done: number; total: number }>();
      return await askBatch(items, {
        model: known.slice(provider.length + 1),
        options: { apiKey, baseUrl, timeoutSeconds },
        store,
        signal: way.signal,
        // What nobody could find again is not to be paid for.
        leavesOnAbort: way.store !== undefined,
        onProgress: ({ batchId, processing, succeeded, errored, canceled, expired }) => {
          const ended = succeeded + errored + canceled + expired;
          batches.set(batchId, { done: ended, total: ended + processing });
          const sum = (kind: "done" | "total") => batches.values().reduce((all, batch) => all + batch[kind], 0);
          way.onProgress?.(sum("done"), sum("total"));
        },
      });
    }, { signal: way.signal }),
  });
  return { kind: "prompted", model: { ...model, batched: (way) => batched(way) } };
}

/**
 * Finds models for a run: hosted ones as {@linkcode openHosted} does, or from a cassette; all others here. Each id is opened once.
 *
 * @param options see {@linkcode OpenerOptions}
 * @returns what opens a model by its alias, bare name or id
 *
 * @example
 * ```ts ignore
 * using replay = openCassette("tests/cassettes/demo.jsonl", { mode: "replay" });
 * const open = modelOpener({ env: () => undefined, limiters: limiters(), replay });
 * ```
 */
export function modelOpener(options: OpenerOptions): (id: string) => OpenedModel {
  const { record, replay, prices: overrides } = options;
  const known = new Map<string, OpenedModel>();
  const find = (id: string): OpenedModel => {
    if (id === REPLAY && replay !== undefined) return { kind: "prompted", model: replayingAny(replay) };
    if (!isHosted(id)) return openModel(id);
    if (replay !== undefined) {
      const price = priceOfModel(id, { overrides });
      const batches = hasBatches(id) ? { batchPrice: batchPrice(price) } : {};
      return { kind: "prompted", model: replaying(id, replay, { price, ...batches }) };
    }
    const opened = openHosted(id, options);
    return record === undefined ? opened : { kind: "prompted", model: recording(opened.model, record) };
  };
  return (name) => {
    const id = modelIdOf(name);
    const opened = known.get(id) ?? find(id);
    known.set(id, opened);
    return opened;
  };
}

/** Within the process what failed must be told apart from what was never asked. */
function storeInMemory(): Store {
  const held = new Map<string, string>();
  return {
    get: (key) => held.get(key),
    put: (key, text) => {
      if (!held.has(key)) held.set(key, text);
    },
  };
}

/** The key and the address, once both can be used. */
function connect(id: string, provider: Provider, options: HostedOptions): { apiKey: string; baseUrl?: string } {
  const { variables, baseUrl: own } = PROVIDERS[provider];
  const baseUrl = options.baseUrls?.[provider] ?? lookUp(variables, options.env);
  const names = credentialNames(id);
  const apiKey = lookUp(names, options.env) ?? "";
  const url = URL.parse(baseUrl ?? own);
  const problems: string[] = [];
  if (url === null || !/^https?:$/.test(url.protocol) || url.username + url.password !== "") {
    // What it is instead is not told: it may hold a password.
    problems.push(`the base URL of ${variables.join(" or ")} must be http://host/… or https://host/…, without a user`);
  }
  const needsKey = provider !== "openai" || url?.hostname === "api.openai.com";
  if (apiKey === "" && needsKey) {
    const grant = `deno task hosted run …, or --allow-env=${names.join(",")}`;
    problems.push(`${names.join(" or ")} must hold the key, and the task must be allowed to read it: ${grant}`);
  }
  const { mayReach = askDeno } = options;
  if (url !== null) {
    const host = `${url.hostname}:${url.port || (url.protocol === "http:" ? "80" : "443")}`;
    if (!mayReach(host)) {
      // The task may reach the vendors' own hosts alone.
      const grant = baseUrl === undefined
        ? `deno task hosted run …, or --allow-net=${host}`
        : `deno run -P=hosted --allow-net=${host} lib/cli/main.ts run …`;
      problems.push(`this task has no access to ${host}; grant it: ${grant}`);
    }
  }
  if (problems.length > 0) throw new AssayError(`Cannot open ${id}`, { problems });
  return { apiKey, ...(baseUrl === undefined ? {} : { baseUrl }) };
}

/** The first variable that is set. */
function lookUp(names: readonly string[], env: HostedOptions["env"]): string | undefined {
  for (const name of names) {
    try {
      const value = env(name)?.trim() ?? "";
      if (value !== "") return value;
    } catch (error) {
      // A variable that may not be read is as good as none; the message says how to allow it.
      if (!(error instanceof Deno.errors.NotCapable)) throw error;
    }
  }
}

function askDeno(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

/** Packages of vendors are large, so each is loaded only when it is asked. */
async function loadProvider(provider: Provider): Promise<(name: string, connection: HostedConnection) => Model> {
  switch (provider) {
    case "anthropic":
      return (await import("./anthropic.ts")).openAnthropic;
    case "google":
      return (await import("./google.ts")).openGoogle;
    case "openai":
      return (await import("./openai.ts")).openOpenAI;
  }
}
