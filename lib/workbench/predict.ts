import { AssayError } from "../core/assay_error.ts";
import { digest, digestJson } from "../core/digest.ts";
import { checkInteger } from "../core/checks.ts";
import type { Store } from "../core/store.ts";
import { DEFAULT_SEED } from "../core/random.ts";
import { numberColumn, textColumn } from "../data/column.ts";
import { concatFrames, type Frame, frameOf } from "../data/frame.ts";
import type { Model, ModelRequest } from "../models/model.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { FEW_SHOT_TEMPLATE, fewShotPrompt } from "../prompts/few_shot_prompt.ts";
import { selectExamples } from "../prompts/select_examples.ts";
import { askEach } from "./_ask_each.ts";

/** A system that is asked: a model that is trained, or prompted with examples. */
export interface ModelSystem {
  /** The model's id, such as "local/nearest". */
  readonly model: string;
  /** The system's name in reports, default the model's id. */
  readonly name?: string;
  /** For prompted models: how many examples of each class the prompt holds, default 5. */
  readonly examplesPerClass?: number;
  /** For prompted models: the few-shot template. */
  readonly prompt?: string;
}

/** A system that has answered before: its answers are a column. Nothing is called. */
export interface RecordedSystem {
  /** Where the answers stand, and the score of each where there is one. */
  readonly predictions: { readonly column: string; readonly score?: string };
  /** The system's name in reports, default the column's. */
  readonly name?: string;
}

/** Anything whose answers can be evaluated. */
export type System = ModelSystem | RecordedSystem;

/** What a report needs to know of a system to reproduce it. */
export interface SystemRecord {
  /** The system's name. */
  readonly system: string;
  /** "trained", "prompted" or "recorded". */
  readonly kind: "trained" | "prompted" | "recorded";
  /** The model's id, or the column of recorded answers. */
  readonly source: string;
  /** How many rows it learnt from, or how many examples its prompt held. */
  readonly examples: number;
  /** The SHA-256 of the prompt with examples, before the target is filled in. */
  readonly promptDigest?: string;
}

/** Options of {@linkcode predict}. */
export interface PredictOptions {
  /** The rows to answer. */
  readonly test: Frame;
  /** The rows to learn from; not needed for recorded answers. */
  readonly train?: Frame;
  /** The column of inputs; not needed for recorded answers. */
  readonly input?: string;
  /** The column of true labels. */
  readonly target: string;
  /** The systems, in the order of the report. */
  readonly systems: readonly System[];
  /** For prompted models: what is to be done, default "Classify the input." with the labels. */
  readonly task?: string;
  /** Seed of the choice of examples. */
  readonly seed?: number;
  /** Told after each answer of a prompted model, and after each other system. */
  readonly onProgress?: (done: number, total: number, system: string) => void;
  /** Where answers of prompted models are kept and looked up: what has been answered once is not asked again. */
  readonly cache?: Store;
  /** How many items a prompted model is asked at the same time, 1 to 1,000, default 1; it does not change the result. */
  readonly maxConcurrency?: number;
  /** How to find a model, default {@linkcode openModel}. */
  readonly open?: (id: string) => OpenedModel;
  /** Cancels the work between items. */
  readonly signal?: AbortSignal;
}

/** The result of {@linkcode predict}. */
export interface Predictions {
  /** One row an item and system: item, system, reference, prediction, score, failure. */
  readonly frame: Frame;
  /** How each system came to its answers. */
  readonly systems: readonly SystemRecord[];
}

type Answers = {
  predictions: (string | null)[];
  scores: (number | null)[];
  failures: (string | null)[];
  record: SystemRecord;
};

/**
 * Asks every system for the label of every test row.
 *
 * An item that a model fails on is a row with its kind of failure, not a lost one; a system that fails on all items is an
 * error.
 *
 * @param options see {@linkcode PredictOptions}
 * @returns a long frame, and a record of each system
 * @throws {AssayError} for unknown models, missing columns or values, repeated names, or a model that fails throughout
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 *
 * const test = frameOf({ answer: ["a", "b"], model_x: ["a", "a"] });
 * const { frame } = await predict({ test, target: "answer", systems: [{ predictions: { column: "model_x" } }] });
 * assertEquals(frame.getColumn("prediction").toArray(), ["a", "a"]);
 * ```
 */
export async function predict(options: PredictOptions): Promise<Predictions> {
  const { test, target, systems } = options;
  const references = textColumn(test, target, { doing: "predict", allowNull: true });
  checkSystems(systems);
  const frames: Frame[] = [];
  const records: SystemRecord[] = [];
  for (const system of systems) {
    options.signal?.throwIfAborted();
    const { predictions, scores, failures, record } = "model" in system
      ? await askModel(system, options)
      : readRecorded(system, options);
    if (record.kind !== "prompted") options.onProgress?.(references.length, references.length, record.system);
    records.push(record);
    frames.push(frameOf({
      item: Array.from(references.keys()),
      system: references.map(() => record.system),
      reference: references,
      prediction: predictions,
      score: scores,
      failure: failures,
    }, { numbers: ["score"] }));
  }
  return { frame: concatFrames(frames), systems: records };
}

