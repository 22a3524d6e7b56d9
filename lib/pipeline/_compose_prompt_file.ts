import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { parseTemplate, templatePaths } from "../core/template.ts";
import { type Composition, type Fields, isFields, type Opened, type Origin } from "./_compose_state.ts";

/** A prompt as its file declares it. */
export interface PromptFile {
  /** The file. */
  readonly opened: Opened;
  /** Its version; empty where it has none. */
  readonly version: string;
  /** The text for the model. */
  readonly text: string;
  /** The text that goes before the conversation, or null. */
  readonly system: string | null;
  /** The declared variables by name. */
  readonly variables: ReadonlyMap<string, Fields>;
}

const TEXTS = ["template", "content", "text", "prompt"];

/**
 * Reads the prompt of a file: a component of type prompt, a template, or the plain text of any other file.
 *
 * @param c the composition
 * @param opened the file
 * @param options `plain`: YAML without prompt counts as text
 * @returns the prompt; null where there is none, which is reported
 */
export function readPrompt(c: Composition, opened: Opened, options: { plain: boolean }): PromptFile | null {
  const { file } = opened;
  const plain = { opened, version: "", text: file.text.replace(/\r?\n$/, ""), system: null, variables: new Map() };
  if (!/\.(ya?ml|json)$/i.test(opened.real)) return plain;
  const root = c.copy(file.root, file, []) as Fields;
  const keys = Object.keys(root);
  // A file may carry its own path around its content, as listings of several files do.
  const listed = keys.length === 1 && /\.ya?ml$/.test(keys[0]) ? root[keys[0]] : root;
  const only = isFields(listed) ? listed : root;
  const holder = [only.component, only.template].find(isFields) ?? only;
  if (isFields(only.component) && only.component.type !== undefined && only.component.type !== "prompt") {
    const problem = `a component of type prompt is needed, received ${describeValue(only.component.type)}`;
    c.report(problem, c.originOf(only.component, "type"));
    return null;
  }
  const inner = isFields(holder.template) ? holder.template : holder;
  const structure = inner.template_structure ?? holder.template_structure;
  const isStructured = isFields(structure);
  const key = TEXTS.find((key) => typeof inner[key] === "string");
  const text = isStructured ? structure.user : key === undefined ? undefined : inner[key];
  if (typeof text !== "string") {
    if (options.plain && !isFields(root.component) && root.template === undefined) return plain;
    c.report("a prompt needs a text: template, or template_structure with user", c.originOf(holder));
    return null;
  }
  const system = isStructured ? structure.system : undefined;
  if (system !== undefined && typeof system !== "string") {
    c.report(`system must be a text, received ${describeValue(system)}`, c.originOf(structure as Fields, "system"));
  }
  const contract = isFields(holder.interface) ? holder.interface.inputs : undefined;
  const variables = declaredIn(c, inner.variables ?? holder.variables ?? contract, c.originOf(holder));
  const version = String(inner.version ?? holder.version ?? "");
  return { opened, version, text, system: typeof system === "string" ? system : null, variables };
}

/**
 * Checks the values for a prompt against what it declares, and adds defaults.
 *
 * @param c the composition
 * @param prompt the prompt
 * @param given the values
 * @param options `origin` where they stand; `declared`: names that the pipeline itself gives, for which no default is taken
 * @returns the values to put in
 */
export function promptValues(
  c: Composition,
  prompt: PromptFile,
  given: Fields,
  options: { origin: Origin; declared: readonly string[] },
): Fields {
  const { text, system, variables, opened } = prompt;
  const used = new Set([text, system ?? ""].flatMap((part) => namesIn(c, part, opened)));
  const known = [...new Set([...variables.keys(), ...used])];
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) {
      c.report(`${opened.way} has no variable "${name}", ${didYouMean(name, known)}`, c.originOf(given, name));
    }
    const problem = valueProblem(value, variables.get(name) ?? {});
    if (problem !== null) c.report(`"${name}" of ${opened.way} ${problem}`, c.originOf(given, name));
  }
  const defaults = [...variables].filter(([name, { default: value }]) =>
    value !== undefined && !Object.hasOwn(given, name) && !options.declared.includes(name)
  );
  return c.made(
    Object.fromEntries([...defaults.map(([name, variable]) => [name, variable.default]), ...Object.entries(given)]),
    options.origin,
  );
}

function namesIn(c: Composition, text: string, { file }: Opened): string[] {
  try {
    return templatePaths(parseTemplate(text)).map(([name]) => name);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) throw error;
    c.report(error.message, { file, at: [] });
    return [];
  }
}

function declaredIn(c: Composition, variables: unknown, origin: Origin): Map<string, Fields> {
  if (variables === undefined) return new Map();
  const list = isFields(variables)
    ? Object.entries(variables).map(([name, item]) => isFields(item) ? { ...item, name } : { name, default: item })
    : variables;
  if (!Array.isArray(list)) {
    c.report(`variables must be a list, received ${describeValue(variables)}`, origin);
    return new Map();
  }
  return new Map(list.flatMap((item: unknown): [string, Fields][] => {
    if (typeof item === "string") return [[item, {}]];
    if (isFields(item) && typeof item.name === "string") return [[item.name, item]];
    c.report(`each of variables must have a name, received ${describeValue(item)}`, origin);
    return [];
  }));
}

/** Why a value does not fit a declaration; a template cannot be judged yet. */
function valueProblem(value: unknown, declared: Fields): string | null {
  if (typeof value === "string" && value.includes("{{")) return null;
  const validation = isFields(declared.validation) ? declared.validation : {};
  const limit = (name: string) => [declared[name], validation[name]].find((bound) => typeof bound === "number");
  const allowed = declared.enum ?? declared.values ?? validation.enum;
  const received = `received ${describeValue(value)}`;
  if (!fitsType(value, declared.type)) return `must be of type ${String(declared.type)}, ${received}`;
  if (Array.isArray(allowed) && !allowed.includes(value)) {
    return `must be one of ${allowed.map(describeValue).join(", ")}, ${received}`;
  }
  const [unit, size] = typeof value === "string"
    ? ["length", value.length] as const
    : Array.isArray(value)
    ? ["items", value.length] as const
    : ["", 0] as const;
  const [least, most] = unit === "" ? [] : [limit(`min_${unit}`), limit(`max_${unit}`)];
  const things = unit === "items" ? "items" : "characters";
  if (least !== undefined && size < Number(least)) return `must have at least ${least} ${things}, received ${size}`;
  if (most !== undefined && size > Number(most)) return `must have at most ${most} ${things}, received ${size}`;
  return null;
}

function fitsType(value: unknown, type: unknown): boolean {
  if (type === "string") return typeof value !== "object";
  if (type === "number" || type === "float") return typeof value === "number";
  if (type === "integer" || type === "int") return Number.isInteger(value);
  if (type === "boolean" || type === "bool") return typeof value === "boolean";
  if (type === "array" || type === "list") return Array.isArray(value);
  return type === "object" ? isFields(value) : true;
}
