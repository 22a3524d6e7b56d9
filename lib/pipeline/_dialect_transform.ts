import { Draft } from "./_dialect_draft.ts";
import { type Aliases, isPlain, type Keys } from "./_dialect_fields.ts";
import type { Setting } from "./_dialect_setting.ts";
import { sourceTemplate } from "./_dialect_source.ts";

const STEP: Aliases = { input: ["input_source", "source"] };
const WITHOUT_EFFECT = ["lazy", "stream_mode", "chunk_size", "output_field", "output_format"];
const FUNCTIONS: Readonly<Record<string, string>> = {
  avg: "average",
  length: "count",
  size: "count",
  stddev: "std",
  count_distinct: "unique",
};
const ORDERS: Readonly<Record<string, string>> = { ascending: "asc", descending: "desc" };
const JOINS: Readonly<Record<string, string>> = { outer: "full", full_outer: "full", left_outer: "left" };
const SOURCES = ["previous_response", "context", "steps"];
const CALL = /^\s*(\w+)\s*\(\s*([\w.]*)\s*\)\s*$/;

/**
 * Normalises a step that transforms a frame: its input, the operations, and the frames that joins name.
 *
 * @param draft the step
 * @param setting the pipeline's
 */
export function normaliseTransform(draft: Draft, setting: Setting): void {
  draft.rename(STEP);
  draft.change("input", (value) => sourceTemplate(value, setting.names));
  draft.drop(WITHOUT_EFFECT);
  const field = draft.fields.get("operations");
  if (field === undefined || !Array.isArray(field.value)) return;
  const from = field.from ?? [];
  const frames = draft.part();
  const given = draft.get("frames");
  const operations = field.value.map((one, i) => {
    if (!isPlain(one)) return one;
    const operation = Draft.of(one, draft.inside([...from, i]));
    const name = operation.get("operation");
    if (typeof name === "string" && Object.hasOwn(OPERATIONS, name)) {
      OPERATIONS[name](operation, { steps: setting.names, frames, given, at: [...from, i] });
    }
    return operation.close();
  });
  draft.fields.set("operations", { ...field, value: operations });
  if (frames.fields.size === 0) return;
  draft.merge("frames", ["frames"], (part) => frames.fields.forEach((value, name) => part.offer(name, value)));
}

interface Place {
  /** The names of steps. */
  readonly steps: ReadonlySet<string>;
  /** The frames that joins read directly. */
  readonly frames: Draft;
  /** The frames that the step names. */
  readonly given: unknown;
  /** The keys of the operation in the step. */
  readonly at: Keys;
}

const OPERATIONS: Readonly<Record<string, (draft: Draft, place: Place) => void>> = {
  map: normaliseMap,
  transform(draft) {
    if (typeof draft.get("expression") !== "string") return;
    become(draft, "map");
    normaliseMap(draft);
  },
  aggregate(draft) {
    const isGrouped = ["group_by", "by", "key"].some((name) => draft.fields.has(name));
    draft.rename({ as: ["output_field"] });
    draft.change("function", functionName);
    if (!isGrouped) return;
    become(draft, "group_by");
    normaliseGroups(draft);
  },
  group_by: normaliseGroups,
  sort(draft) {
    draft.rename({ by: ["key", "sort_by"], order: ["direction"] });
    const order = (one: unknown) => translate(ORDERS, one);
    draft.change("order", (value) => Array.isArray(value) ? value.map(order) : order(value));
  },
  unique(draft) {
    draft.rename({ by: ["field", "key", "fields"] });
  },
  slice(draft) {
    draft.rename({ offset: ["start"], length: ["limit", "count"] });
    const offset = draft.get("offset") ?? 0;
    draft.convert("end", "length", (end) => {
      const isRange = typeof end === "number" && typeof offset === "number" && offset >= 0 && end >= offset;
      return isRange ? end - offset : undefined;
    });
  },
  extract(draft) {
    draft.convert("field", "fields", (value) => typeof value === "string" ? [value] : undefined);
    if (Array.isArray(draft.get("fields"))) become(draft, "select");
  },
  join(draft, place) {
    draft.rename({ how: ["join_type"] });
    draft.change("how", (value) => translate(JOINS, value));
    normaliseJoinKeys(draft);
    draft.convert("right_source", "right", (source) => typeof source === "string" ? frameOf(source, place) : undefined);
  },
};

