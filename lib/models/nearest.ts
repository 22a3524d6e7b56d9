import { AssayError } from "../core/assay_error.ts";
import { type SimilarityIndex, similarityIndex } from "./_similarity_index.ts";
import type { Model, ModelRequest } from "./model.ts";

interface Examples {
  prefix: string;
  index: SimilarityIndex;
  outputs: string[];
}

const ID = "local/nearest";
const MARK = /^(Input|Output):[ \t]?/gm;

/**
 * A few-shot learner that runs anywhere: it reads the examples of its prompt and answers with the output of the most similar.
 *
 * It sees what a hosted model would see, a rendered prompt with `Input: …` and `Output: …` lines (each may run over several
 * lines) whose last `Input:` is the target. Similarity is the mean cosine of TF-IDF over words and over character 3- to 5-grams.
 * It stands in where a hosted model would be used, so that everything around it can be tried without a key.
 *
 * @returns the model; the examples of its last prompt stay indexed, since prompts of one run share them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const content = "Input: good film\nOutput: praise\nInput: awful film\nOutput: blame\nInput: an awful bore\nOutput:";
 * const { text } = await openNearest().generate({ messages: [{ role: "user", content }] });
 * assertEquals(text, "blame");
 * ```
 */
export function openNearest(): Model {
  let last: Examples | undefined;
  return {
    id: ID,
    // deno-lint-ignore require-await -- a rejected promise, not a throw, is what callers of any model expect
    async generate(request: ModelRequest) {
      request.signal?.throwIfAborted();
      const prompt = request.messages.at(-1)?.content ?? "";
      const start = startOfTarget(prompt);
      const prefix = prompt.slice(0, start);
      if (last === undefined || last.prefix !== prefix) last = readExamples(prefix);
      const target = prompt.slice(start).replace(/^Input:[ \t]?/, "").replace(/\nOutput:\s*$/, "");
      const { index } = last.index.nearest(target.trim());
      return { text: last.outputs[index], model: ID };
    },
  };
}

function startOfTarget(prompt: string): number {
  const at = prompt.lastIndexOf("\nInput:");
  if (at !== -1) return at + 1;
  if (prompt.startsWith("Input:")) return 0;
  throw unusable('the prompt must end with the target as "Input: …", received no such line');
}

function readExamples(prefix: string): Examples {
  const marks = [...prefix.matchAll(MARK)];
  const inputs: string[] = [];
  const outputs: string[] = [];
  for (let i = 0; i + 1 < marks.length; i++) {
    if (marks[i][1] !== "Input" || marks[i + 1][1] !== "Output") continue;
    inputs.push(contentOf(i).trim());
    // An output is one line: what follows it, such as a further instruction, is not part of the answer.
    outputs.push(contentOf(i + 1).trim().split("\n", 1)[0].trimEnd());
  }
  if (inputs.length === 0) {
    throw unusable('the prompt must contain examples as "Input: …" and "Output: …" lines, received none');
  }
  return { prefix, index: similarityIndex(inputs), outputs };

  function contentOf(i: number): string {
    return prefix.slice(marks[i].index + marks[i][0].length, marks[i + 1]?.index);
  }
}

function unusable(problem: string): AssayError {
  const remedy =
    `${ID} only repeats the output of the most similar example; a prompt without examples needs a hosted model ` +
    "(anthropic/…, google/… or openai/…)";
  return new AssayError(`Cannot answer with ${ID}`, { problems: [`${problem}. ${remedy}`] });
}
