/** A part of a JSON Schema. */
export type Schema = Record<string, unknown>;

/** One template in the place of a value. */
export const TEMPLATE: Schema = { $ref: "#/$defs/template" };
const TEXT_WITH_TEMPLATES: Schema = { $ref: "#/$defs/text_with_templates" };
/** A list of steps inside a step. */
export const STEPS: Schema = { $ref: "#/$defs/steps" };
/** A condition. */
export const CONDITION: Schema = { $ref: "#/$defs/condition" };
/** A pipeline inside a step. */
export const INLINE_PIPELINE: Schema = { $ref: "#/$defs/inline_pipeline" };

const SHARED = [TEMPLATE, STEPS, CONDITION, INLINE_PIPELINE].map(({ $ref }) => $ref);
const WHOLE = Number.MAX_SAFE_INTEGER;
const SINGLE = String.raw`\{[A-Za-z_]\w*(\.\w+|\[\d+\])*(\s+\|\s[^{}]*)?\}`;
/** The fields that take the text of a file: `{use: FILE, with: {…}}`. */
const PROMPTS = ["prompt", "system"];

/**
 * What stands for templates in the schema, and for prompts that come from files.
 *
 * @returns definitions by name
 */
export function templateSchemas(): Record<string, Schema> {
  return {
    template: {
      description: "One template: {{ params.NAME }} or {{ steps.NAME.OUTPUT }}; it keeps the type of its value.",
      type: "string",
      pattern: String.raw`^(\{\{.*\}\}|${SINGLE})$`,
    },
    text_with_templates: {
      description: "A text with templates in it.",
      type: "string",
      pattern: String.raw`\{\{.*\}\}|${SINGLE}|\{if\s`,
    },
    prompt_file: {
      description: "The text of a file: {use: FILE, with: {NAME: VALUE}}.",
      type: "object",
      required: ["use"],
      properties: {
        use: { description: "The file.", type: "string", minLength: 1 },
        with: { description: "What its names stand for.", type: "object" },
        version: { description: "Which versions fit, such as ^1.2.0.", type: ["string", "number"] },
      },
      additionalProperties: false,
    },
    prompt_file_part: {
      description: "A part that is the text of a file.",
      type: "object",
      required: ["type", "path"],
      properties: { type: { const: "file" }, path: { description: "The file.", type: "string", minLength: 1 } },
    },
  };
}

/**
 * Lets templates stand for all values inside a schema, and for its own when `isValue`.
 *
 * @param schema the schema of a value without templates
 * @param isValue whether the value itself may be a template
 * @param inside tells where a reference leads in the whole schema; by default nowhere else
 * @returns the schema of the value as a pipeline writes it
 */
export function withTemplates(
  schema: Schema,
  isValue: boolean,
  inside: (ref: string) => string = (ref) => ref,
): Schema {
  const each = (value: unknown, isInner: boolean): unknown =>
    value !== null && typeof value === "object" ? withTemplates(value as Schema, isInner, inside) : value;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if ((key === "maximum" && value === WHOLE) || (key === "minimum" && value === -WHOLE)) return [];
    if (key === "$ref" && !SHARED.includes(value)) return [[key, inside(String(value))]];
    if (key === "properties") {
      const fields = Object.entries(value as Schema).map(([name, item]): [string, unknown] => {
        const field = each(item, true);
        return [name, PROMPTS.includes(name) ? orPromptFile(field as Schema) : field];
      });
      return [[key, Object.fromEntries(fields)]];
    }
    if (key === "items" || key === "additionalProperties") return [[key, each(value, true)]];
    if (key === "prefixItems") return [[key, (value as unknown[]).map((item) => each(item, true))]];
    if (key === "anyOf" || key === "oneOf" || key === "allOf") {
      // Where a template stands for what tells branches apart, more than one of them fits.
      return [[key === "oneOf" ? "anyOf" : key, (value as unknown[]).map((item) => each(item, false))]];
    }
    return [[key, value]];
  });
  const walked = Object.fromEntries(entries);
  return isValue ? orTemplate(walked) : walked;
}

/** The schema, or a template in its place; what is said of the field stays outside, where editors show it. */
function orTemplate(schema: Schema): Schema {
  const { said, rest } = parted(schema);
  const takesAnything = Object.keys(rest).length === 0;
  // Steps are planned before any template has a value.
  if (takesAnything || rest.$ref !== undefined || isFreeText(rest) || holdsSteps(rest)) return schema;
  const { anyOf, ...others } = rest;
  if (Array.isArray(anyOf) && Object.keys(others).length === 0) {
    return anyOf.some(isFreeText) ? schema : { ...said, anyOf: [...anyOf, templateFor(anyOf)] };
  }
  return { ...said, anyOf: [rest, templateFor([rest])] };
}

/** The schema of a prompt, or a file in its place; where the prompt may be a list, also in place of a part. */
function orPromptFile(schema: Schema): Schema {
  const { said, rest } = parted(schema);
  if (Object.keys(rest).length === 0) return schema;
  const branches = (Array.isArray(rest.anyOf) ? rest.anyOf as Schema[] : [rest])
    .map((branch) => branch.type === "array" ? { ...branch, items: promptParts(branch.items as Schema) } : branch);
  return { ...said, anyOf: [...branches, { $ref: "#/$defs/prompt_file" }] };
}

/** Parts of a prompt as a pipeline writes them: plain texts and files too, and a response before it is looked up. */
function promptParts(part: Schema): Schema {
  const { anyOf = [part] } = part as { anyOf?: Schema[] };
  const branches = anyOf.map((branch) => {
    const { required, properties } = branch as { required?: string[]; properties?: Schema };
    const isResponse = required !== undefined && isConst(properties?.type, "previous_response");
    return isResponse ? { ...branch, required: required.filter((field) => field !== "content") } : branch;
  });
  const files = ["prompt_file", "prompt_file_part"].map((name) => ({ $ref: `#/$defs/${name}` }));
  return { anyOf: [{ type: "string", minLength: 1 }, ...branches, ...files] };
}

function isConst(schema: unknown, value: string): boolean {
  if (schema === null || typeof schema !== "object") return false;
  return (schema as Schema).const === value || Object.values(schema).some((inner) => isConst(inner, value));
}

function parted({ default: preset, description, ...rest }: Schema): { said: Schema; rest: Schema } {
  const said = {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
  };
  return { said, rest };
}

/** A text may have templates inside; any other value is one template or none. */
function templateFor(branches: readonly Schema[]): Schema {
  return branches.some(({ type }) => type === "string") ? TEXT_WITH_TEMPLATES : TEMPLATE;
}

/** Whether a template is accepted already: only a lower bound is set to the text's length. */
function isFreeText(schema: Schema): boolean {
  return [schema.type].flat().includes("string") &&
    Object.keys(schema).every((key) => ["type", "minLength"].includes(key));
}

function holdsSteps(schema: unknown): boolean {
  if (schema === null || typeof schema !== "object") return false;
  return (schema as Schema).$ref === STEPS.$ref || Object.values(schema).some(holdsSteps);
}
