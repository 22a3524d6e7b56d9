import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { type Composition, type Fields, isFields, type Opened, type Origin } from "./_compose_state.ts";

const TYPES: Readonly<Record<string, Fields>> = {
  string: { type: "string" },
  str: { type: "string" },
  text: { type: "string" },
  number: { type: "number" },
  float: { type: "number" },
  integer: { type: "integer" },
  int: { type: "integer" },
  boolean: { type: "boolean" },
  bool: { type: "boolean" },
  array: { type: "array" },
  list: { type: "array" },
  object: { type: "object" },
  map: { type: "object" },
  any: {},
};

/**
 * The functions of a file by name: those of its own `functions`, whether map or list, over those of the libraries it names.
 *
 * @param c the composition
 * @param root the root of the file, copied already
 * @param chain the files that led here, this one last
 * @returns name → description and parameters; null where the file has none
 */
export function functionsOf(c: Composition, root: Fields, chain: readonly Opened[]): Fields | null {
  const keys = ["function_libraries", "gemini_functions", "functions"].filter((key) => root[key] !== undefined);
  if (keys.length === 0) return null;
  const libraries = new Map<string, unknown>();
  const own = new Map<string, unknown>();
  for (const key of keys) {
    const value = root[key];
    if (isFields(value)) Object.entries(value).forEach(([name, item]) => own.set(name, declared(c, item)));
    else if (!Array.isArray(value) && typeof value !== "string") {
      c.report(`must be a map or a list, received ${describeValue(value)}`, c.originOf(root, key));
    }
    const items = Array.isArray(value) ? value : typeof value === "string" ? [value] : [];
    for (const item of items) {
      const origin = c.originOf(root, key);
      if (typeof item === "string") library(c, item, origin, chain).forEach(([name, it]) => libraries.set(name, it));
      else if (isFields(item) && typeof item.name === "string") {
        own.set(item.name, declared(c, c.like(item, Object.entries(item).filter(([field]) => field !== "name"))));
      } else c.report(`a function must be a map with name, received ${describeValue(item)}`, origin);
    }
  }
  return c.made(Object.fromEntries([...libraries, ...own]), c.originOf(root));
}

function library(c: Composition, path: string, origin: Origin, chain: readonly Opened[]): [string, unknown][] {
  const opened = c.open(path, origin, chain);
  if (opened === null) return [];
  const { file } = opened;
  const functions = functionsOf(c, c.copy(file.root, file, []) as Fields, [...chain, opened]);
  if (functions === null) c.report("a library of functions must have functions, a list or a map", { file, at: [] });
  return Object.entries(functions ?? {});
}

function declared(c: Composition, item: unknown): unknown {
  if (!isFields(item)) return item;
  const { parameters = { type: "object", properties: {} } } = item;
  if (!isFields(parameters)) {
    c.report(`parameters must be a map, received ${describeValue(parameters)}`, c.originOf(item, "parameters"));
    return item;
  }
  const isSchema = parameters.type === "object" || isFields(parameters.properties);
  const schema = isSchema ? parameters : shortSchema(c, parameters, c.originOf(item, "parameters"));
  return c.like(item, [...Object.entries(item).filter(([key]) => key !== "parameters"), ["parameters", schema]]);
}

/** The JSON Schema of a short map of types such as `scores: array`; all are required. */
function shortSchema(c: Composition, types: Fields, origin: Origin): Fields {
  const properties = Object.entries(types).map(([name, type]): [string, unknown] => {
    if (isFields(type)) {
      return [
        name,
        typeof type.type === "string" ? type : shortSchema(c, type, { ...origin, at: [...origin.at, name] }),
      ];
    }
    const [, element, list] = /^(\w+)(\[\])?$/.exec(String(type)) ?? [];
    if (element === undefined || !Object.hasOwn(TYPES, element)) {
      const at = [...origin.at, name];
      c.report(`unknown type ${describeValue(type)}, ${didYouMean(String(type), Object.keys(TYPES))}`, {
        ...origin,
        at,
      });
      return [name, {}];
    }
    return [name, list === undefined ? TYPES[element] : { type: "array", items: TYPES[element] }];
  });
  return {
    type: "object",
    properties: Object.fromEntries(properties),
    required: Object.keys(types),
    additionalProperties: false,
  };
}
