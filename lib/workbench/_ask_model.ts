import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import type { Message, ModelRequest } from "../models/model.ts";
import { modelIdOf } from "../models/model_names.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { remembered, type RememberedModel, type RememberedResponse } from "../models/remembered.ts";
import { AnswerError } from "./answer_error.ts";
import type { AnswerReader } from "./answer_json.ts";
import type { Answer, AnswerUsage, Question } from "./ask.ts";

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
}): Asker {
  const { model, fallbackModel, cache, open = openModel } = options;
  const main = openPrompted(modelIdOf(model), open, cache);
  let standIn: RememberedModel | undefined;
  return {
    async ask(question, once = {}) {
      try {
        return await askModel(main, question, once);
      } catch (error) {
        // An answer that cannot be used is the model's last word; only when there is none, another is asked.
        const isOut = error instanceof AssayError && error.code === "provider_failed" &&
          !(error instanceof AnswerError);
        if (fallbackModel === undefined || !isOut) throw error;
        standIn ??= openPrompted(modelIdOf(fallbackModel), open, cache);
        return await askModel(standIn, question, once);
      }
    },
  };
}

/** The sum of what several exchanges used. */
export function sumUsage(usages: readonly AnswerUsage[]): AnswerUsage {
  const sum = { calls: 0, remembered: 0, untold: 0, inputTokens: 0, outputTokens: 0 };
  for (const usage of usages) {
    for (const name of Object.keys(sum) as (keyof AnswerUsage)[]) sum[name] += usage[name];
  }
  return sum;
}

function openPrompted(id: string, open: (id: string) => OpenedModel, cache?: Store): RememberedModel {
  const opened = open(id);
  if (opened.kind === "prompted") return remembered(opened.model, cache);
  throw new AssayError(`Cannot ask ${id}`, {
    problems: ["the model learns labels and answers no prompts; use it in a step of type predict"],
  });
}

async function askModel(model: RememberedModel, question: Question, once: AskOnce): Promise<Answer> {
  const { read, repeat = 0, signal, spent } = once;
  const { prompt, history = [], ...settings } = question;
  const messages: Message[] = [...history, { role: "user", content: prompt }];
  const usages: AnswerUsage[] = [];
  const generate = async (messages: readonly Message[]) => {
    signal?.throwIfAborted();
    const request: ModelRequest & Pick<Question, "topP" | "topK"> = { ...settings, messages, signal };
    const response = await untilAborted(model.generate(request, repeat), signal);
    const used = usageOf(response);
    usages.push(used);
    spent?.(used);
    if (response.text.trim() !== "") return response;
    const problems = ["the model said nothing"];
    throw new AnswerError(response.model, { failure: "empty answer", text: "", problems });
  };
  let response = await generate(messages);
  let result = read?.(response.text) ?? { value: null };
  if ("problems" in result) {
    const again = `Your answer cannot be used:\n- ${result.problems.join("\n- ")}\nAnswer again, with the JSON only.`;
    const said: Message = { role: "assistant", content: response.text };
    response = await generate([...messages, said, { role: "user", content: again }]);
    result = read!(response.text);
  }
  if ("problems" in result) {
    const { text } = response;
    throw new AnswerError(response.model, { failure: "invalid answer", text, problems: result.problems });
  }
  return { text: response.text, json: result.value, model: response.model, usage: sumUsage(usages) };
}

function usageOf({ isRemembered, usage }: RememberedResponse): AnswerUsage {
  if (isRemembered) return { calls: 0, remembered: 1, untold: 0, inputTokens: 0, outputTokens: 0 };
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  return { calls: 1, remembered: 0, untold: usage === undefined ? 1 : 0, inputTokens, outputTokens };
}

/** A model that does not listen to the signal is left behind. */
async function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    if (signal.aborted) stop();
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
