import { AssayError } from "../core/assay_error.ts";
import type { Store } from "../core/store.ts";
import { numberColumn, textColumn } from "../data/column.ts";
import { concatFrames, type Frame } from "../data/frame.ts";
import { type OpenedModel, openModel } from "../models/open_model.ts";
import { inBatches } from "./_ask_batch.ts";
import { answerRows } from "./_answer_rows.ts";
import { askPrompted } from "./_ask_prompted.ts";

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
  /** Whether prompted models are asked by their providers' batches: later and for less; `maxConcurrency` does not count then. */
  readonly batch?: boolean;
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

type Predicted = { frame: Frame; record: SystemRecord };

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
  textColumn(test.head(0), target, { doing: "predict" });
  checkSystems(systems);
  if (options.batch) checkBatches(systems, options);
  const frames: Frame[] = [];
  const records: SystemRecord[] = [];
  for (const system of systems) {
    options.signal?.throwIfAborted();
    const { frame, record } = "model" in system ? await askModel(system, options) : readRecorded(system, options);
    if (record.kind !== "prompted") options.onProgress?.(test.height, test.height, record.system);
    records.push(record);
    frames.push(frame);
  }
  return { frame: concatFrames(frames), systems: records };
}

/** Not when its turn comes, which may be a day after the first was paid. */
function checkBatches(systems: readonly System[], { open = openModel }: PredictOptions): void {
  for (const system of systems) {
    const opened = "model" in system ? open(system.model) : undefined;
    if (opened?.kind === "prompted") inBatches(opened.model, {});
  }
}

function readRecorded(
  { predictions: { column, score }, name = column }: RecordedSystem,
  { test, target }: PredictOptions,
): Predicted {
  const predictions = textColumn(test, column, { doing: `read the recorded answers of ${name}`, allowNull: true });
  const answered = {
    predictions,
    scores: score === undefined ? undefined : numberColumn(test, score, { doing: "read the scores" }),
    failures: predictions.map((prediction) => prediction === null ? "no answer" : null),
  };
  const record = { system: name, kind: "recorded", source: column, examples: 0 } as const;
  return { frame: answerRows(name, answered, { test, target }), record };
}

async function askModel(system: ModelSystem, options: PredictOptions): Promise<Predicted> {
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
  textColumn(test.head(0), input, { doing });
  const known = { texts: textColumn(train, input, { doing }), labels: textColumn(train, target, { doing }) };
  if (opened.kind === "prompted") {
    const { cache: store, signal, onProgress } = options;
    const progress = (done: number, total: number) => onProgress?.(done, total, name);
    const model = options.batch ? inBatches(opened.model, { store, signal, onProgress: progress }) : opened.model;
    return await askPrompted(name, model, { system, input, known, options });
  }
  const texts = textColumn(test, input, { doing });
  const { labels, scores } = opened.fit(known.texts, known.labels).predict(texts);
  const answered = { predictions: labels, scores, failures: labels.map(() => null) };
  const record = { system: name, kind: "trained", source: system.model, examples: known.texts.length } as const;
  return { frame: answerRows(name, answered, { test, target }), record };
}

function checkSystems(systems: readonly System[]): void {
  const names = systems.map((system) => system.name ?? ("model" in system ? system.model : system.predictions.column));
  const problems = names.filter((name, i) => names.indexOf(name) !== i)
    .map((name) => `the name "${name}" is used twice: give each system a name of its own`);
  if (systems.length === 0) problems.push("at least one system is needed, received none");
  if (problems.length > 0) throw new AssayError("Cannot predict", { problems });
}
