import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import type { Message, ModelRequest, Tool } from "../models/model.ts";
import { modelIdOf } from "../models/model_names.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { remembered, type RememberedModel, type RememberedResponse } from "../models/remembered.ts";
import { inBatches } from "./_ask_batch.ts";
import { AnswerError, type AnswerFailure } from "./answer_error.ts";
import type { AnswerReader } from "./answer_json.ts";
import { type AnswerUsage, NO_USAGE, sumUsage } from "./answer_usage.ts";
import type { Answer, Question } from "./ask.ts";
import { askWithTools, canCallTools, DEFAULT_MAX_TURNS } from "./ask_with_tools.ts";
import { repeatable, untilAborted } from "./_tools_run.ts";

/** A model that is ready to be asked many questions, with the one that stands in for it. */
export interface Asker {
  /** Asks once; `spent` is told what each exchange used, also of those that come to nothing. */
  ask(question: Question, options?: AskOnce): Promise<Answer>;
}

interface AskOnce {
  read?: AnswerReader;
  repeat?: number;
  signal?: AbortSignal;
  spent?: (usage: AnswerUsage) => void;
}

/** Finds the models and wraps them with the cache; a stand-in is opened only when it is needed. */
export function openAsker(options: {
  model: string;
  fallbackModel?: string;
  cache?: Store;
  open?: (id: string) => OpenedModel;
  batch?: { signal?: AbortSignal; onProgress?: (done: number, total: number) => void };
}): Asker {
  const { model, fallbackModel } = options;
  const main = openPrompted(modelIdOf(model), options);
  let standIn: RememberedModel | undefined;
  return {
    async ask(question, once = {}) {
      if (question.tools !== undefined && question.tools.length > 0) {
        for (const id of [model, ...(fallbackModel === undefined ? [] : [fallbackModel])]) checkCanCall(modelIdOf(id));
      }
      try {
        return await askModel(main, question, once);
      } catch (error) {
        // An answer that cannot be used is the model's last word; only when there is none, another is asked.
        const isOut = error instanceof AssayError && error.code === "provider_failed" &&
          !(error instanceof AnswerError);
        if (fallbackModel === undefined || !isOut) throw error;
        standIn ??= openPrompted(modelIdOf(fallbackModel), options);
        return await askModel(standIn, question, once);
      }
    },
  };
}

function checkCanCall(id: string): void {
  if (canCallTools(id)) return;
  throw new AssayError(`Cannot ask ${id} with functions`, {
    problems: ["it cannot call functions: ask a hosted model, or leave out functions and tools"],
  });
}

function openPrompted(id: string, options: Parameters<typeof openAsker>[0]): RememberedModel {
  const { open = openModel, cache, batch } = options;
  const opened = open(id);
  if (opened.kind === "prompted") {
    const model = batch === undefined ? opened.model : inBatches(opened.model, { store: cache, ...batch });
    // What is kept must be what was answered to.
    const generate = async (request: ModelRequest) => repeatable(await model.generate(request));
    return remembered({ id: model.id, price: model.price, generate }, cache);
  }
  throw new AssayError(`Cannot ask ${id}`, {
    problems: ["the model learns labels and answers no prompts; use it in a step of type predict"],
  });
}

async function askModel(model: RememberedModel, question: Question, once: AskOnce): Promise<Answer> {
  const { read, repeat = 0, signal, spent } = once;
  const { prompt, history = [], tools = [], maxTurns = DEFAULT_MAX_TURNS, onToolCall, ...settings } = question;
  const usages: AnswerUsage[] = [];
  const generate = async (messages: readonly Message[], offered: readonly Tool[]) => {
    signal?.throwIfAborted();
    const request: ModelRequest = {
      ...settings,
      messages,
      ...(offered.length === 0 ? {} : { tools: offered }),
      signal,
    };
    const response = await untilAborted(() => model.generate(request, repeat), signal);
    const used = usageOf(response);
    usages.push(used);
    spent?.(used);
    const calls = offered.length === 0 ? [] : response.toolCalls ?? [];
    const wrong = calls.length > 0 ? null : whatIsWrong(response);
    if (wrong === null) return { ...response, toolCalls: calls };
    throw new AnswerError(response.model, { failure: wrong.failure, text: response.text, problems: [wrong.problem] });
  };
  const talk = (messages: readonly Message[], turns: number) =>
    askWithTools(messages, {
      tools,
      generate,
      maxTurns: turns,
      signal,
      onToolCall: (call) => onToolCall?.(call, { repeat }),
    });
  let { response, messages, turns } = await talk([...history, { role: "user", content: prompt }], maxTurns);
  let result = read?.(response.text) ?? { value: null };
  if ("problems" in result) {
    const again = `Your answer cannot be used:\n- ${result.problems.join("\n- ")}\nAnswer again, with the JSON only.`;
    const said: Message = { role: "assistant", content: response.text };
    // Asking again is no turn of the loop, so that an answer in its last turn can be mended.
    const left = Math.max(1, maxTurns - turns);
    ({ response } = await talk([...messages, said, { role: "user", content: again }], left));
    result = read!(response.text);
  }
  if ("problems" in result) {
    const { text } = response;
    throw new AnswerError(response.model, { failure: "invalid answer", text, problems: result.problems });
  }
  return { text: response.text, json: result.value, model: response.model, usage: sumUsage(usages) };
}

/** An answer that is none, or not a whole one, is told apart from one that is wrong and from a model that failed. */
function whatIsWrong({ text, finish }: RememberedResponse): { failure: AnswerFailure; problem: string } | null {
  if (finish === "refusal") return { failure: "refused answer", problem: "the model refuses to answer" };
  if (text.trim() === "") return { failure: "empty answer", problem: "the model said nothing" };
  if (finish !== "length") return null;
  return { failure: "truncated answer", problem: "it is cut off at its bound; raise max_output_tokens" };
}

function usageOf({ isRemembered, usage }: RememberedResponse): AnswerUsage {
  if (isRemembered) return { ...NO_USAGE, remembered: 1 };
  if (usage === undefined) return { ...NO_USAGE, calls: 1, untold: 1 };
  const { inputTokens, cacheReadTokens = 0, cacheWriteTokens = 0, outputTokens } = usage;
  return { ...NO_USAGE, calls: 1, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens };
}
