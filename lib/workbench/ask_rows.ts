import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { columnValues } from "../data/column.ts";
import { concatFrames, type Frame } from "../data/frame.ts";
import { MOST_TOGETHER } from "./_ask_batch.ts";
import { askEach } from "./_ask_each.ts";
import { type Asker, openAsker } from "./_ask_model.ts";
import { type AnswerColumn, answerColumns, type AnswerSlot } from "./answer_columns.ts";
import { AnswerError } from "./answer_error.ts";
import { type AnswerUsage, NO_USAGE, sumUsage } from "./answer_usage.ts";
import type { AskOptions, Question } from "./ask.ts";
import { checkRowColumns, type RowPrompt, rowPrompt, type RowValues } from "./row_prompt.ts";

/** Options of {@linkcode askRows}. */
export interface AskRowsOptions extends Omit<AskOptions, "prompt" | "system" | "repeat"> {
  /** The rows. */
  readonly input: Frame;
  /** What is asked of each row: a text with places `{row.COLUMN}`. */
  readonly prompt: string | RowPrompt;
  /** Instructions above it, which may have such places too. */
  readonly system?: string;
  /** The column for the answers, default "answer"; what failed stands in "failure" and "reason", or `NAME_failure` and `NAME_reason`. */
  readonly column?: string;
  /** Members of the JSON that is read, each of which gets a column `COLUMN_MEMBER`. */
  readonly members?: readonly AnswerColumn[];
  /** How often each row is asked, default 1; above that a column "repeat" counts from 0. */
  readonly repeats?: number;
  /** How many are asked at the same time, 1 to 1,000, default 1; it does not change the result. */
  readonly maxConcurrency?: number;
  /** Whether the provider's batches are asked: later and for less, all rows together; `maxConcurrency` does not count then. */
  readonly batch?: boolean;
  /** Told after each row. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The result of {@linkcode askRows}. */
export interface AskedRows {
  /** The rows with their answers, in their order; all rows of one repeat before those of the next. */
  readonly frame: Frame;
  /** How many rows have no answer. */
  readonly failed: number;
  /** What it took. */
  readonly usage: AnswerUsage;
}

const MOST_REASON = 300;
const SMALLEST_CHUNK = 4096;
/** So many items a worker, that waiting for the last of a chunk costs little. */
const CHUNK_PER_WORKER = 64;

/**
 * Asks a model about every row of a frame.
 *
 * A row whose answer fails is a row with its reason, not a lost one; if all fail, it is an error. Rows are read, asked and put
 * together in chunks, so that no more than one chunk of prompts and answers is held beside the frames.
 *
 * @param options see {@linkcode AskRowsOptions}
 * @returns the rows with their answers
 * @throws {AssayError} for an unknown model, missing columns or values, a column that is taken, or a model that fails on all rows
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 *
 * const input = frameOf({ text: ["an awful bore", "good"] });
 * const prompt = "Input: good film\nOutput: praise\nInput: awful film\nOutput: blame\nInput: {row.text}\nOutput:";
 * const { frame } = await askRows({ model: "local/nearest", input, prompt });
 * assertEquals(frame.getColumn("answer").toArray(), ["blame", "praise"]);
 * ```
 */
export async function askRows(options: AskRowsOptions): Promise<AskedRows> {
  const { input, repeats = 1, maxConcurrency: concurrency = 1, column = "answer", members = [] } = options;
  checkInteger("ask for each row", "repeats", repeats, { min: 1, max: 1000 });
  checkInteger("ask for each row", "maxConcurrency", concurrency, { min: 1, max: 1000 });
  const prompt = typeof options.prompt === "string" ? rowPrompt([options.prompt]) : options.prompt;
  const system = options.system === undefined ? undefined : rowPrompt([options.system]);
  for (const one of system === undefined ? [prompt] : [prompt, system]) checkRowColumns(input, one, "ask for each row");
  const named = [...new Set([...prompt.columns, ...system?.columns ?? []])];
  const columns = answerColumns(input, { column, members, isRepeated: repeats > 1 });
  const { read, signal, onProgress, batch = false } = options;
  const { model, fallbackModel, cache, open } = options;
  const asker = openAsker({ model, fallbackModel, cache, open, ...(batch ? { batch: { signal, onProgress } } : {}) });
  const { temperature, topP, topK, maxOutputTokens, history, outputSchema, tools, maxTurns, onToolCall } = options;
  const settings = { temperature, topP, topK, maxOutputTokens, history, outputSchema, tools, maxTurns };
  const total = input.height * repeats;
  const together = batch ? MOST_TOGETHER : concurrency;
  const size = batch ? MOST_TOGETHER : Math.max(SMALLEST_CHUNK, CHUNK_PER_WORKER * concurrency);
  const frames: Frame[] = [];
  let usage = NO_USAGE;
  let failed = 0;
  let done = 0;
  let lastError: unknown;
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (let from = 0; from < Math.max(1, input.height); from += size) {
      const rows = input.slice(from, size);
      const rowOf = rowReader(rows, named);
      const slots: AnswerSlot[] = new Array(rows.height);
      const work = async (item: number) => {
        const row = rowOf(item);
        const question: Question = {
          ...settings,
          prompt: prompt.fill(row),
          system: system?.fill(row),
          onToolCall: (call, place) => onToolCall?.(call, { ...place, item: from + item }),
        };
        slots[item] = await askRow(asker, question, {
          once: { read, repeat, signal, spent: (used) => usage = sumUsage([usage, used]) },
          onError: (error) => (failed++, lastError = error),
        });
      };
      await askEach(rows.height, work, { concurrency: together, signal, onDone: () => onProgress?.(++done, total) });
      frames.push(columns.add(rows, slots, repeat));
    }
  }
  if (failed > 0 && failed === total) {
    throw new AssayError(`${options.model} failed on all ${total} rows`, {
      code: "provider_failed",
      problems: [(lastError as Error).message],
      cause: lastError,
    });
  }
  return { frame: concatFrames(frames), failed, usage };
}

async function askRow(
  asker: Asker,
  question: Parameters<Asker["ask"]>[0],
  { once, onError }: { once: Parameters<Asker["ask"]>[1]; onError: (error: unknown) => void },
): Promise<AnswerSlot> {
  try {
    const { text, json } = await asker.ask(question, once);
    return { text, json, failure: null, reason: null };
  } catch (error) {
    if (!(error instanceof AssayError && error.code === "provider_failed")) throw error;
    onError(error);
    const failure = error instanceof AnswerError ? error.failure : "infrastructure";
    return { text: null, json: null, failure, reason: error.message.slice(0, MOST_REASON) };
  }
}

function rowReader(rows: Frame, names: readonly string[]): (item: number) => RowValues {
  const columns = names.map((name) => [name, columnValues(rows, name, "ask for each row")] as const);
  return (item) => Object.fromEntries(columns.map(([name, values]) => [name, values[item]]));
}
