import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { textColumn } from "../data/column.ts";
import { type Frame, frameOf } from "../data/frame.ts";
import { answerTexts } from "./_judge_texts.ts";

/** Which answers are compared: two columns of a row, or the rows of systems for the same item. */
export interface PairColumns {
  /** The column of the first answers. */
  readonly first?: string;
  /** The column of the second answers. */
  readonly second?: string;
  /** Of a frame with one row per item and system: the column of the systems. */
  readonly system?: string;
  /** The column that names the items there. */
  readonly item?: string;
  /** The column of the answers there, default "answer". */
  readonly answer?: string;
  /** The systems to compare, each with each; default all. */
  readonly systems?: readonly string[];
}

/** Two answers to the same task. */
export interface AnswerPair {
  /** The row that tells what they are about. */
  readonly row: number;
  readonly first: string;
  readonly second: string;
  readonly firstText: string | null;
  readonly secondText: string | null;
}

/** All pairs, and the frame whose rows they are. */
export interface PairRows {
  readonly frame: Frame;
  readonly pairs: readonly AnswerPair[];
  /** The names of those who are compared, in the order in which they come. */
  readonly systems: readonly string[];
  /** The item of each pair, where pairs share items; null where each row is a pair. */
  readonly items: readonly string[] | null;
}

/** Finds the pairs. */
export function pairRows(input: Frame, columns: PairColumns): PairRows {
  const { first, second, system, item } = columns;
  const isWide = first !== undefined && second !== undefined;
  const isLong = system !== undefined && item !== undefined;
  const isMixed = [first, second].some((name) => name !== undefined) &&
    [system, item].some((name) => name !== undefined);
  if (isMixed || isWide === isLong) {
    throw new AssayError("Cannot judge", {
      problems: [
        "pairs are named by first and second, two columns, or by system and item, of a row each; name one way",
      ],
    });
  }
  return isWide ? wideRows(input, first, second) : longRows(input, { ...columns, system: system!, item: item! });
}

function wideRows(input: Frame, first: string, second: string): PairRows {
  if (first === second) {
    throw new AssayError("Cannot judge", {
      problems: [`first and second must name two columns, received ${describeValue(first)} for both`],
    });
  }
  const [one, other] = [answerTexts(input, first), answerTexts(input, second)];
  const pairs = one.map((firstText, row) => ({ row, first, second, firstText, secondText: other[row] }));
  return { frame: input, pairs, systems: [first, second], items: null };
}

function longRows(input: Frame, columns: PairColumns & { system: string; item: string }): PairRows {
  const { system, item, answer = "answer" } = columns;
  const names = textColumn(input, system, { doing: "judge" });
  const items = textColumn(input, item, { doing: "judge" });
  const texts = answerTexts(input, answer);
  const known = [...new Set(names)];
  const { systems = known } = columns;
  const rowOf = new Map<string, Map<string, number>>();
  const problems: string[] = [];
  names.forEach((name, row) => {
    const rows = rowOf.get(items[row]) ?? new Map<string, number>();
    rowOf.set(items[row], rows);
    if (rows.has(name) && problems.length < 10) {
      problems.push(
        `row ${row + 1}: the item ${describeValue(items[row])} has a row of ${describeValue(name)} already`,
      );
    }
    rows.set(name, row);
  });
  for (const name of systems.filter((name) => !known.includes(name))) {
    problems.push(`unknown system ${describeValue(name)}, ${didYouMean(name, known)}`);
  }
  if (new Set(systems).size < 2 || new Set(systems).size < systems.length) {
    problems.push(
      `systems must be at least two that differ, received ${systems.map(describeValue).join(", ") || "none"}`,
    );
  }
  if (problems.length > 0) throw new AssayError("Cannot judge", { problems });
  const pairs: AnswerPair[] = [];
  const pairItems: string[] = [];
  for (const [name, rows] of rowOf) {
    for (let i = 0; i < systems.length; i++) {
      for (let j = i + 1; j < systems.length; j++) {
        const [a, b] = [rows.get(systems[i]), rows.get(systems[j])];
        // Where both are missing, there was nothing to compare.
        if (a === undefined && b === undefined) continue;
        const textOf = (row: number | undefined) => row === undefined ? null : texts[row];
        const about = { row: (a ?? b)!, first: systems[i], second: systems[j] };
        pairs.push({ ...about, firstText: textOf(a), secondText: textOf(b) });
        pairItems.push(name);
      }
    }
  }
  const column = (of: (pair: AnswerPair) => string) => pairs.map(of);
  const frame = frameOf({
    item: pairItems,
    first: column(({ first }) => first),
    second: column(({ second }) => second),
  });
  return { frame, pairs, systems, items: pairItems };
}
