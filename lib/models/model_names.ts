import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { MODEL_IDS } from "./open_model.ts";

/** A short name of a model, and since when it stands for which. */
export interface ModelAlias {
  /** The id it stands for. */
  readonly id: string;
  /** The day on which it was looked up, as YYYY-MM-DD. */
  readonly date: string;
  /** Where it was looked up. */
  readonly source: string;
}

const CLAUDE = { date: "2026-11-21", source: "https://platform.claude.com/docs/en/about-claude/models/overview" };
const GEMINI = { date: "2026-11-21", source: "https://ai.google.dev/gemini-api/docs/models" };

/** The short names, each for one fixed model, so that a name means the same today and tomorrow. */
export const MODEL_ALIASES: Readonly<Record<string, ModelAlias>> = {
  sonnet: { id: "anthropic/claude-sonnet-5-5", ...CLAUDE },
  opus: { id: "anthropic/claude-opus-5-5", ...CLAUDE },
  haiku: { id: "anthropic/claude-haiku-5-5", ...CLAUDE },
  flash: { id: "google/gemini-3.8-flash", ...GEMINI },
  pro: { id: "google/gemini-3.1-pro-preview", ...GEMINI },
};

const PREFIXES: readonly (readonly [prefix: string, provider: string])[] = [
  ["claude-", "anthropic"],
  ["gemini-", "google"],
  ["gpt-", "openai"],
];

const CREDENTIALS: Readonly<Record<string, readonly string[]>> = {
  anthropic: ["ANTHROPIC_API_KEY"],
  google: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
  openai: ["OPENAI_API_KEY"],
};

const HOSTED_NAME = /^[\w.:@+-]+(\/[\w.:@+-]+){0,3}$/;
const MOST_CHARACTERS = 200;

/**
 * The id that a model's name stands for: aliases become ids, and a bare `claude-…`, `gemini-…` or `gpt-…` gets its provider.
 *
 * Whether a hosted model exists is known only to its provider; a local one must be known here.
 *
 * @param name an alias ("sonnet"), a bare name ("gemini-2.5-flash") or an id ("anthropic/claude-opus-5-5")
 * @returns provider and name
 * @throws {AssayError} if it is none of these
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(modelIdOf("gemini-2.5-flash"), "google/gemini-2.5-flash");
 * assertEquals(modelIdOf("local/nearest"), "local/nearest");
 * ```
 */
export function modelIdOf(name: string): string {
  if (Object.hasOwn(MODEL_ALIASES, name)) return MODEL_ALIASES[name].id;
  const provider = PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1];
  const id = provider === undefined ? name : `${provider}/${name}`;
  if (MODEL_IDS.includes(id)) return id;
  const hosted = /^(anthropic|google|openai)\/(.*)$/s.exec(id);
  if (hosted !== null && id.length <= MOST_CHARACTERS && HOSTED_NAME.test(hosted[2])) return id;
  const known = [...Object.keys(MODEL_ALIASES), ...MODEL_IDS, "anthropic/…", "google/…", "openai/…"];
  throw new AssayError("Cannot find the model", {
    problems: [`model must be a known name, received ${describeValue(name)}, ${didYouMean(name, known)}`],
  });
}

/**
 * The id that a name stands for; a name that is none stands for itself, where its lack is told elsewhere.
 *
 * @param name an alias, a bare name or an id
 * @returns provider and name, or the name as it is
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([modelIdOrName("gpt-x"), modelIdOrName("no such")], ["openai/gpt-x", "no such"]);
 * ```
 */
export function modelIdOrName(name: string): string {
  try {
    return modelIdOf(name);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return name;
  }
}

/**
 * The environment variable that holds the key which a model needs.
 *
 * @param id the model's id, as {@linkcode modelIdOf} gives it
 * @returns the variable's name; null for local models, which need none
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(credentialOf("google/gemini-2.5-flash"), "GEMINI_API_KEY");
 * assertEquals(credentialOf("local/nearest"), null);
 * ```
 */
export function credentialOf(id: string): string | null {
  return credentialNames(id)[0] ?? null;
}

/**
 * All environment variables in which a model's key may stand, the first that is set counts.
 *
 * @param id the model's id
 * @returns the names; empty for local models
 */
export function credentialNames(id: string): readonly string[] {
  const [provider] = id.split("/", 1);
  return Object.hasOwn(CREDENTIALS, provider) ? CREDENTIALS[provider] : [];
}
