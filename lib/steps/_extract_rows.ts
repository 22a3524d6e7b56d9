import { AssayError } from "../core/assay_error.ts";
import { turnTaker } from "../core/drive.ts";
import { textColumn } from "../data/column.ts";
import { type Frame, frameOf } from "../data/frame.ts";
import { extractAnswer, type ExtractOptions } from "./_extract_answer.ts";

/** The parts of a structured text, which get a column each. */
const PARTS = ["sections", "key_points", "code_blocks", "links"] as const;

/** What came of the answers of many rows. */
export interface ExtractedRows {
  /** The rows, with their answers in the form and a column for each part and each post-processing. */
  readonly frame: Frame;
  /** How many characters the answers had. */
  readonly originalLength: number;
  /** How many they have now. */
  readonly processedLength: number;
}

/**
 * Throws where a column of what is extracted has a name that is taken, before anything is asked.
 *
 * @param input the rows
 * @param options the `column` of the answers, other columns that are `taken`, and what is extracted
 * @throws {AssayError} naming each such column
 */
export function checkExtractColumns(
  input: Frame,
  options: ExtractOptions & { column: string; taken: readonly string[] },
): void {
  const wanted = columnsOf(options).map(([name]) => name);
  const taken = wanted.filter((name) => input.columns.includes(name) || options.taken.includes(name));
  if (taken.length === 0) return;
  throw new AssayError("Cannot extract from each row", {
    problems: taken.map((name) => `the column "${name}" is there already: choose another name with column`),
  });
}

/**
 * Brings the answers of rows into a form: their column has the text in that form, `COLUMN_sections` and the like the parts of a
 * structured one, and `COLUMN_NAME` what each post-processing found. Lists stand there as JSON; what has no answer has none of it.
 *
 * @param frame the rows with their answers
 * @param options the `column` of the answers, and what is extracted
 * @returns the rows
 */
export async function extractRows(
  frame: Frame,
  options: ExtractOptions & { column: string; signal?: AbortSignal },
): Promise<ExtractedRows> {
  const { column, signal } = options;
  const names = columnsOf(options);
  const values: Record<string, (string | null)[]> = { [column]: [] };
  for (const [name] of names) values[name] = [];
  const lengths = { originalLength: 0, processedLength: 0 };
  const takeTurns = turnTaker(signal);
  for (const answer of textColumn(frame, column, { doing: "extract from each row", allowNull: true })) {
    await takeTurns();
    const made = answer === null ? null : extractAnswer(answer, options);
    lengths.originalLength += answer?.length ?? 0;
    lengths.processedLength += made?.text.length ?? 0;
    values[column].push(made === null ? null : made.text);
    for (const [name, from] of names) {
      const all: Record<string, unknown> = { ...made?.extracted, ...made?.structure };
      const value = all[from] ?? null;
      values[name].push(value === null || typeof value === "string" ? value : JSON.stringify(value));
    }
  }
  return { frame: frame.withColumns(...frameOf(values).getColumns()), ...lengths };
}

/** The columns beside that of the answers, each with the name of what stands in it. */
function columnsOf(
  { column, format, post_processing }: ExtractOptions & { column: string },
): [name: string, from: string][] {
  const parts = format === "structured" ? PARTS : [];
  return [...parts, ...new Set(post_processing)].map((from) => [`${column}_${from}`, from]);
}
