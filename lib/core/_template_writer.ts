import { isSimplePath, writeExpression, writePath, writeText } from "./_template_expression_writer.ts";
import { shownTag } from "./_template_errors.ts";
import type { TemplateFilter, TemplateNode, TemplateValue } from "./_template_nodes.ts";
import { tagAt } from "./_template_tags.ts";

interface Piece {
  readonly kind: "text" | "tag" | "block";
  text: string;
}

const KEPT_WORDS = ["true", "false", "null"];
const TAG_WORDS = ["else", "endif", "endfor"];
const NOTHING = "{{ '' }}";

/**
 * Writes nodes as the text of a template.
 *
 * @param nodes the nodes
 * @returns the text
 * @throws {RangeError} for a value inside an expression that cannot be written there
 */
export function writeNodes(nodes: readonly TemplateNode[]): string {
  const pieces = guarded(merged(nodes.flatMap(piecesOf)));
  const joined = pieces.map(({ text }) => text).join("");
  let out = "";
  let at = 0;
  for (const { kind, text } of pieces) {
    if (kind === "text") out += escaped(joined, at, at + text.length);
    else {
      const tag = tagAt(joined, at, "both");
      if (tag?.source !== text || tag.meaning.kind === "problem") {
        throw new RangeError(
          `Cannot write the template: ${shownTag(text)} must be a tag that can be read again, ` +
            "received values that are too long or nested for one; fill it at once",
        );
      }
      out += text;
    }
    at += text.length;
  }
  return out;
}

function piecesOf(node: TemplateNode): Piece[] {
  if (node.kind === "text") return [{ kind: "text", text: node.text }];
  if (node.kind === "value") return [{ kind: "tag", text: writeValue(node) }];
  if (node.kind === "loop") {
    const isPlain = isSimplePath([node.item]) && isSimplePath(node.list);
    const [left, right] = isPlain ? ["{", "}"] : ["{{ ", " }}"];
    const start = `${left}for ${node.item} in ${writePath(node.list)}${right}`;
    return [{ kind: "block", text: start }, ...node.body.flatMap(piecesOf), { kind: "block", text: "{endfor}" }];
  }
  const branches = node.branches.flatMap(({ condition, body }, i): Piece[] => {
    const start = condition === null ? "{else}" : `{${i === 0 ? "if" : "elif"} ${writeExpression(condition.root)}}`;
    return [{ kind: "block", text: start }, ...body.flatMap(piecesOf)];
  });
  return [...branches, { kind: "block", text: "{endif}" }];
}

function writeValue({ path, expression, filters = [] }: TemplateValue): string {
  const pipes = filters.map((filter) => ` | ${writeFilter(filter)}`).join("");
  if (expression !== undefined) return `{{ ${writeExpression(expression.root)}${pipes} }}`;
  const isTagWord = path.length === 1 && TAG_WORDS.includes(path[0]);
  if (isTagWord) return `{{ (${path[0]})${pipes} }}`;
  const isSingle = isSimplePath(path) && (pipes === "" || (path.length === 1 && KEPT_WORDS.includes(path[0])));
  return isSingle ? `{${path.join(".")}${pipes}}` : `{{ ${writePath(path)}${pipes} }}`;
}

function writeFilter({ name, items }: TemplateFilter): string {
  if (items.length === 0) return name;
  return `${name}(${items.map(({ root }) => writeExpression(root)).join(", ")})`;
}

/** A backslash before a tag would make its brace plain, so it is written as a value. */
function merged(pieces: readonly Piece[]): Piece[] {
  const texts: Piece[] = [];
  for (const { kind, text } of pieces) {
    const last = texts.at(-1);
    if (kind === "text" && last?.kind === "text") last.text += text;
    else texts.push({ kind, text });
  }
  return texts.flatMap((piece, i): Piece[] => {
    let end = piece.text.length;
    while (piece.kind === "text" && i + 1 < texts.length && piece.text[end - 1] === "\\") end--;
    if (end === piece.text.length) return [piece];
    return [
      { kind: "text", text: piece.text.slice(0, end) },
      { kind: "tag", text: `{{ ${writeText(piece.text.slice(end))} }}` },
    ];
  });
}

/** A block's tag that would stand alone on its line, and so take the line with it, gets an empty value beside it. */
function guarded(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, i): Piece[] => {
    const isSingle = piece.kind === "tag" && !piece.text.startsWith("{{");
    if (isSingle && pieces[i - 1]?.text.endsWith("$")) return afterDollar(piece.text);
    if (piece.kind !== "block") return [piece];
    const [before, after] = [pieces[i - 1], pieces[i + 1]];
    const isAlone = isBlankLine(before, i === 1, (text) => text.slice(text.lastIndexOf("\n") + 1)) &&
      isBlankLine(after, i === pieces.length - 2, (text) => text.split("\n", 1)[0]);
    return isAlone ? [{ kind: "tag", text: NOTHING }, piece] : [piece];
  });
}

/** Single braces behind a dollar sign would be code. */
function afterDollar(text: string): Piece[] {
  const inner = text.slice(1, -1);
  const isKept = KEPT_WORDS.includes(inner.split(" ")[0]);
  return isKept ? [{ kind: "tag", text: NOTHING }, { kind: "tag", text }] : [{ kind: "tag", text: `{{ ${inner} }}` }];
}

function isBlankLine(beside: Piece | undefined, isOutermost: boolean, part: (text: string) => string): boolean {
  if (beside === undefined) return true;
  if (beside.kind !== "text" || (!isOutermost && !beside.text.includes("\n"))) return false;
  return part(beside.text).trim() === "";
}

/** A part of the text, with a backslash before each brace that would begin a tag or stands behind a backslash. */
function escaped(joined: string, start: number, end: number): string {
  const brace = /\\[{}]|\{/g;
  brace.lastIndex = start;
  let out = "";
  let from = start;
  for (let match = brace.exec(joined); match !== null && match.index < end; match = brace.exec(joined)) {
    const isBehind = match[0].length === 2;
    const at = match.index + (isBehind ? 1 : 0);
    if (isBehind || isTag(joined, at)) {
      out += `${joined.slice(from, at)}\\`;
      from = at;
    }
    brace.lastIndex = at + 1;
  }
  return out + joined.slice(from, end);
}

function isTag(text: string, at: number): boolean {
  const meaning = tagAt(text, at, "both")?.meaning;
  return meaning !== undefined && (meaning.kind !== "problem" || meaning.word !== "if");
}
