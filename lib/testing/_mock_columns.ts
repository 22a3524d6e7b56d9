import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";

/** What a column must be, as a step of type validate says it. */
export interface MockColumn {
  /** "string", "number", "integer" or "boolean"; default number where there is a `min` or `max`, else string. */
  readonly type?: "string" | "number" | "integer" | "boolean";
  /** Whether values may be missing, default false. */
  readonly nullable?: boolean;
  /** The only values allowed. */
  readonly values?: readonly (string | number | boolean)[];
  /** The smallest number allowed. */
  readonly min?: number;
  /** The largest number allowed. */
  readonly max?: number;
  /** The fewest characters allowed. */
  readonly min_length?: number;
  /** The most characters allowed. */
  readonly max_length?: number;
}

const TYPES = ["string", "number", "integer", "boolean"];
const FIELDS = ["type", "nullable", "values", "min", "max", "min_length", "max_length"];

/** The rules of columns as a JSON Schema of rows; all problems at once. */
export function columnsSchema(columns: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const problems: string[] = [];
  const properties = Object.entries(columns).map(([name, rule]) => {
    const report = (problem: string) => void problems.push(`column ${describeValue(name)}: ${problem}`);
    if (isMap(rule)) return [name, ruleSchema(rule, report)];
    report(`its rules must be a map, received ${describeValue(rule)}`);
    return [name, {}];
  });
  if (problems.length > 0) throw new AssayError("Cannot make data", { problems });
  return { type: "object", properties: Object.fromEntries(properties), required: Object.keys(columns) };
}

function ruleSchema(rule: Record<string, unknown>, report: (problem: string) => void): Record<string, unknown> {
  for (const field of Object.keys(rule).filter((field) => !FIELDS.includes(field))) {
    report(`unknown field "${field}", ${didYouMean(field, FIELDS)}`);
  }
  const { values, min, max, min_length: least, max_length: most, nullable = false } = rule;
  const hasRange = min !== undefined || max !== undefined;
  const { type = hasRange ? "number" : undefined } = rule;
  if (type !== undefined && !TYPES.includes(type as string)) {
    report(`type must be one of ${TYPES.join(", ")}, received ${describeValue(type)}`);
  }
  const isNumber = type === "number" || type === "integer";
  if (hasRange && !isNumber) report("min and max are for numbers; leave them out, or set type: number");
  if ((least !== undefined || most !== undefined) && type !== undefined && type !== "string") {
    report("min_length and max_length are for type string; leave them out");
  }
  const orNull = nullable === true ? ["null"] : [];
  if (values !== undefined) {
    const fitting = (Array.isArray(values) ? values : []).filter((value) => fits(value, rule, type));
    if (fitting.length === 0) report("none of its values fits its other rules");
    return { enum: nullable === true ? [...fitting, null] : fitting };
  }
  const bounds = { minimum: min, maximum: max, minLength: least, maxLength: most };
  const stated = Object.entries(bounds).filter(([, bound]) => bound !== undefined);
  return { type: [type ?? "string", ...orNull], ...Object.fromEntries(stated) };
}

function fits(
  value: unknown,
  { min, max, min_length: least, max_length: most }: Record<string, unknown>,
  type: unknown,
): boolean {
  if (type === "integer" ? !Number.isInteger(value) : type !== undefined && typeof value !== type) return false;
  if (typeof value === "number" && (value < Number(min ?? -Infinity) || value > Number(max ?? Infinity))) return false;
  const text = String(value);
  return text.trim().length >= Number(least ?? 0) && text.length <= Number(most ?? Infinity);
}
