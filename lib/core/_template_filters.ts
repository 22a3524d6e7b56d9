import { countCharacters, EXPRESSION_FUNCTIONS } from "./_expression_functions.ts";
import { Refusal, wrongKind } from "./_expression_values.ts";
import { asList, asYaml } from "./_template_layout.ts";
import { asJson, asText, checkOutput } from "./_template_text.ts";
import { describeValue } from "./describe_value.ts";
import { isMap } from "./is_map.ts";

/** A filter of templates. */
export interface FilterType {
  /** The names of its arguments. */
  readonly takes: readonly string[];
  /** How many of them must be given. */
  readonly required: number;
  /** Computes it; an argument that is not given is undefined. */
  readonly run: (value: unknown, items: readonly unknown[]) => unknown;
}

/** The filters by name. */
export const TEMPLATE_FILTERS: ReadonlyMap<string, FilterType> = new Map<string, FilterType>([
  ["default", { takes: ["value"], required: 1, run: (value, [other]) => value ?? other }],
  ["upper", { takes: [], required: 0, run: (value) => textFor("upper", value).toUpperCase() }],
  ["lower", { takes: [], required: 0, run: (value) => textFor("lower", value).toLowerCase() }],
  ["trim", { takes: [], required: 0, run: (value) => textFor("trim", value).trim() }],
  ["length", { takes: [], required: 0, run: lengthOf }],
  ["first", { takes: [], required: 0, run: (value) => endOf("first", value, 0) }],
  ["last", { takes: [], required: 0, run: (value) => endOf("last", value, -1) }],
  ["join", { takes: ["separator"], required: 0, run: (value, [separator]) => join("join", value, separator ?? ", ") }],
  ["lines", { takes: [], required: 0, run: (value) => join("lines", value, "\n") }],
  ["format_as_list", { takes: [], required: 0, run: asList }],
  ["to_json", { takes: [], required: 0, run: asJson }],
  ["to_yaml", { takes: [], required: 0, run: asYaml }],
  ["indent", { takes: ["n"], required: 1, run: indent }],
  ["truncate", { takes: ["n"], required: 1, run: truncate }],
  ["round", { takes: ["digits"], required: 0, run: round }],
  ["replace", { takes: ["a", "b"], required: 2, run: replace }],
  ["keys", { takes: [], required: 0, run: (value) => Object.keys(mapFor("keys", value)) }],
  ["values", { takes: [], required: 0, run: (value) => Object.values(mapFor("values", value)) }],
]);

function textFor(filter: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw refuse(filter, "a text", value);
}

function mapFor(filter: string, value: unknown): Record<string, unknown> {
  if (isMap(value) && !(value instanceof Date)) return value;
  throw refuse(filter, "an object", value);
}

function refuse(filter: string, allowed: string, value: unknown): Refusal {
  const remedy = value === null ? "; put default(…) before it" : "";
  return new Refusal(TypeError, wrongKind(filter, allowed, value).message + remedy);
}

function lengthOf(value: unknown): number {
  if (typeof value === "string") return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  if (isMap(value) && !(value instanceof Date)) return Object.keys(value).length;
  throw refuse("length", "a text, a list or an object", value);
}

/** Nothing has neither first nor last, which default(…) behind it may fill. */
function endOf(filter: string, value: unknown, at: 0 | -1): unknown {
  if (Array.isArray(value)) return value.at(at) ?? null;
  if (typeof value !== "string") throw refuse(filter, "a list or a text", value);
  // Two units hold any character, so that a long text need not be cut as a whole.
  return Array.from(at === 0 ? value.slice(0, 2) : value.slice(-2)).at(at) ?? null;
}

function join(filter: string, value: unknown, separator: unknown): string {
  if (!Array.isArray(value)) throw refuse(filter, "a list", value);
  const between = textFor(`the separator of ${filter}`, separator);
  let size = between.length * Math.max(0, value.length - 1);
  const texts = value.map((item) => {
    const text = asText(item ?? null);
    checkOutput(size += text.length);
    return text;
  });
  return texts.join(between);
}

/** Lines with nothing in them stay so. */
function indent(value: unknown, [n]: readonly unknown[]): string {
  const text = textFor("indent", value);
  const blanks = " ".repeat(wholeNumber("indent", n, 0, 1000));
  const lines = text.split("\n");
  checkOutput(text.length + lines.length * blanks.length);
  return lines.map((line) => line.trim() === "" ? line : blanks + line).join("\n");
}

function truncate(value: unknown, [n]: readonly unknown[]): string {
  const text = textFor("truncate", value);
  const most = wholeNumber("truncate", n, 1, Number.MAX_SAFE_INTEGER);
  if (text.length <= most || countCharacters(text) <= most) return text;
  return `${Array.from(text.slice(0, 2 * most)).slice(0, most - 1).join("")}…`;
}

function round(value: unknown, [digits]: readonly unknown[]): unknown {
  if (value === null) throw refuse("round", "numbers", value);
  return EXPRESSION_FUNCTIONS.get("round")!.run([value, digits ?? 0], { now: () => new Date(0), charge: () => {} });
}

function replace(value: unknown, [a, b]: readonly unknown[]): string {
  const text = textFor("replace", value);
  const [from, to] = [textFor("the first argument of replace", a), textFor("the second argument of replace", b)];
  if (from === "") throw new Refusal(RangeError, "replace takes a text that is not empty to look for");
  const parts = text.split(from);
  checkOutput(text.length + (parts.length - 1) * (to.length - from.length));
  return parts.join(to);
}

function wholeNumber(filter: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new Refusal(RangeError, `${filter} takes a whole number ${range}, received ${describeValue(value)}`);
}
