import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { type LineFile, openLines, type ReadLines, readLines } from "./_cassette_file.ts";
import { EXCHANGE, type Exchange, masked, requestKey, requestText } from "./_cassette_line.ts";
import { difference, nearest } from "./_cassette_nearest.ts";
import { findSeal, newSeal, type Seal, SEALING, type Sealing } from "./_cassette_seal.ts";
import type { Model, ModelRequest, ModelResponse, Price, Usage } from "./model.ts";

/** A file of recorded exchanges. */
export interface Cassette extends Disposable {
  /** The file. */
  readonly path: string;
  /** How many requests it can answer. */
  readonly size: number;
  /** The models whose answers it holds, sorted. */
  readonly models: readonly string[];
  /** The answer to a request; undefined where none was recorded. */
  find(model: string, request: ModelRequest): ModelResponse | undefined;
  /** Why a request has no answer, in lines: the nearest recorded request and what differs. */
  explainMiss(model: string, request: ModelRequest): string[];
  /** Records an exchange; it is on disk when it resolves. Only for a cassette that is open for recording. */
  add(model: string, request: ModelRequest, response: ModelResponse, latencyMs: number): Promise<void>;
}

/** Options of {@linkcode openCassette}. */
export interface CassetteOptions {
  /** Whether exchanges are added to the file, which is made if it is missing, or only read. */
  readonly mode: "record" | "replay";
  /** Encrypts each line, or decrypts it; a file is encrypted or not as a whole. */
  readonly passphrase?: string;
  /** Secrets that must not be recorded, such as those of `secretsIn`; what has the shape of a key is masked without them. */
  readonly secrets?: readonly string[];
}

const HEADER: z.ZodType<{ assay: "cassette"; version: 1; encryption: Sealing | null }> = z.strictObject({
  assay: z.literal("cassette"),
  version: z.literal(1),
  encryption: SEALING.nullable(),
});
const SEALED = z.strictObject({ sealed: z.base64() });
const MOST_PROBLEMS = 20;
const MOST_EXPLAINED = 20;

/**
 * Opens a cassette: a file of recorded exchanges with models, one a line, by which a run can be repeated without network and key.
 *
 * The first line says the form, each other holds the digest of a request, the request in words (at most 8,000 characters), the
 * answer with its usage, and how long it took. Headers are never recorded and secrets are masked, in answers too. Every line
 * is checked at once; a last line that a crash cut short is passed over. Where a request was recorded twice the later line
 * counts, so recording again refreshes.
 *
 * @param path the file
 * @param options see {@linkcode CassetteOptions}
 * @returns the cassette; close it with `using`
 * @throws {AssayError} telling every damaged line, or that the passphrase is missing or wrong
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const path = Deno.makeTempFileSync({ suffix: ".jsonl" });
 * const request = { messages: [{ role: "user" as const, content: "Hi" }] };
 * {
 *   using cassette = openCassette(path, { mode: "record" });
 *   const model = { id: "x/y", generate: () => Promise.resolve({ text: "Hello", model: "x/y" }) };
 *   await recording(model, cassette).generate(request);
 * }
 * using cassette = openCassette(path, { mode: "replay" });
 * assertEquals((await replaying("x/y", cassette).generate(request)).text, "Hello");
 * ```
 */
export function openCassette(path: string, options: CassetteOptions): Cassette {
  const { mode, passphrase, secrets = [] } = options;
  const doing = `Cannot ${mode === "record" ? "record to" : "replay"} ${path}`;
  const fail = (...problems: string[]) => new AssayError(doing, { problems });
  const read = access(path, fail, () => readLines(path));
  if (read === null && mode === "replay") throw fail("no such file; record it first with --record");
  const isNew = read === null || read.lines.length === 0;
  const seal = isNew ? sealOfNew(passphrase) : sealOf(read, options, fail);
  const exchanges = isNew ? new Map<string, Exchange>() : readExchanges(read.lines, seal, fail);
  const held = () => [...new Set(Array.from(exchanges.values(), ({ model }) => model))].sort();
  let explained = 0;
  let file: LineFile | undefined;
  if (mode === "record") {
    file = access(path, fail, () => openLines(path, read?.bytes ?? 0));
    const header = { assay: "cassette", version: 1, encryption: seal?.sealing ?? null };
    // Without waiting: lines are written in order, and a failure shows at the first exchange too.
    if (isNew) file.append(JSON.stringify(header)).catch(() => {});
  }
  return {
    path,
    get size() {
      return exchanges.size;
    },
    get models() {
      return held();
    },
    find: (model, request) => exchanges.get(requestKey(model, request))?.response,
    explainMiss(model, request) {
      const ofModel = [...exchanges.values()].filter((exchange) => exchange.model === model);
      if (ofModel.length === 0) {
        const others = held();
        return [`it holds nothing of ${model}${others.length === 0 ? "" : `, only of ${others.join(", ")}`}`];
      }
      const lines = [`it holds no answer to this request; it holds ${ofModel.length} of ${model}`];
      // A search through everything at each of thousands of misses would take hours.
      if (++explained > MOST_EXPLAINED) return lines;
      const asked = masked(requestText(request), secrets);
      const recorded = nearest(asked, ofModel)!;
      const differing = difference(recorded.request, asked);
      const whole = "the nearest recorded request differs beyond what is kept of it in words";
      return differing.length === 0
        ? [...lines, whole]
        : [...lines, "the nearest recorded request (-) and this one (+):", ...differing];
    },
    async add(model, request, response, latencyMs) {
      if (file === undefined) throw fail("it is open for replay only");
      const exchange: Exchange = {
        version: 1,
        model,
        key: requestKey(model, request),
        ...masked({ request: requestText(request), response: plain(response) }, secrets),
        latencyMs: Math.round(latencyMs * 1000) / 1000,
      };
      const line = JSON.stringify(EXCHANGE.parse(exchange));
      try {
        await file.append(seal === null ? line : JSON.stringify({ sealed: seal.close(line) }));
      } catch (error) {
        throw fail((error as Error).message);
      }
      exchanges.set(exchange.key, exchange);
    },
    [Symbol.dispose]: () => file?.[Symbol.dispose](),
  };
}

