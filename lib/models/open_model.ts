import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { fitMajority } from "./majority.ts";
import type { Fit, Model } from "./model.ts";
import { fitNaiveBayes } from "./naive_bayes.ts";
import { openNearest } from "./nearest.ts";

const PROMPTED: Readonly<Record<string, () => Model>> = { "local/nearest": openNearest };
const TRAINED: Readonly<Record<string, Fit>> = { "local/majority": fitMajority, "local/naive_bayes": fitNaiveBayes };

/** The model that answers from a cassette, whichever model was recorded there; it is opened by `modelOpener`. */
export const REPLAY = "local/replay";

/** The ids of all models, sorted. */
export const MODEL_IDS: readonly string[] = [...Object.keys(PROMPTED), ...Object.keys(TRAINED), REPLAY].sort();

/** A model by its id: one that answers prompts, or one that is trained first. */
export type OpenedModel = { kind: "prompted"; model: Model } | { kind: "trained"; fit: Fit };

/**
 * Finds a model by its id.
 *
 * @param id provider and name, one of {@linkcode MODEL_IDS}
 * @returns the model, and whether it is prompted or trained
 * @throws {AssayError} for an unknown id, with the nearest one, and for {@linkcode REPLAY}, which needs a cassette
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(openModel("local/nearest").kind, "prompted");
 * ```
 */
export function openModel(id: string): OpenedModel {
  checkModel(id);
  if (id === REPLAY) {
    throw new AssayError(`Cannot open ${REPLAY}`, {
      problems: ["it answers from a cassette: give one by --replay FILE, recorded with --record FILE"],
    });
  }
  if (Object.hasOwn(TRAINED, id)) return { kind: "trained", fit: TRAINED[id] };
  return { kind: "prompted", model: PROMPTED[id]() };
}

/**
 * Throws unless the model exists.
 *
 * @param id provider and name
 * @throws {AssayError} for an unknown id, with the nearest one
 */
export function checkModel(id: string): void {
  if (MODEL_IDS.includes(id)) return;
  const hosted = /^(anthropic|google|openai)\//.test(id) ? "; hosted models are opened by modelOpener" : "";
  throw new AssayError("Cannot open the model", {
    problems: [`unknown model "${id}", ${didYouMean(id, MODEL_IDS)}${hosted}`],
  });
}
