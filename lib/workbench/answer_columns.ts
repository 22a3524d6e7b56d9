import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { type Frame, frameOf } from "../data/frame.ts";

/** A member of the answers' JSON that gets a column of its own. */
export interface AnswerColumn {
  /** The member's name. */
  readonly name: string;
  /** What its values are; anything but these is written as JSON. */
  readonly kind: "text" | "number" | "boolean" | "json";
}

/** What became of one row. */
export interface AnswerSlot {
  /** The answer, or null. */
  readonly text: string | null;
  /** What was read from it. */
  readonly json: unknown;
  /** What kind of failure it is, or null. */
  readonly failure: string | null;
  /** Why, or null. */
  readonly reason: string | null;
}

/**
 * Prepares the columns for answers: `column`, `failure`, `reason` (with the column's name before them unless that is "answer"), one for
 * each member, and "repeat".
 *
 * @param input the rows
 * @param options the `column` of the answers, the `members` of their JSON, and whether each row is asked repeatedly
 * @returns `add`: gives rows with what became of them
 * @throws {AssayError} for each column that the rows have already
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { frameOf } from "../data/frame.ts";
 *
 * const rows = frameOf({ text: ["a"] });
 * const { add } = answerColumns(rows, { column: "label", members: [], isRepeated: false });
 * assertEquals(add(rows, [{ text: "x", json: null, failure: null, reason: null }], 0).columns, [
 *   "text",
 *   "label",
 *   "label_failure",
 *   "label_reason",
 * ]);
 * ```
 */
export function answerColumns(
  input: Frame,
  options: { column: string; members: readonly AnswerColumn[]; isRepeated: boolean },
): { add: (rows: Frame, slots: readonly AnswerSlot[], repeat: number) => Frame } {
  const { column, members, isRepeated } = options;
  const prefix = column === "answer" ? "" : `${column}_`;
  const [failure, reason] = [`${prefix}failure`, `${prefix}reason`];
  const wanted = [column, failure, reason, ...members.map(({ name }) => `${column}_${name}`)];
  if (isRepeated) wanted.push("repeat");
  const taken = wanted.filter((name, i) => input.columns.includes(name) || wanted.indexOf(name) !== i);
  if (taken.length > 0) {
    throw new AssayError("Cannot ask for each row", {
      problems: taken.map((name) => `the column "${name}" is there already: choose another name with column`),
    });
  }
  return {
    add(rows, slots, repeat) {
      // The first row, which is cut off, says of what type a column is whose values are all missing.
      const values: Record<string, (string | number | boolean | null)[]> = {
        [column]: ["", ...slots.map(({ text }) => text)],
        [failure]: ["", ...slots.map((slot) => slot.failure)],
        [reason]: ["", ...slots.map((slot) => slot.reason)],
      };
      for (const { name, kind } of members) {
        values[`${column}_${name}`] = [EXAMPLES[kind], ...slots.map(({ json }) => memberOf(json, name, kind))];
      }
      if (isRepeated) values.repeat = [0, ...slots.map(() => repeat)];
      return rows.withColumns(...frameOf(values).slice(1, slots.length).getColumns());
    },
  };
}

const EXAMPLES = { text: "", json: "", number: 0, boolean: false };

function memberOf(json: unknown, name: string, kind: AnswerColumn["kind"]): string | number | boolean | null {
  const value = isMap(json) && Object.hasOwn(json, name) ? json[name] : null;
  if (value === null || value === undefined) return null;
  if (kind === "number") return typeof value === "number" ? value : null;
  if (kind === "boolean") return typeof value === "boolean" ? value : null;
  return typeof value === "string" && kind === "text" ? value : JSON.stringify(value);
}
