import { type Frame, frameOf } from "../data/frame.ts";
import type { MockColumn } from "./_mock_columns.ts";
import { mockData, type MockOptions } from "./mock_data.ts";

/**
 * A frame whose columns fit rules, edge cases first; see {@linkcode mockData}.
 *
 * @param columns the rules by column, those of a step of type validate
 * @param options see {@linkcode MockOptions}
 * @returns a Polars frame that `validate` accepts with these rules
 * @throws {AssayError} for rules that contradict each other
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const frame = mockFrame({ text: { type: "string" }, label: { values: ["good", "bad"] } }, { rows: 5, seed: 7 });
 * assertEquals([frame.height, frame.columns], [5, ["text", "label"]]);
 * ```
 */
export function mockFrame(columns: Readonly<Record<string, MockColumn>>, options: MockOptions = {}): Frame {
  const rows = mockData({ ...columns }, options);
  const isNumeric = ({ type, min, max }: MockColumn) =>
    type === "number" || type === "integer" || (type === undefined && (min !== undefined || max !== undefined));
  const valuesOf = (name: string, { values = [] }: MockColumn) => {
    // A column has one type, so mixed values become texts, as they would in a file.
    const isMixed = new Set(values.map((value) => typeof value)).size > 1;
    return rows.map((row) => {
      const value = row[name] as string | number | boolean | null;
      return isMixed && value !== null ? String(value) : value;
    });
  };
  const entries = Object.entries(columns);
  return frameOf(Object.fromEntries(entries.map(([name, rule]) => [name, valuesOf(name, rule)])), {
    numbers: entries.filter(([, rule]) => isNumeric(rule)).map(([name]) => name),
  });
}
