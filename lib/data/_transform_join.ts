import pl from "nodejs-polars";
import { AssayError } from "../core/assay_error.ts";
import { formatCount } from "../core/format.ts";
import { joinKeys } from "./_transform_columns.ts";
import type { OperationOf } from "./_transform_operations.ts";
import { isInteger, typeOf } from "./_transform_values.ts";
import type { Frame } from "./frame.ts";

const LEFT = "\u0000left";
const RIGHT = "\u0000right";
const MOST_ROWS = 50_000_000;

/**
 * Joins two frames on equal keys, in the order of the left rows, then of the right ones; missing keys equal nothing.
 *
 * Columns of the right frame whose name is taken get the ending `_right`; a full join has one key column for both sides.
 *
 * @param left the frame
 * @param right the frame to join
 * @param operation the operation
 * @returns a new frame
 * @throws {AssayError} for keys of different kinds, and for more than 50,000,000 rows
 */
export function join(left: Frame, right: Frame, operation: OperationOf<"join">): Frame {
  const keys = joinKeys(operation);
  const [one, other] = withLikeKeys(left, right, { ...keys, name: operation.right });
  const { how = "inner" } = operation;
  const options = { leftOn: keys.left, rightOn: keys.right, how, suffix: "_right" };
  if (how === "semi" || how === "anti") {
    return numbered(one, LEFT).join(other, options).sort({ by: [LEFT] }).drop(LEFT);
  }
  checkSize(one, other, keys);
  // Polars promises no order of the rows, so it is made.
  return numbered(one, LEFT).join(numbered(other, RIGHT), { ...options, coalesce: true })
    .sort({ by: [LEFT, RIGHT], nullsLast: true, maintainOrder: true }).drop(LEFT, RIGHT);
}

/** Keys that repeat on both sides give a row for every pair, which may be more than any memory holds. */
function checkSize(left: Frame, right: Frame, keys: { left: string[]; right: string[] }): void {
  if (left.height * right.height <= MOST_ROWS) return;
  const counted = (frame: Frame, by: string[], name: string) =>
    frame.lazy().groupBy(by, true).agg(pl.len().alias(name)).collectSync();
  const pairs = counted(left, keys.left, LEFT)
    .join(counted(right, keys.right, RIGHT), { leftOn: keys.left, rightOn: keys.right, how: "inner" });
  const [ones, others] = [LEFT, RIGHT].map((name) => pairs.getColumn(name).toArray() as number[]);
  const rows = ones.reduce((sum, count, i) => sum + count * others[i], 0);
  if (rows <= MOST_ROWS) return;
  const problem = `it must give at most ${formatCount(MOST_ROWS)} rows, but equal keys make ${formatCount(rows)} pairs`;
  throw new AssayError("Cannot join", { problems: [`${problem}; make the keys of one frame unique`] });
}

function numbered(frame: Frame, name: string): Frame {
  return frame.withColumn(pl.Series(name, Array.from({ length: frame.height }, (_, i) => i), pl.Float64));
}

/** Whole numbers of a file and the numbers of JavaScript are of different types, which Polars does not join. */
function withLikeKeys(
  left: Frame,
  right: Frame,
  keys: { left: readonly string[]; right: readonly string[]; name: string },
): [Frame, Frame] {
  const problems: string[] = [];
  keys.left.forEach((key, i) => {
    const [one, other] = [left.getColumn(key), right.getColumn(keys.right[i])];
    const [type, otherType] = [typeOf(one), typeOf(other)];
    if (type === otherType) return;
    if (isNumeric(type) && isNumeric(otherType)) {
      const common = isInteger(type) && isInteger(otherType) ? pl.Int64 : pl.Float64;
      left = left.withColumn(pl.col(key).cast(common));
      right = right.withColumn(pl.col(keys.right[i]).cast(common));
    } else if (other.nullCount() === other.length) {
      right = right.withColumn(pl.col(keys.right[i]).cast(one.dtype));
    } else if (one.nullCount() === one.length) left = left.withColumn(pl.col(key).cast(other.dtype));
    else {
      problems.push(
        `column "${key}" (${type}) and column "${keys.right[i]}" of the frame "${keys.name}" (${otherType}) ` +
          "must be of one type; derive or map one of them",
      );
    }
  });
  if (problems.length > 0) throw new AssayError("Cannot join", { problems });
  return [left, right];
}

function isNumeric(type: string): boolean {
  return isInteger(type) || type.startsWith("Float");
}
