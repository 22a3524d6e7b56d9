import type { Document, LineCounter, Node } from "yaml";

/** A place in a text. */
export interface TextPosition {
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1, in UTF-16 units as editors count. */
  readonly column: number;
}

/**
 * Where a key stands in the YAML of a pipeline: the key itself, or for an index the item's first character.
 *
 * What stands under `workflow:` is found with and without that key in front. Behind an alias it is found at its anchor.
 * It is for messages, so it never throws; the parser is loaded by the first call.
 *
 * @param text the YAML
 * @param path keys and indices (from 0) that lead from the root map to the place
 * @returns the place, or that of its nearest parent where it does not exist; null where the text is not YAML or no map
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "workflow:\n  name: x\n  steps:\n    - name: a\n      type: load\n";
 * assertEquals(await locate(text, ["steps", 0, "type"]), { line: 5, column: 7 });
 * assertEquals(await locate(text, ["steps", 0, "path"]), { line: 4, column: 7 });
 * ```
 */
export async function locate(text: string, path: readonly (string | number)[]): Promise<TextPosition | null> {
  return (await openLocator(text))(path);
}

/**
 * The same for many places of one text, which is parsed once.
 *
 * @param text the YAML
 * @returns a function from the path to the place; it gives null, and never throws, as {@linkcode locate} does
 */
export async function openLocator(
  text: string,
): Promise<(path: readonly (string | number)[]) => TextPosition | null> {
  try {
    const yaml = await import("yaml");
    const lines = new yaml.LineCounter();
    const document = yaml.parseDocument(text, { lineCounter: lines, logLevel: "error", uniqueKeys: false });
    // What a parser makes of broken YAML may stand elsewhere: a wrong place is worse than none.
    if (document.errors.length > 0 || !yaml.isMap(document.contents)) return () => null;
    return (path) => {
      try {
        return find(yaml, document, lines, path);
      } catch {
        return null;
      }
    };
  } catch {
    // It only adds to an error's message; a trouble of its own (nesting without end) must not hide that error.
    return () => null;
  }
}

function find(
  yaml: typeof import("yaml"),
  document: Document,
  lines: LineCounter,
  path: readonly (string | number)[],
): TextPosition | null {
  const contents = document.contents as Node;
  const root: Found = { node: contents, offset: contents.range?.[0] ?? 0 };
  const workflow = childOf(yaml, document, root, "workflow");
  const isBare = workflow === null || path.length === 0 || childOf(yaml, document, root, path[0]) !== null;
  let found = isBare ? root : workflow;
  for (const part of path) {
    const child = childOf(yaml, document, found, part);
    if (child === null) break;
    found = child;
  }
  const { line, col } = lines.linePos(found.offset);
  return line > 0 ? { line, column: col } : null;
}

interface Found {
  /** The value; it may be missing after a key. */
  readonly node: unknown;
  /** Where it is named. */
  readonly offset: number;
}

function childOf(
  { isAlias, isMap, isScalar, isSeq }: typeof import("yaml"),
  document: Document,
  { node }: Found,
  part: string | number,
): Found | null {
  const collection = isAlias(node) ? node.resolve(document) : node;
  if (isSeq(collection)) {
    const item = typeof part === "number" ? collection.items[part] : undefined;
    return startOf(item, item);
  }
  if (!isMap(collection)) return null;
  // Where a key repeats, the last one counts.
  const pair = collection.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(part));
  return pair === undefined ? null : startOf(pair.key, pair.value);
}

function startOf(named: unknown, node: unknown): Found | null {
  const start = (named as Node | undefined)?.range?.[0];
  return start === undefined ? null : { node, offset: start };
}
