import { AssayError } from "../core/assay_error.ts";
import { parseTemplate, renderTemplate, type Template, templatePaths } from "../core/template.ts";
import { columnValues } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";

/** The values of one row, by column. */
export type RowValues = Readonly<Record<string, unknown>>;

/** A text with places for a row's values. */
export interface RowPrompt {
  /** The columns that it names, each once. */
  readonly columns: readonly string[];
  /** Those that must have a value: they stand in the text itself, not in a condition or before a filter. */
  readonly required: readonly string[];
  /** The text for one row. */
  fill(row: RowValues): string;
}

/** What may hold a place for a row's value; any other text is no template. */
const MAYBE_PLACE = /\{[^{}\n]*\brow\b/;

/**
 * Makes a prompt of texts with places for a row's values, `{row.text}` or `{{ row.text | upper }}`, with conditions and loops as in
 * all templates. A text without such a place is taken as it is.
 *
 * @param texts pieces of one text; those that are `literal` are no templates, whatever they hold
 * @returns the prompt
 * @throws {AssayError} for a place that names no column, and for a template that cannot be read
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const prompt = rowPrompt(['Say {row.text} as {"json": 1}: ', { literal: "{row.text}" }]);
 * assertEquals(prompt.columns, ["text"]);
 * assertEquals(prompt.fill({ text: "{row.text}" }), 'Say {row.text} as {"json": 1}: {row.text}');
 * ```
 */
export function rowPrompt(texts: readonly (string | { readonly literal: string })[]): RowPrompt {
  const pieces = texts.map((text) => typeof text === "string" ? parsed(text) : text.literal);
  const templates = pieces.filter((piece) => typeof piece !== "string");
  const columns = new Set(templates.flatMap(templatePaths).map(([, column]) => column));
  const required = new Set(templates.flatMap(plainColumns));
  return {
    columns: [...columns],
    required: [...required],
    fill: (row) => pieces.map((piece) => typeof piece === "string" ? piece : filled(piece, row)).join(""),
  };
}

/**
 * Throws unless a frame has the columns that a prompt names, with a value in each row where it must have one.
 *
 * @param frame the frame
 * @param prompt the prompt
 * @param doing what the caller does, for the message
 * @throws {AssayError} naming what is missing
 */
export function checkRowColumns(
  frame: Frame,
  prompt: Pick<RowPrompt, "columns" | "required">,
  doing: string,
): void {
  for (const name of prompt.columns) {
    const isThere = frame.columns.includes(name);
    if (isThere && (!prompt.required.includes(name) || frame.getColumn(name).nullCount() === 0)) continue;
    const missing = columnValues(frame, name, doing).flatMap((value, i) => value === null ? [i + 1] : []);
    const rows = `${missing.slice(0, 10).join(", ")}${missing.length > 10 ? ` and ${missing.length - 10} more` : ""}`;
    throw new AssayError(`Cannot ${doing}`, {
      problems: [
        `column "${name}" has no value in row ${rows}; leave these rows out, or write {{ row.${name} | default("…") }}`,
      ],
    });
  }
}

function parsed(text: string): string | Template {
  if (!MAYBE_PLACE.test(text)) return text;
  let template: Template;
  try {
    template = parseTemplate(text);
  } catch (error) {
    throw unusable(error);
  }
  const paths = templatePaths(template);
  if (!paths.some(([root]) => root === "row")) return text;
  const wrong = paths.filter(([root, column]) => root !== "row" || column === undefined);
  if (wrong.length === 0) return template;
  const names = wrong.map((path) =>
    `{${path.join(".")}} must name a column as {row.COLUMN}; a brace itself is written \\{`
  );
  throw new AssayError("Cannot make the prompt", { problems: names });
}

function plainColumns({ nodes }: Template): string[] {
  return nodes.flatMap((node) =>
    node.kind === "value" && node.expression === undefined && (node.filters ?? []).length === 0 ? [node.path[1]] : []
  );
}

function filled(template: Template, row: RowValues): string {
  try {
    return renderTemplate(template, { row });
  } catch (error) {
    throw unusable(error);
  }
}

function unusable(error: unknown): unknown {
  if (!(error instanceof SyntaxError || error instanceof RangeError || error instanceof TypeError)) return error;
  return new AssayError("Cannot make the prompt", { problems: [error.message], cause: error });
}
