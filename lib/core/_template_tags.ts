import { parseContent, parsePath, type PlaceContent, readsAsFilters } from "./_template_content.ts";
import { type Expression, parseExpression } from "./parse_expression.ts";

/** What a tag of a template says. */
export type TagMeaning =
  | { kind: "value"; content: PlaceContent }
  | { kind: "text"; text: string }
  | { kind: "for"; item: string; list: readonly string[] }
  | { kind: "if" | "elif"; condition: Expression }
  | { kind: "else" | "endif" | "endfor" }
  /** In single braces, `{if` without a condition behind it may be code; anything else that is wrong is an error. */
  | { kind: "problem"; message: string; word: "if" | "elif" | null };

/** A tag of a template. */
export interface Tag {
  /** The tag as it is written. */
  readonly source: string;
  /** What it says. */
  readonly meaning: TagMeaning;
}

const SINGLE_PATH = /\{([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)\}/y;
const SINGLE_FOR = /\{for[^\S\n]+([A-Za-z_]\w*)[^\S\n]+in[^\S\n]+([A-Za-z_]\w*(?:\.\w+|\[\d+\])*)[^\S\n]*\}/y;
const SINGLE_IF = /\{(if|elif|else[^\S\n]+if)[^\S\n]+/y;
const SINGLE_PIPE = /\{[A-Za-z_]\w*(?:\.\w+|\[\d+\])*[^\S\n]+\|[^\S\n]/y;
const DOUBLE_BARE = /\{\{[^{}]*\}\}/y;
const FOR = /^for\s+([\p{L}_][\p{L}\p{M}\p{N}_]*)\s+in\s+([^]*)$/u;
const IF = /^(if|elif|else\s+if)\s+([^]*)$/;
const WORDS: readonly string[] = ["else", "endif", "endfor"];

/**
 * The tag that begins at a brace, if one does.
 *
 * The cost is linear over a whole text: a look ahead ends at a brace or a backslash outside quotes, so that at most three
 * of them run over the same character.
 *
 * @param text the template
 * @param at the index of an opening brace
 * @param style "double" knows double braces only
 * @returns the tag, or null where the braces are text
 */
export function tagAt(text: string, at: number, style: "both" | "double"): Tag | null {
  if (text[at + 1] === "{") return doubleTag(text, at);
  return style === "both" ? singleTag(text, at) : null;
}

function singleTag(text: string, at: number): Tag | null {
  // Many languages write ${x}; a place behind a dollar sign takes double braces.
  const isCode = text[at - 1] === "$";
  const path = matchAt(SINGLE_PATH, text, at);
  if (path !== null && isCode && !WORDS.includes(path[1])) return null;
  if (path !== null) return { source: path[0], meaning: wordOr(path[1], (name) => placeOf(name, true)) };
  const loop = matchAt(SINGLE_FOR, text, at);
  if (loop !== null) return { source: loop[0], meaning: { kind: "for", item: loop[1], list: parsePath(loop[2]) } };
  const choice = matchAt(SINGLE_IF, text, at);
  if (choice === null && (isCode || matchAt(SINGLE_PIPE, text, at) === null)) return null;
  const end = endOf(text, at + (choice?.[0].length ?? 1), "single");
  if (end === -1) return null;
  const source = text.slice(at, end + 1);
  if (choice !== null) return { source, meaning: choiceOf(choice[1], source.slice(choice[0].length, -1)) };
  const content = source.slice(1, -1);
  return readsAsFilters(content) ? { source, meaning: placeOf(content, true) } : null;
}

function doubleTag(text: string, at: number): Tag | null {
  const end = endOf(text, at + 2, "double");
  const source = end === -1 ? matchAt(DOUBLE_BARE, text, at)?.[0] : text.slice(at, end + 2);
  if (source === undefined) return null;
  const content = source.slice(2, -2).trim();
  if (content === "") return null;
  const loop = FOR.exec(content);
  const choice = IF.exec(content);
  const meaning = loop !== null
    ? loopOf(loop[1], loop[2])
    : choice !== null
    ? choiceOf(choice[1], choice[2])
    : wordOr(content, (inner) => placeOf(inner, false));
  if (meaning.kind !== "problem") return { source, meaning };
  // JSON may begin with two braces; anything else between them is meant as a tag.
  const isJson = /^["']/.test(content) && !readsAsFilters(content);
  return isJson ? null : { source, meaning: { ...meaning, word: null } };
}

function wordOr(content: string, other: (content: string) => TagMeaning): TagMeaning {
  return WORDS.includes(content) ? { kind: content as "else" | "endif" | "endfor" } : other(content);
}

function placeOf(content: string, isPath: boolean): TagMeaning {
  return attempt(null, () => {
    const place = parseContent(content, { isPath });
    const root = place.filters === undefined ? place.expression?.root : undefined;
    if (root?.kind === "literal" && typeof root.value === "string") return { kind: "text", text: root.value };
    return { kind: "value", content: place };
  });
}

function choiceOf(written: string, condition: string): TagMeaning {
  const word = written === "if" ? "if" : "elif";
  return attempt(word, () => ({ kind: word, condition: parseExpression(condition) }));
}

function loopOf(item: string, list: string): TagMeaning {
  return attempt(null, () => {
    const { path, expression, filters } = parseContent(list, { isPath: false });
    if (expression === undefined && filters === undefined) return { kind: "for", item, list: path };
    throw new SyntaxError("a loop runs over a path, as in {for x in rows.items}");
  });
}

function attempt(word: "if" | "elif" | null, parse: () => TagMeaning): TagMeaning {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { kind: "problem", message: error.message, word };
  }
}

/** The index of the closing braces outside quotes, or -1; a tag in single braces ends on its line. */
function endOf(text: string, from: number, braces: "single" | "double"): number {
  const isSingle = braces === "single";
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (character === "}") return isSingle || text[i + 1] === "}" ? i : -1;
    if (character === "{" || character === "\\" || (isSingle && character === "\n")) return -1;
    if (character !== "'" && character !== '"') continue;
    for (i++; i < text.length && text[i] !== character; i++) {
      if (text[i] === "\\") i++;
      if (isSingle && text[i] === "\n") return -1;
    }
  }
  return -1;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