function readRecorded(
  { predictions: { column, score }, name = column }: RecordedSystem,
  { test }: PredictOptions,
): Answers {
  const predictions = textColumn(test, column, { doing: `read the recorded answers of ${name}`, allowNull: true });
  return {
    predictions,
    scores: score === undefined ? predictions.map(() => null) : numberColumn(test, score, { doing: "read the scores" }),
    failures: predictions.map((prediction) => prediction === null ? "no answer" : null),
    record: { system: name, kind: "recorded", source: column, examples: 0 },
  };
}

async function askModel(system: ModelSystem, options: PredictOptions): Promise<Answers> {
  const { test, train, input, target } = options;
  const { name = system.model } = system;
  const opened = (options.open ?? openModel)(system.model);
  if (train === undefined || input === undefined) {
    const missing = [...(train === undefined ? ["train"] : []), ...(input === undefined ? ["input"] : [])];
    throw new AssayError(`Cannot predict with ${name}`, {
      problems: missing.map((what) => `${what} must be given: a model learns from it or reads it`),
    });
  }
  const doing = `predict with ${name}`;
  const texts = textColumn(test, input, { doing });
  const known = { texts: textColumn(train, input, { doing }), labels: textColumn(train, target, { doing }) };
  if (opened.kind === "prompted") return await askPrompted(name, opened.model, { system, texts, known, options });
  const { labels, scores } = opened.fit(known.texts, known.labels).predict(texts);
  return {
    predictions: [...labels],
    scores: [...scores],
    failures: labels.map(() => null),
    record: { system: name, kind: "trained", source: system.model, examples: known.texts.length },
  };
}

async function askPrompted(
  name: string,
  model: Model,
  { system, texts, known, options }: {
    system: ModelSystem;
    texts: string[];
    known: { texts: string[]; labels: string[] };
    options: PredictOptions;
  },
): Promise<Answers> {
  const { seed = DEFAULT_SEED, task, signal, cache, onProgress, maxConcurrency: concurrency = 1 } = options;
  checkInteger("predict", "maxConcurrency", concurrency, { min: 1, max: 1000 });
  const labels = [...new Set(known.labels)].sort();
  const examples = selectExamples(known.texts, known.labels, { perClass: system.examplesPerClass, seed });
  const template = system.prompt ?? FEW_SHOT_TEMPLATE;
  const prompt = fewShotPrompt({
    template,
    examples,
    labels,
    task: task ?? `Classify the input. Answer with one of: ${labels.join(", ")}.`,
  });
  const promptDigest = digest(prompt("{target_input}"));
  const nameOf = new Map(labels.map((label) => [label.toLowerCase(), label]));
  const predictions: (string | null)[] = texts.map(() => null);
  const failures: (string | null)[] = texts.map(() => null);
  let lastError: unknown;
  // The prompt is a function of its digest and the target, which are much shorter than the prompt itself.
  const keyOf = (target: string) =>
    digestJson({ kind: "answer", model: model.id, prompt: promptDigest, target, temperature: 0, repeat: 0 });
  const ask = async (item: number) => {
    const target = texts[item];
    try {
      const answer = await remembered(cache, () => keyOf(target), async () => {
        return (await model.generate(requestOf(prompt(target), signal))).text;
      });
      predictions[item] = nameOf.get(answer.trim().toLowerCase()) ?? answer;
    } catch (error) {
      if (!(error instanceof AssayError && error.code === "provider_failed")) throw error;
      lastError = error;
      failures[item] = "infrastructure";
    }
  };
  const onDone = (done: number) => onProgress?.(done, texts.length, name);
  await askEach(texts.length, ask, { concurrency, signal, onDone });
  if (lastError !== undefined && predictions.every((prediction) => prediction === null)) {
    throw new AssayError(`${name} failed on all ${texts.length} items`, {
      code: "provider_failed",
      problems: [(lastError as Error).message],
      cause: lastError,
    });
  }
  const record: SystemRecord = {
    system: name,
    kind: "prompted",
    source: model.id,
    examples: examples.length,
    promptDigest,
  };
  return { predictions, scores: predictions.map(() => null), failures, record };
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

function checkSystems(systems: readonly System[]): void {
  const names = systems.map((system) => system.name ?? ("model" in system ? system.model : system.predictions.column));
  const problems = names.filter((name, i) => names.indexOf(name) !== i)
    .map((name) => `the name "${name}" is used twice: give each system a name of its own`);
  if (systems.length === 0) problems.push("at least one system is needed, received none");
  if (problems.length > 0) throw new AssayError("Cannot predict", { problems });
}