/**
 * A model whose answers are recorded. Failures are not; put it outside of retries, and inside of what remembers answers.
 *
 * @param model the model
 * @param cassette where to record, open with the mode "record"
 * @param options `now`: the clock in milliseconds
 * @returns the same model; an answer is on disk before it is given
 */
export function recording(model: Model, cassette: Cassette, options: { now?: () => number } = {}): Model {
  const { now = () => performance.now() } = options;
  const { countTokens, batched } = model;
  return {
    id: model.id,
    ...(model.price === undefined ? {} : { price: model.price }),
    ...(countTokens === undefined ? {} : { countTokens: (request) => countTokens.call(model, request) }),
    ...(batched === undefined ? {} : { batched: (way) => recording(batched.call(model, way), cassette, options) }),
    async generate(request) {
      const begun = now();
      const response = await model.generate(request);
      await cassette.add(model.id, request, response, now() - begun);
      return response;
    },
  };
}

/** Options of {@linkcode replaying}. */
export interface ReplayOptions {
  /** What the model costs; null where that is not known. */
  readonly price?: Price | null;
  /** What it costs by its provider's batches; absent where there are none. */
  readonly batchPrice?: Price | null;
}

/**
 * A model that answers only what was recorded, in whatever order it is asked. It needs neither network nor key.
 *
 * @param id the model's id
 * @param cassette the recorded exchanges
 * @param options `price`: what the model costs, so that a repeated run reports the cost of the recorded one; `batchPrice`: what it
 *   costs by batches, where its provider has these
 * @returns the model; it rejects a request that was not recorded with code "bad_input", showing the nearest that was
 */
export function replaying(id: string, cassette: Cassette, options: ReplayOptions = {}): Model {
  const { price, batchPrice } = options;
  return {
    id,
    ...(price === undefined ? {} : { price }),
    ...(batchPrice === undefined ? {} : { batched: () => replaying(id, cassette, { price: batchPrice }) }),
    generate(request) {
      return Promise.try(() => {
        request.signal?.throwIfAborted();
        const response = cassette.find(id, request);
        if (response === undefined) {
          throw new AssayError(`Cannot replay ${id} from ${cassette.path}`, {
            problems: cassette.explainMiss(id, request),
          });
        }
        if (response.text !== "") request.onText?.(response.text);
        return structuredClone(response);
      });
    },
  };
}

type Fail = (...problems: string[]) => AssayError;

function sealOfNew(passphrase: string | undefined): Seal | null {
  return passphrase === undefined || passphrase === "" ? null : newSeal(passphrase);
}

function sealOf({ lines }: ReadLines, { mode, passphrase = "" }: CassetteOptions, fail: Fail): Seal | null {
  const header = HEADER.safeParse(parse(lines[0]));
  if (!header.success) throw fail("line 1: it is not the first line of a cassette of this version");
  const { encryption } = header.data;
  if (encryption === null) {
    if (mode === "record" && passphrase !== "") throw fail("it is not encrypted; record to another file");
    return null;
  }
  if (passphrase === "") throw fail("it is encrypted; a passphrase is needed");
  const seal = findSeal(encryption, passphrase);
  if (seal === null) throw fail("the passphrase is not the one it was encrypted with");
  return seal;
}

function readExchanges(lines: readonly string[], seal: Seal | null, fail: Fail): Map<string, Exchange> {
  const exchanges = new Map<string, Exchange>();
  const problems: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0) continue;
    try {
      const exchange = readExchange(line, seal);
      exchanges.set(exchange.key, exchange);
    } catch (error) {
      problems.push(`line ${i + 1}: ${(error as Error).message}`);
    }
  }
  const more = problems.length - MOST_PROBLEMS;
  if (problems.length > 0) {
    throw fail(...problems.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`and ${more} more lines`] : []));
  }
  return exchanges;
}

function readExchange(line: string, seal: Seal | null): Exchange {
  if (seal !== null) {
    const sealed = SEALED.safeParse(parse(line));
    if (!sealed.success) throw new Error("it is not an encrypted exchange");
    try {
      line = seal.open(sealed.data.sealed);
    } catch {
      throw new Error("it was changed after it was encrypted");
    }
  }
  const value = parse(line);
  if (value === undefined) throw new Error("it is not JSON");
  const read = EXCHANGE.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new Error(`it is not an exchange: ${path.length === 0 ? describeValue(value) : path.join(".")}: ${message}`);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // The caller says where it stands.
    return undefined;
  }
}

/** An answer without whatever a model may have added to it. */
function plain({ text, model, usage, finish, toolCalls }: ModelResponse): ModelResponse {
  return {
    text,
    model,
    ...(usage === undefined ? {} : { usage: plainUsage(usage) }),
    ...(finish === undefined ? {} : { finish }),
    ...(toolCalls === undefined
      ? {}
      : { toolCalls: toolCalls.map(({ id, name, input }) => ({ id, name, input: input ?? null })) }),
  };
}

function plainUsage({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Usage): Usage {
  return { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens };
}

function access<T>(path: string, fail: Fail, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      throw fail(
        `it lies outside of what this task may read or write; grant it with --allow-read and --allow-write=${path}`,
      );
    }
    if (error instanceof TypeError) throw fail("it is not UTF-8");
    throw fail((error as Error).message);
  }
}
