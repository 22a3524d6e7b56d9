import { describeValue } from "../core/describe_value.ts";
import { formatCount } from "../core/format.ts";
import {
  type ItemScore,
  itemScore,
  type ItemScores,
  type Measured,
  MOST_CHARACTERS,
  type ScoreOptions,
  scoreShare,
} from "./_item_scores.ts";

/** What counts as valid: see {@linkcode jsonValidity}. */
export interface JsonOptions {
  /** What is wrong with a value, a line a problem; empty when it conforms. Such a function comes from a JSON Schema. */
  readonly problemsOf?: (value: unknown) => readonly string[];
  /** Whether one Markdown fence may stand around the JSON, default false. */
  readonly fenced?: boolean;
}

/** The result of {@linkcode jsonValidity}. */
export interface JsonScores extends ItemScores {
  /** What is wrong with each answer; empty where nothing is. */
  readonly problems: readonly (readonly string[])[];
}

const DOING = "check the JSON of answers";

/**
 * The share of answers that are JSON and, where a schema is given, conform to it, with Wilson's interval.
 *
 * JSON is that of RFC 8259 as `JSON.parse` reads it: the whole answer is one value; no comments, NaN or trailing commas. Which
 * schema languages there are is up to the caller: `problemsOf` judges the value.
 *
 * @param predictions the answers; null leaves the item out
 * @param options see {@linkcode JsonOptions}; `level` and `clusters`
 * @returns scores 0 or 1, their share, and what is wrong with each answer
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const problemsOf = (value: unknown) => typeof value === "number" ? [] : ["must be a number"];
 * const { scores, problems } = jsonValidity(["1", '"a"', "{"], { problemsOf });
 * assertEquals([scores, problems], [[1, 0, 0], [[], ["must be a number"], ["is not JSON"]]]);
 * ```
 */
export function jsonValidity(
  predictions: readonly (string | null)[],
  options: ScoreOptions & JsonOptions = {},
): JsonScores {
  const found = predictions.map((prediction) => prediction === null ? null : problemsIn(prediction, options));
  const measured = found.map((one): Measured => {
    if (one === null) return "there is no prediction";
    return typeof one === "string" ? one : one.length === 0 ? 1 : 0;
  });
  return { ...scoreShare(measured, options), problems: found.map((one) => Array.isArray(one) ? one : []) };
}

/**
 * Whether one answer is JSON and conforms, as in {@linkcode jsonValidity}.
 *
 * @param prediction the answer
 * @param options see {@linkcode JsonOptions}
 * @returns 1 or 0; undefined if the answer is longer than 1 MiB
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(jsonValidityScore('{"a": 1}').score, 1);
 * assertEquals(jsonValidityScore("~~~json\n[1]\n~~~", { fenced: true }).score, 1);
 * ```
 */
export function jsonValidityScore(prediction: string, options: JsonOptions = {}): ItemScore {
  const found = problemsIn(prediction, options);
  return itemScore(typeof found === "string" ? found : found.length === 0 ? 1 : 0);
}

function problemsIn(prediction: string, { problemsOf, fenced = false }: JsonOptions): readonly string[] | string {
  if (typeof prediction !== "string") {
    throw new TypeError(`Cannot ${DOING}: a prediction must be a text, received ${describeValue(prediction)}`);
  }
  if (prediction.length > MOST_CHARACTERS) return `a text is longer than ${formatCount(MOST_CHARACTERS)} characters`;
  let value: unknown;
  try {
    value = JSON.parse(fenced ? withoutFence(prediction) : prediction);
  } catch (error) {
    // Deep nesting ends as a RangeError.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return ["is not JSON"];
  }
  return problemsOf?.(value) ?? [];
}

function withoutFence(text: string): string {
  const lines = text.trim().split("\n");
  const mark = /^(?:```+|~~~+)/.exec(lines[0])?.[0];
  const isFenced = mark !== undefined && lines.length > 1 && lines[lines.length - 1].trim() === mark;
  return isFenced ? lines.slice(1, -1).join("\n") : text;
}
