import { pushText, type TemplateBranch, type TemplateNode } from "./_template_nodes.ts";
import { shownTag } from "./_template_errors.ts";
import { type Tag, tagAt, type TagMeaning } from "./_template_tags.ts";

interface Open {
  readonly source: string;
  readonly at: number;
  readonly loop: { readonly item: string; readonly list: readonly string[] } | null;
  readonly branches: TemplateBranch[];
  /** The branch that is being read. */
  branch: Omit<TemplateBranch, "body">;
}

interface Level {
  nodes: TemplateNode[];
  readonly open: Open | null;
}

interface Reading {
  readonly text: string;
  readonly levels: Level[];
  /** The first `{if …}` that was taken for text, with what is wrong as a condition. */
  doubtful: string | null;
}

const MAX_NESTING = 50;

/**
 * Parses a template into nodes.
 *
 * @param text the template
 * @param style "double" knows double braces only
 * @returns the nodes
 * @throws {SyntaxError} naming the tag and its line
 */
export function parseNodes(text: string, style: "both" | "double"): TemplateNode[] {
  const reading: Reading = { text, levels: [{ nodes: [], open: null }], doubtful: null };
  const brace = style === "both" ? /\\[{}]|\{/g : /\{\{/g;
  let from = 0;
  for (let match = brace.exec(text); match !== null; match = brace.exec(text)) {
    const at = match.index;
    if (match[0].startsWith("\\")) {
      pushText(top(reading).nodes, text.slice(from, at) + match[0][1]);
      from = at + 2;
      continue;
    }
    const tag = tagAt(text, at, style);
    if (tag === null || isText(reading, tag, at)) {
      brace.lastIndex = at + 1;
      continue;
    }
    const end = at + tag.source.length;
    const isBlock = tag.meaning.kind !== "value" && tag.meaning.kind !== "text";
    const [start, after] = isBlock ? ownLine(text, at, end) : [at, end];
    pushText(top(reading).nodes, text.slice(from, start));
    take(reading, tag, at);
    from = brace.lastIndex = after;
  }
  const { nodes, open } = top(reading);
  if (open !== null) {
    throw refuse(reading, open.at, `${shownTag(open.source)} has no ${open.loop === null ? "{endif}" : "{endfor}"}`);
  }
  pushText(nodes, text.slice(from));
  return nodes;
}

/** Whether what looks like a tag is text after all; throws where it is meant as one. */
function isText(reading: Reading, { source, meaning }: Tag, at: number): boolean {
  if (meaning.kind !== "problem") return false;
  const { open } = top(reading);
  const isLoose = meaning.word === "if" || (meaning.word === "elif" && (open === null || open.loop !== null));
  if (!isLoose) throw refuse(reading, at, `${shownTag(source)}: ${meaning.message}`);
  reading.doubtful ??= `${shownTag(source)} on line ${lineOf(reading.text, at)} is no condition: ${meaning.message}`;
  return true;
}

function take(reading: Reading, { source, meaning }: Tag, at: number): void {
  const { nodes } = top(reading);
  if (meaning.kind === "text") pushText(nodes, meaning.text);
  else if (meaning.kind === "value") nodes.push({ kind: "value", source, ...meaning.content });
  else if (meaning.kind === "for" || meaning.kind === "if") {
    if (reading.levels.length > MAX_NESTING) {
      throw refuse(reading, at, `${shownTag(source)} is nested too deeply, the most is ${MAX_NESTING} levels`);
    }
    const loop = meaning.kind === "for" ? { item: meaning.item, list: meaning.list } : null;
    const branch = { condition: meaning.kind === "if" ? meaning.condition : null, source };
    reading.levels.push({ nodes: [], open: { source, at, loop, branches: [], branch } });
  } else close(reading, { source, meaning }, at);
}

function close(reading: Reading, { source, meaning }: Tag, at: number): void {
  const level = top(reading);
  const { open } = level;
  const isLoop = meaning.kind === "endfor";
  if (open === null || (open.loop !== null) !== isLoop) throw unopened(reading, { source, meaning }, at);
  if (open.loop !== null) {
    reading.levels.pop();
    top(reading).nodes.push({ kind: "loop", ...open.loop, source: open.source, body: level.nodes });
    return;
  }
  if (meaning.kind !== "endif" && open.branches.length > 0 && open.branch.condition === null) {
    throw refuse(reading, at, `${shownTag(source)} stands behind {else}`);
  }
  open.branches.push({ ...open.branch, body: level.nodes });
  if (meaning.kind === "endif") {
    reading.levels.pop();
    top(reading).nodes.push({ kind: "if", source: open.source, branches: open.branches });
  } else {
    open.branch = { condition: meaning.kind === "elif" ? meaning.condition : null, source };
    level.nodes = [];
  }
}

function unopened(reading: Reading, tag: { source: string; meaning: TagMeaning }, at: number): SyntaxError {
  const { open } = top(reading);
  const wanted = tag.meaning.kind === "endfor" ? "{for … in …}" : "{if …}";
  const inside = open === null
    ? ""
    : `, inside ${shownTag(open.source)} of line ${lineOf(reading.text, open.at)}, which needs ${
      open.loop === null ? "{endif}" : "{endfor}"
    } first`;
  const doubtful = reading.doubtful === null || wanted !== "{if …}" ? "" : `; ${reading.doubtful}`;
  return refuse(reading, at, `${shownTag(tag.source)} without ${wanted}${inside}${doubtful}`);
}

function refuse(reading: Reading, at: number, problem: string): SyntaxError {
  return new SyntaxError(`Cannot parse the template: line ${lineOf(reading.text, at)}: ${problem}`);
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function top({ levels }: Reading): Level {
  return levels[levels.length - 1];
}

/** A tag that stands alone on its line takes the line with it. */
function ownLine(text: string, start: number, end: number): [number, number] {
  let [lineStart, lineEnd] = [start, end];
  while (lineStart > 0 && text[lineStart - 1] !== "\n" && isBlank(text[lineStart - 1])) lineStart--;
  while (lineEnd < text.length && text[lineEnd] !== "\n" && isBlank(text[lineEnd])) lineEnd++;
  const alone = (lineStart === 0 || text[lineStart - 1] === "\n") &&
    (lineEnd === text.length || text[lineEnd] === "\n");
  return alone ? [lineStart, Math.min(lineEnd + 1, text.length)] : [start, end];
}

function isBlank(character: string): boolean {
  return character.trim() === "";
}
