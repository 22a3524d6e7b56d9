import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { digest } from "../core/digest.ts";
import type { Store } from "../core/store.ts";
import { modelIdOf } from "../models/model_names.ts";
import type { OpenedModel } from "../models/open_model.ts";
import { JUDGE_SYSTEM } from "./_judge_prompt.ts";
import { type AnswerReader, jsonReader } from "./answer_json.ts";
import { answerSchema } from "./answer_schema.ts";
import { type AnswerUsage, NO_USAGE, sumUsage } from "./answer_usage.ts";
import { askAll, type Asked, type AskTask } from "./ask_all.ts";

/** The model that judges, and how it is asked. What is left out is left to the model. */
export interface JudgeModelOptions {
  /** The model that judges: an id, or an alias such as "sonnet". */
  readonly model: string;
  /** The model to ask when the first one fails. */
  readonly fallbackModel?: string;
  /** Sampling temperature, 0 to 2. */
  readonly temperature?: number;
  /** The share of probability from which words are drawn, above 0 to 1. */
  readonly topP?: number;
  /** From how many words the next is drawn. */
  readonly topK?: number;
  /** The most tokens that an answer of the judge may have. */
  readonly maxOutputTokens?: number;
  /** How many questions are asked at the same time, 1 to 1,000, default 1; it does not change the result. */
  readonly maxConcurrency?: number;
  /** Whether the provider's batches are asked: later and for less. */
  readonly batch?: boolean;
  /** Where answers are kept and looked up. */
  readonly cache?: Store;
  /** How to find a model, default `openModel`. */
  readonly open?: (id: string) => OpenedModel;
  /** Cancels all of it. */
  readonly signal?: AbortSignal;
  /** Told after each question; what is asked one after the other counts apart. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A question to the judge. */
export interface Inquiry {
  /** All of it. */
  readonly prompt: string;
  /** What the answer must fit. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** Reads the answer, default by the schema. */
  readonly read?: AnswerReader;
  /** Which sample it is, from 0. */
  readonly repeat?: number;
}

/** What the judge said, or why it said nothing that can be used. */
export type Finding =
  | { readonly json: unknown; readonly failure: null }
  | { readonly json: null; readonly failure: string; readonly reason: string };

/** A judge that is ready to be asked. */
export interface Judge {
  /** Its id. */
  readonly id: string;
  /** Asks each of `count` questions; where there is none, there is no finding. */
  ask(count: number, inquiryAt: (i: number) => Inquiry | null): Promise<(Finding | null)[]>;
  /** The ids of the models that answered, sorted. */
  answeredBy(): string[];
  /** What it took so far. */
  usage(): AnswerUsage;
  /** The error of a judge by whom nothing was judged; null if no question failed. */
  whyNothing(): AssayError | null;
}

const CHUNK = 4096;

/** Opens a judge. Equal questions are asked once, so that their findings are equal, too, however many are asked together. */
export function openJudge(options: JudgeModelOptions): Judge {
  const { maxConcurrency = 1, batch = false, cache, open, signal, onProgress } = options;
  const { fallbackModel, temperature, topP, topK, maxOutputTokens } = options;
  checkInteger("judge", "maxConcurrency", maxConcurrency, { min: 1, max: 1000 });
  const id = modelIdOf(options.model);
  const model = { model: options.model, fallbackModel, temperature, topP, topK, maxOutputTokens };
  const known = new Map<string, Finding>();
  const models = new Set<string>();
  const failures: Exclude<Asked, { answer: { text: string } }>[] = [];
  let usage = NO_USAGE;
  const keep = (key: string, asked: Asked) => {
    if (asked.answer === null) {
      failures.push(asked);
      known.set(key, { json: null, failure: asked.failure, reason: asked.reason });
      return;
    }
    models.add(asked.answer.model);
    usage = sumUsage([usage, asked.answer.usage]);
    known.set(key, { json: asked.answer.json, failure: null });
  };
  return {
    id,
    async ask(count, inquiryAt) {
      const findings: (Finding | null)[] = new Array(count).fill(null);
      const size = batch ? count : CHUNK;
      for (let from = 0; from < count; from += size) {
        const keys: (string | null)[] = [];
        const tasks = new Map<string, AskTask>();
        for (let i = from; i < Math.min(count, from + size); i++) {
          const inquiry = inquiryAt(i);
          const key = inquiry === null ? null : `${inquiry.repeat ?? 0} ${digest(inquiry.prompt)}`;
          keys.push(key);
          if (inquiry !== null && key !== null && !known.has(key)) tasks.set(key, taskOf(inquiry, model));
        }
        const asked = await askAll([...tasks.values()], {
          maxConcurrency,
          batch,
          cache,
          open,
          signal,
          onProgress: (done) => onProgress?.(from + done, count),
        });
        [...tasks.keys()].forEach((key, i) => keep(key, asked[i]));
        // What needed no question is done, too.
        if (asked.length < keys.length) onProgress?.(from + keys.length, count);
        keys.forEach((key, i) => findings[from + i] = key === null ? null : known.get(key)!);
      }
      return findings;
    },
    answeredBy: () => [...models].sort(),
    usage: () => usage,
    whyNothing() {
      if (failures.length === 0) return null;
      const [{ reason, error }] = failures;
      const isInput = failures.every(({ failure }) => failure === "bad input");
      const questions = failures.length === 1 ? "1 question" : `${failures.length} questions`;
      return new AssayError(`${id} judged nothing: ${questions} failed`, {
        code: isInput ? "bad_input" : "provider_failed",
        problems: [reason],
        cause: error,
      });
    },
  };
}

function taskOf({ prompt, schema, read, repeat }: Inquiry, model: JudgeModelOptions): AskTask {
  return {
    ...model,
    prompt,
    repeat,
    system: JUDGE_SYSTEM,
    outputSchema: schema,
    read: read ?? jsonReader(answerSchema(schema)),
  };
}
