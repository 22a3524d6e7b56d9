import type { AnswerSchema } from "./answer_schema.ts";

/** What was read from an answer: a value, or what is wrong with it. */
export type ReadAnswer = { readonly value: unknown } | { readonly problems: readonly string[] };

/** Reads an answer. */
export type AnswerReader = (text: string) => ReadAnswer;

const MOST_CHARACTERS = 1_000_000;
const MOST_LINES = 100_000;

/**
 * Reads JSON from an answer: the whole text, or its only fenced block.
 *
 * @param schema what the value must fit; without one any JSON is taken
 * @returns the reader
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(jsonReader()('Here it is:\n~~~json\n{"a": 1}\n~~~'), { value: { a: 1 } });
 * ```
 */
export function jsonReader(schema?: AnswerSchema): AnswerReader {
  return (text) => {
    const parsed = parseAnswer(text);
    if ("problems" in parsed || schema === undefined) return parsed;
    const problems = schema.problemsOf(parsed.value);
    return problems.length > 0 ? { problems } : parsed;
  };
}

/**
 * Reads JSON where there is some: any other answer is read as null, and is not wrong.
 *
 * @param text the answer
 * @returns the value, or null
 */
export function optionalJsonReader(text: string): ReadAnswer {
  const parsed = parseAnswer(text);
  return "problems" in parsed ? { value: null } : parsed;
}

/**
 * Reads one JSON value a line; empty lines and a fence around the lines are left out.
 *
 * @param text the answer
 * @returns the list of values
 */
export function jsonLinesReader(text: string): ReadAnswer {
  if (text.length > MOST_CHARACTERS) return tooLong(text);
  const [block, ...others] = fencedBlocks(text);
  const lines = (block !== undefined && others.length === 0 ? block : text).split("\n");
  const problems: string[] = [];
  const value: unknown[] = [];
  for (const [i, line] of lines.slice(0, MOST_LINES).entries()) {
    if (line.trim() === "") continue;
    const parsed = parse(line);
    if ("problems" in parsed) problems.push(`line ${i + 1} is not JSON`);
    else value.push(parsed.value);
  }
  if (problems.length === 0 && value.length === 0) problems.push("there is no line of JSON");
  return problems.length > 0 ? { problems: problems.slice(0, 10) } : { value };
}

/**
 * Reads a JSON list of a certain length.
 *
 * @param length how many items it must have
 * @returns the reader
 */
export function listReader(length: number): AnswerReader {
  return (text) => {
    const parsed = parseAnswer(text);
    if ("problems" in parsed) return parsed;
    const { value } = parsed;
    if (Array.isArray(value) && value.length === length) return parsed;
    return {
      problems: [
        `must be a JSON list of ${length}, received ${Array.isArray(value) ? `${value.length} items` : "no list"}`,
      ],
    };
  };
}

/**
 * The contents of fenced blocks in a Markdown text, in linear time.
 *
 * @param text the text
 * @returns what stands between each pair of fences
 */
export function fencedBlocks(text: string): string[] {
  const blocks: string[] = [];
  let open: { lines: string[]; mark: string } | null = null;
  for (const line of text.split("\n")) {
    const mark: string | undefined = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (open === null) {
      if (mark !== undefined) open = { lines: [], mark };
    } else if (mark !== undefined && mark.startsWith(open.mark) && line.trim() === mark) {
      blocks.push(open.lines.join("\n"));
      open = null;
    } else open.lines.push(line);
  }
  return blocks;
}

function parseAnswer(text: string): ReadAnswer {
  if (text.length > MOST_CHARACTERS) return tooLong(text);
  const whole = parse(text);
  if (!("problems" in whole)) return whole;
  const blocks = fencedBlocks(text);
  if (blocks.length === 1) return parse(blocks[0]);
  if (blocks.length > 1) return { problems: [`must hold one block of JSON, received ${blocks.length}`] };
  return whole;
}

function parse(text: string): ReadAnswer {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    // Deep nesting ends as a RangeError.
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    return { problems: ["must be JSON only, without any words around it"] };
  }
}

function tooLong(text: string): ReadAnswer {
  return { problems: [`must be at most ${MOST_CHARACTERS} characters long, received ${text.length}`] };
}
