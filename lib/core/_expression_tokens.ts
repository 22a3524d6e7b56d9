import { describeValue } from "./describe_value.ts";
import { formatCount } from "./format.ts";

/** A word, number, text or sign of an expression, with its place. */
export interface Token {
  /** What it is; a `word` has a meaning of its own, such as `and` or `contains`, and so is no name. */
  readonly kind: "number" | "text" | "path" | "word" | "symbol" | "end";
  /** As it is written. */
  readonly source: string;
  /** The index of its first character. */
  readonly start: number;
  /** The number or the text. */
  readonly value?: number | string;
  /** The names and indexes of a path; `@` is the empty path. */
  readonly path?: readonly string[];
}

const MAX_LENGTH = 10_000;
const NUMBER = /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/uy;
const TEXT = /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/uy;
const NAME = /@|[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const MEMBER = /\.([\p{L}\p{M}\p{N}_]+)|\[\s*(\d+|'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*")\s*\]/uy;
const SYMBOL = /\|\||&&|[=!<>]=|[<>!+\-*/%()[\],]/uy;
const WORDS: ReadonlySet<string> = new Set(
  "and or not true false null contains matches between in not_in exists empty starts_with ends_with".split(" "),
);
const REMEDIES: Readonly<Record<string, string>> = {
  "'": "a text needs its closing quote",
  '"': "a text needs its closing quote",
  "=": 'equality is written "=="',
  "&": 'it is written "and" or "&&"',
  "|": 'it is written "or" or "||"',
  "{": "double braces may only stand around the whole expression",
  "}": "double braces may only stand around the whole expression",
};

/**
 * Cuts an expression into tokens.
 *
 * @param text the expression, bare or wrapped in double braces as a whole
 * @returns the tokens; the last one is the end
 * @throws {SyntaxError} for characters that begin nothing, with the remedy
 */
export function expressionTokens(text: string): Token[] {
  if (text.length > MAX_LENGTH) {
    throw new SyntaxError(
      `Cannot parse the expression ${describeValue(text)}: it must have at most ${
        formatCount(MAX_LENGTH)
      } characters, received ${formatCount(text.length)}`,
    );
  }
  let at = text.length - text.trimStart().length;
  let end = text.trimEnd().length;
  if (end - at >= 4 && text.startsWith("{{", at) && text.endsWith("}}", end)) {
    at += 2;
    end -= 2;
  }
  const tokens: Token[] = [];
  while (at < end) {
    if (/\s/.test(text[at])) at++;
    else {
      const token = readToken(text, at);
      tokens.push(token);
      at += token.source.length;
    }
  }
  return [...tokens, { kind: "end", source: "", start: end }];
}

/**
 * The error for a place in an expression.
 *
 * @param text the whole expression
 * @param start the index of the place
 * @param problem what is wrong there
 * @param remedy what would be right, or what was received
 * @returns the error, to be thrown
 */
export function expressionError(text: string, start: number, problem: string, remedy: string): SyntaxError {
  // Characters as people count them, beginning with 1.
  const character = Array.from(text.slice(0, start)).length + 1;
  return new SyntaxError(
    `Cannot parse the expression ${describeValue(text)}: ${problem} at character ${character}, ${remedy}`,
  );
}

function readToken(text: string, start: number): Token {
  const number = matchAt(NUMBER, text, start)?.[0];
  if (number !== undefined) {
    const value = Number(number);
    if (Number.isFinite(value)) return { kind: "number", source: number, start, value };
    throw expressionError(text, start, "a number that is too large", "the largest is 1.79e308");
  }
  const quoted = matchAt(TEXT, text, start)?.[0];
  if (quoted !== undefined) return { kind: "text", source: quoted, start, value: unquote(quoted) };
  const name = matchAt(NAME, text, start)?.[0];
  if (name !== undefined) return WORDS.has(name) ? { kind: "word", source: name, start } : readPath(text, name, start);
  const symbol = matchAt(SYMBOL, text, start)?.[0];
  if (symbol !== undefined) return { kind: "symbol", source: symbol, start };
  const character = String.fromCodePoint(text.codePointAt(start)!);
  const remedy = Object.hasOwn(REMEDIES, character) ? REMEDIES[character] : "a value or an operator was expected";
  throw expressionError(text, start, `unexpected ${describeValue(character)}`, remedy);
}

function readPath(text: string, name: string, start: number): Token {
  const path = name === "@" ? [] : [name];
  let end = start + name.length;
  for (let member = matchAt(MEMBER, text, end); member !== null; member = matchAt(MEMBER, text, end)) {
    const [source, dotted, bracketed] = member;
    path.push(dotted ?? (/^\d/.test(bracketed) ? String(BigInt(bracketed)) : unquote(bracketed)));
    end += source.length;
  }
  return { kind: "path", source: text.slice(start, end), start, path };
}

/** A backslash that begins no known escape stays, so that patterns need no doubling: '\d+'. */
function unquote(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(?:u([\dA-Fa-f]{4})|([^]))/gu, (source, code, character) => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    if (`'"\\/`.includes(character)) return character;
    return { n: "\n", r: "\r", t: "\t" }[character as string] ?? source;
  });
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
