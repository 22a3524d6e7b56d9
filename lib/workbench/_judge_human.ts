import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { columnValues } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import type { ScoreRange } from "./_judge_scale.ts";

/** What people said of the rows; null where they said nothing. */
export interface HumanLabels {
  /** The column. */
  readonly column: string;
  /** By their scores on the judge's scale; null where people only said yes or no. */
  readonly scores: readonly (number | null)[] | null;
  /** By yes and no; null where nothing says from which score on a row passes. */
  readonly verdicts: readonly (0 | 1 | null)[] | null;
  /** How many rows have a label. */
  readonly labelled: number;
}

/** From which scores on a row passes. */
export interface PassMarks {
  /** The judge's, as a score or a level's label. */
  readonly pass?: number | string;
  /** That of the people, default the same. */
  readonly humanPass?: number;
}

const MOST_TOLD = 10;

/** The judge's mark as a score; a scale of two levels has one by itself, half-way, so that most samples decide. */
export function passMark({ pass }: PassMarks, { min, max, levels }: ScoreRange): number | null {
  if (pass === undefined) return levels?.length === 2 ? (min + max) / 2 : null;
  const found = typeof pass === "string" ? levels?.find(({ label }) => label === pass)?.score : pass;
  if (found !== undefined && found >= min && found <= max) return found;
  const labels = (levels ?? []).map(({ label }) => describeValue(label)).join(", ");
  throw new AssayError("Cannot judge", {
    problems: [
      `pass must be a score from ${min} to ${max}${labels === "" ? "" : ` or one of the levels ${labels}`}, received ${
        describeValue(pass)
      }`,
    ],
  });
}

/**
 * Reads the labels of people. Booleans, and 0 and 1 where the scale has no such range, are yes and no; numbers and labels of
 * levels are scores on the judge's scale.
 */
export function humanLabels(
  input: Frame,
  column: string,
  { range, mark, humanPass }: { range: ScoreRange; mark: number | null; humanPass?: number },
): HumanLabels {
  const values = columnValues(input, column, "judge").map((value) => typeof value === "bigint" ? Number(value) : value);
  const given = values.filter((value) => value !== null);
  const labelled = given.length;
  const isYesNo = labelled > 0 && humanPass === undefined && !(range.min >= 0 && range.max <= 1) &&
    given.every((value) => value === 0 || value === 1);
  if (labelled > 0 && (isYesNo || given.every((value) => typeof value === "boolean"))) {
    if (mark === null) {
      throw new AssayError("Cannot judge", {
        problems: [`column "${column}" says yes and no: name pass, the score from which on the judge says yes`],
      });
    }
    return { column, labelled, scores: null, verdicts: values.map((value) => value === null ? null : value ? 1 : 0) };
  }
  const scores = values.map((value) => readScore(value, range));
  const wrong = values.flatMap((value, i) =>
    value !== null && scores[i] === null ? [`row ${i + 1} (${describeValue(value)})`] : []
  );
  if (wrong.length > 0) {
    const labels = range.levels?.filter(({ label }) => typeof label === "string").map(({ label }) =>
      describeValue(label)
    );
    const ways = labels === undefined || labels.length === 0 ? "" : ` or a level (${labels.join(", ")})`;
    const more = wrong.length > MOST_TOLD ? ` and ${wrong.length - MOST_TOLD} more` : "";
    throw new AssayError("Cannot judge", {
      problems: [
        `column "${column}" must hold scores from ${range.min} to ${range.max}${ways}, yes and no as booleans, or nothing, ` +
        `received ${wrong.slice(0, MOST_TOLD).join(", ")}${more}`,
      ],
    });
  }
  const from = humanPass ?? mark;
  const verdicts = mark === null || from === null
    ? null
    : scores.map((score): 0 | 1 | null => score === null ? null : score >= from ? 1 : 0);
  return { column, labelled, scores, verdicts };
}

function readScore(value: unknown, { min, max, levels }: ScoreRange): number | null {
  if (typeof value === "number") return value >= min && value <= max ? value : null;
  return levels?.find(({ label }) => label === value)?.score ?? null;
}
