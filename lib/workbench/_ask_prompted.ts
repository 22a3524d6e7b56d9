import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { digest, digestJson } from "../core/digest.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import type { Store } from "../core/store.ts";
import { textColumn } from "../data/column.ts";
import { concatFrames, type Frame } from "../data/frame.ts";
import type { Model, ModelRequest } from "../models/model.ts";
import { FEW_SHOT_TEMPLATE, fewShotPrompt } from "../prompts/few_shot_prompt.ts";
import { selectExamples } from "../prompts/select_examples.ts";
import { answerRows } from "./_answer_rows.ts";
import { MOST_TOGETHER } from "./_ask_batch.ts";
import { askEach } from "./_ask_each.ts";
import type { ModelSystem, PredictOptions, SystemRecord } from "./predict.ts";

/** Items that become rows together: enough that a frame of each costs little, few enough that none is felt in memory. */
const CHUNK = 4096;

interface Chunk {
  readonly from: number;
  readonly texts: readonly string[];
  readonly predictions: (string | null)[];
  readonly failures: (string | null)[];
  left: number;
}

/** Asks a model that answers prompts about every row. What is held at a time does not grow with the number of rows. */
export async function askPrompted(
  name: string,
  model: Model,
  { system, input, known, options }: {
    system: ModelSystem;
    input: string;
    known: { texts: string[]; labels: string[] };
    options: PredictOptions;
  },
): Promise<{ frame: Frame; record: SystemRecord }> {
  const { test, target, seed = DEFAULT_SEED, task, signal, cache, onProgress, maxConcurrency: concurrency = 1 } =
    options;
  checkInteger("predict", "maxConcurrency", concurrency, { min: 1, max: 1000 });
  const labels = [...new Set(known.labels)].sort();
  const examples = selectExamples(known.texts, known.labels, { perClass: system.examplesPerClass, seed });
  const prompt = fewShotPrompt({
    template: system.prompt ?? FEW_SHOT_TEMPLATE,
    examples,
    labels,
    task: task ?? `Classify the input. Answer with one of: ${labels.join(", ")}.`,
  });
  const promptDigest = digest(prompt("{target_input}"));
  const nameOf = new Map(labels.map((label) => [label.toLowerCase(), label]));
  // The prompt is a function of its digest and the target, which are much shorter than the prompt itself.
  const keyOf = (target: string) =>
    digestJson({ kind: "answer", model: model.id, prompt: promptDigest, target, temperature: 0, repeat: 0 });
  const frames: Frame[] = [];
  const chunks = openChunks(test, input, `predict with ${name}`);
  let failed = 0;
  let lastError: unknown;
  const ask = async (item: number) => {
    const chunk = chunks.of(item);
    const at = item - chunk.from;
    const text = chunk.texts[at];
    try {
      const answer = await remembered(cache, () => keyOf(text), async () => {
        return (await model.generate(requestOf(prompt(text), signal))).text;
      });
      chunk.predictions[at] = nameOf.get(answer.trim().toLowerCase()) ?? answer;
    } catch (error) {
      if (!(error instanceof AssayError && error.code === "provider_failed")) throw error;
      lastError = error;
      failed++;
      chunk.failures[at] = "infrastructure";
    }
    if (--chunk.left > 0) return;
    frames[chunk.from / CHUNK] = answerRows(name, chunk, { test, target });
    chunks.close(chunk);
  };
  const onDone = (done: number) => onProgress?.(done, test.height, name);
  await askEach(test.height, ask, { concurrency: options.batch ? MOST_TOGETHER : concurrency, signal, onDone });
  if (failed > 0 && failed === test.height) {
    throw new AssayError(`${name} failed on all ${test.height} items`, {
      code: "provider_failed",
      problems: [(lastError as Error).message],
      cause: lastError,
    });
  }
  if (test.height === 0) frames.push(answerRows(name, { from: 0, predictions: [], failures: [] }, { test, target }));
  const record = { system: name, kind: "prompted", source: model.id, examples: examples.length, promptDigest } as const;
  return { frame: concatFrames(frames), record };
}

/** The texts of those chunks only in which something is still to be done; items are begun in order. */
function openChunks(test: Frame, input: string, doing: string): { of(item: number): Chunk; close(chunk: Chunk): void } {
  // Read as a whole only to tell all rows that lack a value.
  if (test.getColumn(input).nullCount() > 0) textColumn(test, input, { doing });
  const open = new Map<number, Chunk>();
  return {
    of(item) {
      const from = item - item % CHUNK;
      const known = open.get(from);
      if (known !== undefined) return known;
      const texts = textColumn(test.slice(from, CHUNK), input, { doing });
      const nothing = texts.map(() => null);
      const chunk = { from, texts, predictions: nothing, failures: [...nothing], left: texts.length };
      open.set(from, chunk);
      return chunk;
    },
    close: ({ from }) => open.delete(from),
  };
}

/** What a store holds under the key, or else what asking gives, which is kept. */
async function remembered(store: Store | undefined, keyOf: () => string, ask: () => Promise<string>): Promise<string> {
  if (store === undefined) return await ask();
  const key = keyOf();
  const known = store.get(key);
  if (known !== undefined) return known;
  const answer = await ask();
  store.put(key, answer);
  return answer;
}

function requestOf(content: string, signal?: AbortSignal): ModelRequest {
  return { messages: [{ role: "user", content }], temperature: 0, signal };
}
