import { canonicalJson } from "../core/canonical_json.ts";
import { digest } from "../core/digest.ts";
import type { Dialect } from "./_openai_request.ts";
import type { ModelRequest } from "./model.ts";

/** What is known of how a server's model wants to be spoken to. */
export interface Dialects {
  /** How to put a request. */
  of(request: ModelRequest): Dialect;
  /** Learns from a refusal; false where it teaches nothing, and asking once more is of no use. */
  learn(request: ModelRequest, used: Dialect, detail: Readonly<Record<string, unknown>>): boolean;
}

const OPENAI = "https://api.openai.com/";
const MOST = 1000;

/** By base URL and model: what was learnt outlives the model that learnt it. */
const learnt = new Map<string, Dialect>();
/** Schemas that a server refused, though it knows schemas. */
const refusedSchemas = new Set<string>();

/** Finds how a server's model is spoken to: by its base URL at first, then by what its refusals taught. */
export function dialectsOf(baseUrl: string, name: string): Dialects {
  const key = `${baseUrl} ${name}`;
  const isOpenAI = `${baseUrl}/`.startsWith(OPENAI);
  const first: Dialect = {
    lengthName: isOpenAI ? "max_completion_tokens" : "max_tokens",
    format: "json_schema",
    streamUsage: true,
    topK: !isOpenAI,
  };
  const known = () => learnt.get(key) ?? first;
  const schemaKey = ({ outputSchema }: ModelRequest) => digest(`${key} ${canonicalJson(outputSchema)}`);
  return {
    of(request) {
      const dialect = known();
      if (request.outputSchema === undefined || dialect.format !== "json_schema" || refusedSchemas.size === 0) {
        return dialect;
      }
      return refusedSchemas.has(schemaKey(request)) ? { ...dialect, format: "json_object" } : dialect;
    },
    learn(request, used, detail) {
      const said = [detail.param, detail.code, detail.message].filter((part) => typeof part === "string").join(" ");
      const change = lesson(request, used, said);
      if (change === null) return false;
      if (change === "schema") {
        remember(refusedSchemas, (set) => set.add(schemaKey(request)));
        return true;
      }
      remember(learnt, (map) => map.set(key, { ...known(), ...change }));
      return true;
    },
  };
}

function lesson(request: ModelRequest, used: Dialect, said: string): Partial<Dialect> | "schema" | null {
  if (request.maxOutputTokens !== undefined && new RegExp(`\\b${used.lengthName}\\b`).test(said) && isUnknown(said)) {
    return { lengthName: used.lengthName === "max_tokens" ? "max_completion_tokens" : "max_tokens" };
  }
  if (request.onText !== undefined && used.streamUsage && /\bstream_options\b|\binclude_usage\b/.test(said)) {
    return { streamUsage: false };
  }
  if (request.outputSchema === undefined || !/\bresponse_format\b|\bjson_schema\b|\bjson_object\b/.test(said)) {
    return null;
  }
  if (used.format === "told") return null;
  if (used.format === "json_object") return { format: "told" };
  return /invalid[ _](json[ _])?schema/i.test(said) ? "schema" : { format: "json_object" };
}

/** A value that is out of range names its parameter too, and another name would not help. */
function isUnknown(said: string): boolean {
  return /unsupported|not supported|unknown|unrecognized|unexpected|not permitted|extra|use '?max_/i.test(said);
}

function remember<C extends { readonly size: number; clear(): void }>(held: C, add: (held: C) => void): void {
  if (held.size >= MOST) held.clear();
  add(held);
}
