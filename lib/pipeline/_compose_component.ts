import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { type Composition, type Fields, isFields, type Opened, type Origin } from "./_compose_state.ts";
import { stepName } from "./_compose_merge.ts";
import { fitsVersion } from "./_compose_version.ts";

/** The types of components. */
const KINDS = ["step", "atomic", "composite", "template", "transformer", "prompt"];

/** What a component takes or puts out. */
export interface Port {
  /** Its name. */
  readonly name: string;
  /** Its declaration as a param of a pipeline. */
  readonly param: Fields;
  /** For an output: the value as written. */
  readonly value: unknown;
  /** Whether a value must be given. */
  readonly isRequired: boolean;
}

/** A component as its file declares it. */
export interface Component {
  /** The file. */
  readonly opened: Opened;
  /** Its name or id. */
  readonly name: string;
  /** One of the types of components. */
  readonly type: string;
  /** Its version; empty where it has none. */
  readonly version: string;
  /** What stands under `component:`, copied. */
  readonly fields: Fields;
  /** What it takes: inputs and parameters. */
  readonly inputs: readonly Port[];
  /** What it puts out. */
  readonly outputs: readonly Port[];
}

const TYPES: Readonly<Record<string, string>> = {
  str: "string",
  text: "string",
  float: "number",
  int: "integer",
  bool: "boolean",
  array: "list",
  map: "object",
  dict: "object",
  file: "path",
};
const PARAM_TYPES = ["any", "string", "number", "integer", "boolean", "enum", "path", "list", "object"];

/**
 * Reads the component of a file.
 *
 * @param c the composition
 * @param opened the file
 * @returns the component; null where the file holds none, which is reported
 */
export function readComponent(c: Composition, opened: Opened): Component | null {
  const { file } = opened;
  const fields = c.copy(file.root.component, file, ["component"]);
  if (!isFields(fields)) {
    const isPrompt = Object.hasOwn(file.root, "template");
    const remedy = isPrompt
      ? "; a prompt is used under `prompt`"
      : Object.hasOwn(file.root, "steps")
      ? "; a pipeline is run by a step of type pipeline"
      : "";
    c.report(`a component must have a map under component, received ${describeValue(file.root.component)}${remedy}`, {
      file,
      at: [],
    });
    return null;
  }
  const { type = "step", version = "" } = fields;
  if (!KINDS.includes(String(type))) {
    const hint = didYouMean(String(type), KINDS);
    c.report(`unknown type of component ${describeValue(type)}, ${hint}`, c.originOf(fields, "type"));
    return null;
  }
  const contract = isFields(fields.interface) ? fields.interface : {};
  const inputs = ["inputs", "parameters"].flatMap((key) => ports(c, contract, key, fields));
  const twice = inputs.find(({ name }, i) => inputs.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined) {
    c.report(`"${twice.name}" is declared twice`, c.originOf(fields, "interface"));
  }
  return {
    opened,
    name: stepName(fields) || "component",
    type: String(type),
    version: String(version),
    fields,
    inputs,
    outputs: ports(c, contract, "outputs", fields),
  };
}

/**
 * Reports a component whose version is not in the range that a step asks for.
 *
 * @param c the composition
 * @param component the component or prompt: its file and version
 * @param range what is asked for; undefined is any
 * @param origin where it is asked
 */
export function checkVersion(
  c: Composition,
  { version, opened }: Pick<Component, "version" | "opened">,
  range: unknown,
  origin: Origin,
): void {
  if (range === undefined) return;
  const shown = `${describeValue(range)} of ${opened.way}`;
  if (version === "") return c.report(`the version ${shown} is wanted, but that has no version`, origin);
  const fits = fitsVersion(version, String(range));
  if (fits === null) {
    c.report(
      `cannot compare the version ${shown} with ${describeValue(version)}: write such as 1, 1.2, ^1.2.0`,
      origin,
    );
  } else if (!fits) c.report(`the version ${shown} is wanted, received ${describeValue(version)}`, origin);
}

function ports(c: Composition, contract: Fields, key: string, component: Fields): Port[] {
  const value = contract[key];
  if (value === undefined) return [];
  if (isFields(value)) {
    return Object.entries(value).map(([name, item]) => {
      const declared = isFields(item) ? item : key === "outputs" ? { value: item } : { default: item };
      return port(c, name, declared, c.originOf(value, name));
    });
  }
  if (!Array.isArray(value)) {
    c.report(`interface ${key} must be a list, received ${describeValue(value)}`, c.originOf(component, "interface"));
    return [];
  }
  return value.flatMap((item) => {
    const declared = typeof item === "string" ? { name: item } : item;
    if (isFields(declared) && typeof declared.name === "string" && /^[A-Za-z_]\w*$/.test(declared.name)) {
      return [port(c, declared.name, declared, isFields(item) ? c.originOf(item) : c.originOf(contract, key))];
    }
    const received = describeValue(isFields(declared) ? declared.name : item);
    c.report(`each of interface ${key} must have a name of letters, digits and _, received ${received}`, {
      ...c.originOf(contract, key),
    });
    return [];
  });
}

function port(c: Composition, name: string, declared: Fields, origin: Origin): Port {
  const written = declared.type === undefined ? "any" : String(declared.type);
  const type = Object.hasOwn(TYPES, written) ? TYPES[written] : written;
  if (!PARAM_TYPES.includes(type)) {
    c.report(`"${name}": unknown type ${describeValue(declared.type)}, ${didYouMean(type, PARAM_TYPES)}`, origin);
  }
  const validation = isFields(declared.validation) ? declared.validation : {};
  const nested = [validation.schema, validation, declared.constraints].filter(isFields);
  const limits: Fields = Object.fromEntries([...nested, declared].flatMap((map) => Object.entries(map)));
  const values = limits.values ?? limits.enum;
  const isOptional = declared.default !== undefined || declared.required === false;
  const param = {
    type: Array.isArray(values) ? "enum" : PARAM_TYPES.includes(type) ? type : "any",
    default: declared.default,
    required: declared.default === undefined && declared.required === false ? false : undefined,
    description: declared.description,
    values,
    min: limits.min ?? limits.minimum,
    max: limits.max ?? limits.maximum,
  };
  return {
    name,
    param: Object.fromEntries(Object.entries(param).filter(([, value]) => value !== undefined)),
    value: declared.value,
    isRequired: !isOptional,
  };
}
