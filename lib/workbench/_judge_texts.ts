import { AssayError } from "../core/assay_error.ts";
import { columnValues, describeRows, rowsWhere, textColumn } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import type { FencedText } from "./_judge_fence.ts";

/** Columns that tell the judge what the answers are about. */
export interface JudgeContextColumns {
  /** The column of the questions or tasks that the answers answer. */
  readonly question?: string;
  /** The column of answers that are known to be good. */
  readonly reference?: string;
  /** The column of the texts that the answers must rest on. */
  readonly source?: string;
}

/** The blocks that stand before the answers, by row. */
export type ContextOf = (row: number, only?: readonly (keyof JudgeContextColumns)[]) => FencedText[];

const NAMES = { question: "QUESTION", reference: "REFERENCE", source: "SOURCE" } as const;

/** Reads what the answers are about; each row must have all of it. */
export function contextTexts(input: Frame, columns: JudgeContextColumns): ContextOf {
  const named = (["question", "source", "reference"] as const).filter((key) => columns[key] !== undefined);
  const texts = named.map((key) => ({ key, texts: textColumn(input, columns[key]!, { doing: "judge" }) }));
  return (row, only = named) =>
    texts.filter(({ key }) => only.includes(key)).map(({ key, texts }) => ({ name: NAMES[key], text: texts[row] }));
}

/** Answers; null where a system gave none, or an empty one. */
export function answerTexts(input: Frame, column: string): (string | null)[] {
  const texts = textColumn(input, column, { doing: "judge", allowNull: true });
  return texts.map((text) => text === null || text.trim() === "" ? null : text);
}

/** What each row belongs to. */
export function clusterNames(input: Frame, column: string): (string | number)[] {
  const values = columnValues(input, column, "judge");
  const missing = rowsWhere(values, (value) => value === null);
  if (missing.length > 0) {
    throw new AssayError("Cannot judge", { problems: [describeRows(column, missing, "names no cluster")] });
  }
  return values.map((value) => typeof value === "number" ? value : String(value));
}