function normaliseMap(draft: Draft): void {
  draft.rename({ as: ["output_field"] });
  const isDerived = !draft.fields.has("field") && draft.fields.has("as") && draft.fields.has("expression");
  if (isDerived) become(draft, "derive");
}

function normaliseGroups(draft: Draft): void {
  draft.rename({ by: ["key", "group_by"], aggregations: ["aggregates"] });
  if (draft.fields.has("by")) collectFunctions(draft);
  draft.rename({ aggregations: ["functions"] });
  draft.change("aggregations", aggregationsOf);
}

/** `left_field` is the left key, `join_key` the right one, or both where it stands alone. */
function normaliseJoinKeys(draft: Draft): void {
  const right = draft.fields.has("join_key") ? "join_key" : "right_field";
  const [left, key] = ["left_field", right].map((name) => draft.get(name));
  if (key !== undefined && (left === undefined || left === key)) {
    draft.take("left_field");
    return draft.rename({ on: [right] });
  }
  if (left === undefined || key === undefined) return;
  draft.rename({ left_on: ["left_field"], right_on: [right] });
}

/** The name under which the step has the frame that a join reads; where it has none, it gets one. */
function frameOf(source: string, { steps, frames, given, at }: Place): string {
  if (isPlain(given) && Object.hasOwn(given, source)) return source;
  const value = sourceTemplate(source, steps);
  const [name = "right"] = source.match(/[A-Za-z_][\w-]*/g)?.filter((part) => !SOURCES.includes(part)) ?? [];
  for (let n = 1;; n++) {
    const free = n === 1 ? name : `${name}_${n}`;
    const known = isPlain(given) && Object.hasOwn(given, free) ? given[free] : frames.get(free) ?? value;
    if (known !== value) continue;
    frames.fields.set(free, { value, from: [...at, "right_source"] });
    return free;
  }
}

function become(draft: Draft, operation: string): void {
  draft.change("operation", () => operation);
}

/** One field with one or several functions becomes a list of aggregations. */
function collectFunctions(draft: Draft): void {
  const [field, one, functions, as] = ["field", "function", "functions", "as"].map((name) => draft.get(name));
  const names = one === undefined ? functions : [one];
  if (draft.fields.has("aggregations") || !Array.isArray(names)) return;
  if (!names.every((name) => typeof name === "string")) return;
  const [first] = ["function", "functions"].flatMap((name) => draft.take(name) ?? []);
  for (const name of ["field", "as"]) draft.take(name);
  const value = names.map((name) => ({
    ...(field === undefined ? {} : { field }),
    function: functionName(name),
    ...(as === undefined ? {} : { as }),
  }));
  draft.offer("aggregations", { value, from: first.from });
}

function aggregationsOf(value: unknown): unknown {
  if (isPlain(value)) {
    const list = Object.entries(value).map(([as, one]) => aggregationOf(as, one));
    return list.includes(undefined) ? undefined : list;
  }
  if (!Array.isArray(value)) return undefined;
  return value.map((one) => {
    if (isPlain(one)) return { ...one, ...named(one.function) };
    if (typeof one !== "string") return one;
    const [, name = one, field = ""] = CALL.exec(one) ?? [];
    return { ...(field === "" ? {} : { field }), function: functionName(name) };
  });
}

function aggregationOf(as: string, value: unknown): unknown {
  if (isPlain(value)) return { ...value, ...named(value.function), ...(value.as === undefined ? { as } : {}) };
  if (typeof value !== "string") return undefined;
  const [, name, field] = CALL.exec(value) ?? [];
  if (name === undefined) return { field: as, function: functionName(value) };
  return { ...(field === "" ? {} : { field }), function: functionName(name), as };
}

function named(name: unknown): { function?: unknown } {
  return name === undefined ? {} : { function: functionName(name) };
}

function functionName(name: unknown): unknown {
  return translate(FUNCTIONS, name);
}

function translate(words: Readonly<Record<string, string>>, value: unknown): unknown {
  return typeof value === "string" && Object.hasOwn(words, value) ? words[value] : value;
}
