import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import { isFrame } from "../data/frame.ts";

const MOST_VALUES = 1_000_000;
const MOST_DEPTH = 100;

/**
 * A copy of a value as plain JSON; what JSON cannot hold is refused, and so is what has no end.
 *
 * A frame is told by its number of rows and its columns with their types. Members that are undefined are left out.
 *
 * @param value anything
 * @param name what messages call it: "state"
 * @returns the copy
 * @throws {AssayError} telling all that JSON cannot hold, with the way to it
 */
export function plainValue(value: unknown, name = ""): unknown {
  const problems: string[] = [];
  let seen = 0;
  const copy = (inner: unknown, path: string, depth: number): unknown => {
    const label = path === "" ? "the value" : path;
    if (++seen > MOST_VALUES || depth > MOST_DEPTH) {
      const limit = depth > MOST_DEPTH ? `${MOST_DEPTH} levels deep` : `${MOST_VALUES} values`;
      throw new AssayError("Cannot write the value", { problems: [`${label} must be at most ${limit}`] });
    }
    if (inner === null || typeof inner === "string" || typeof inner === "boolean") return inner;
    if (typeof inner === "number" && isExact(inner)) return inner;
    if (Array.isArray(inner)) return inner.map((item, i) => copy(item ?? null, `${path}[${i}]`, depth + 1));
    if (isFrame(inner)) {
      return { rows: inner.height, columns: inner.columns.map((column, i) => [column, String(inner.dtypes[i])]) };
    }
    if (isMap(inner) && isPlain(inner)) {
      const entries = Object.entries(inner).filter(([, item]) => item !== undefined);
      if (Object.hasOwn(inner, "<<")) problems.push(`${label} has the merge key "<<", which is not supported`);
      return Object.fromEntries(
        entries.map(([key, item]) => [key, copy(item, path === "" ? key : `${path}.${key}`, depth + 1)]),
      );
    }
    const what = typeof inner === "number" && Number.isInteger(inner)
      ? `${inner}, which would lose digits`
      : describeValue(inner);
    problems.push(`${label} must be a text, finite number, boolean, null, list or map, received ${what}`);
    return null;
  };
  const result = copy(value, name, 0);
  if (problems.length > 0) throw new AssayError("Cannot write the value", { problems: problems.slice(0, 20) });
  return result;
}

function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
