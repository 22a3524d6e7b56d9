import { z } from "zod";
import { PARAM_TYPES } from "./params.ts";
import { Reference } from "./reference.ts";
import { COMMON_FIELDS } from "./step_control.ts";
import type { Registry, StepType } from "./step_type.ts";

type Schema = Record<string, unknown>;

const TEMPLATE = { $ref: "#/$defs/template" };
const TEXT_WITH_TEMPLATES = { $ref: "#/$defs/text_with_templates" };
const NAME = { type: "string", pattern: "^[A-Za-z_][\\w-]*$" };
const WHOLE = Number.MAX_SAFE_INTEGER;

/**
 * The JSON Schema (draft 2020-12) of pipeline files, by which editors check and complete them.
 *
 * It is made from the step types' own schemas. A field that takes no free text also takes a template, since a template
 * keeps the type of its value. A run checks more: whether names resolve, whether an output is of the right kind, and what
 * a step type demands of several fields together.
 *
 * @param registry the step types, at least one
 * @returns the schema, as JSON
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { z } from "zod";
 * import { stepType } from "./step_type.ts";
 *
 * const noop = stepType({ summary: "Do nothing.", schema: z.strictObject({}), outputs: {}, run: () => ({}) });
 * const { $defs } = pipelineSchema({ noop }) as { $defs: Record<string, { description?: string }> };
 * assertEquals($defs.step_noop.description, "Do nothing.");
 * ```
 */
export function pipelineSchema(registry: Registry): Record<string, unknown> {
  const types = Object.keys(registry);
  const kinds = [...new Set(types.flatMap((name) => Object.values(registry[name].outputs)))];
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A pipeline of Assay",
    type: "object",
    // An if tells an editor which branch is meant; oneOf would blame the file for both.
    if: { required: ["workflow"] },
    then: { properties: { workflow: { $ref: "#/$defs/pipeline" } }, additionalProperties: false },
    else: { $ref: "#/$defs/pipeline" },
    $defs: {
      template: {
        description: "One template: {{ params.NAME }} or {{ steps.NAME.OUTPUT }}; it keeps the type of its value.",
        type: "string",
        pattern: "^\\{\\{.*\\}\\}$",
      },
      text_with_templates: {
        description: "A text with templates in it.",
        type: "string",
        pattern: "\\{\\{.*\\}\\}",
      },
      pipeline: pipelineFields(),
      param: paramSchema(),
      condition: conditionSchema(),
      step: stepSchema(types),
      ...Object.assign({}, ...types.map((name) => typeSchemas(name, registry[name], kinds))),
    },
  };
}

function pipelineFields(): Schema {
  const params = {
    description: "What a run may be given: names and declarations.",
    type: ["object", "null"],
    additionalProperties: { $ref: "#/$defs/param" },
  };
  return {
    type: "object",
    required: ["name", "steps"],
    not: { required: ["params", "inputs"] },
    properties: {
      name: { description: "Letters, digits, - and _.", ...NAME },
      description: { description: "What it is for.", type: ["string", "null"] },
      version: { description: "Its version.", type: ["string", "number", "null"] },
      category: { description: "Under which it is listed.", type: ["string", "null"] },
      tags: { description: "By which it is found.", type: "array", items: { type: "string" } },
      max_parallel: { description: "How many steps may run at once.", type: "integer", minimum: 1, maximum: 1000 },
      params,
      inputs: { ...params, description: "The same as params." },
      steps: { description: "What it does, in order.", type: "array", minItems: 1, items: { $ref: "#/$defs/step" } },
    },
    additionalProperties: false,
  };
}

/** A declaration, or a plain value, which declares its type and default. */
function paramSchema(): Schema {
  const valueOf: Record<string, Schema> = {
    string: { type: "string", minLength: 1 },
    path: { type: "string", minLength: 1 },
    number: { type: "number" },
    integer: { type: "integer" },
    boolean: { type: "boolean" },
    list: { type: "array" },
    object: { type: "object" },
  };
  return {
    if: { type: "object" },
    then: {
      properties: {
        type: { description: "What its value must be.", enum: PARAM_TYPES },
        default: { description: "The value where none is given." },
        required: { description: "Whether it must be given; default: when it has no default." },
        description: { description: "What it is for." },
        values: { description: "For an enum: the values allowed.", type: "array" },
        min: { description: "The smallest number allowed.", type: "number" },
        max: { description: "The largest number allowed.", type: "number" },
      },
      additionalProperties: false,
      allOf: [
        ...Object.entries(valueOf).map(([type, value]) => when("type", type, { properties: { default: value } })),
        when("type", "enum", { required: ["values"] }),
      ],
    },
  };
}

function conditionSchema(): Schema {
  const one = { $ref: "#/$defs/condition" };
  const many = { type: "array", minItems: 1, items: one };
  const map = (key: string, value: Schema) => ({
    type: "object",
    required: [key],
    properties: { [key]: value },
    additionalProperties: false,
  });
  return {
    description: "An expression over params and outputs, a list of them (all must hold), or {and|or: […]}, {not: …}.",
    anyOf: [{ type: ["string", "boolean"] }, many, map("and", many), map("or", many), map("not", one)],
  };
}

function stepSchema(types: readonly string[]): Schema {
  const known: Record<string, Schema> = {
    name: { description: "Letters, digits, - and _; no two steps share one.", ...NAME },
    type: { description: "What the step does.", enum: types },
    description: { description: "What it is for.", type: ["string", "null"] },
    role: { description: "What it stands for in the pipeline.", type: ["string", "null"] },
    needs: {
      description: "Earlier steps to wait for, besides those that it refers to.",
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    },
    condition: { $ref: "#/$defs/condition" },
    on_error: {
      description: "Whether a failure ends the run (default) or only leaves out what depends on the step.",
      enum: ["fail", "continue"],
    },
    continue_on_error: { description: "The same as on_error: continue.", type: "boolean" },
    timeout_seconds: {
      description: "After which it is cancelled and fails.",
      anyOf: [{ type: "number", exclusiveMinimum: 0, maximum: 604_800 }, { type: "null" }],
    },
  };
  return {
    type: "object",
    required: ["name", "type"],
    properties: Object.fromEntries(COMMON_FIELDS.map((field) => [field, known[field] ?? {}])),
    allOf: types.map((name) => when("type", name, { $ref: `#/$defs/step_${name}` })),
  };
}

/** The schema of one step type, and those that it defines for itself. */
function typeSchemas(name: string, type: StepType, kinds: readonly string[]): Record<string, Schema> {
  const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(type.schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== "custom") return;
      const accepted = acceptedKinds(zodSchema as unknown as z.ZodType, kinds);
      if (accepted !== null) {
        const what = accepted.length === 0 ? "output" : accepted.join(" or ");
        Object.assign(jsonSchema, { ...TEMPLATE, description: `An earlier step's ${what}: {{ steps.NAME.OUTPUT }}.` });
      }
    },
  }) as Schema & { $defs?: Record<string, Schema> };
  const inside = (ref: string) =>
    ref === "#" ? `#/$defs/step_${name}` : ref.replace("#/$defs/", `#/$defs/step_${name}_`);
  const root = withTemplates(own, inside, false);
  const common = Object.fromEntries(COMMON_FIELDS.map((field) => [field, true]));
  const outputs = Object.entries(type.outputs).map(([output, kind]) =>
    output === kind ? output : `${output} (${kind})`
  );
  return {
    [`step_${name}`]: {
      ...root,
      description: [type.summary, ...(outputs.length === 0 ? [] : [`Puts out ${outputs.join(", ")}.`])].join(" "),
      // The common fields are checked by the schema of all steps; here they are only allowed.
      properties: { ...common, ...root.properties as Schema },
    },
    ...Object.fromEntries(
      Object.entries($defs).map(([key, schema]) => [`step_${name}_${key}`, withTemplates(schema, inside, true)]),
    ),
  };
}

/** Which kinds of output a field takes; null where it takes anything else too. A field hides its kind, so it is tried. */
function acceptedKinds(schema: z.ZodType, kinds: readonly string[]): string[] | null {
  const accepts = (kind: string) => schema.safeParse(new Reference("step", "output", kind)).success;
  return schema.safeParse("text").success || accepts("\0") ? null : kinds.filter(accepts);
}

/** Lets templates stand for all values inside a schema, and for its own when `isValue`. */
function withTemplates(schema: Schema, inside: (ref: string) => string, isValue: boolean): Schema {
  const each = (value: unknown, isInner: boolean): unknown =>
    value !== null && typeof value === "object" ? withTemplates(value as Schema, inside, isInner) : value;
  const entries = Object.entries(schema).flatMap(([key, value]): [string, unknown][] => {
    if ((key === "maximum" && value === WHOLE) || (key === "minimum" && value === -WHOLE)) return [];
    if (key === "$ref" && value !== TEMPLATE.$ref) return [[key, inside(String(value))]];
    if (key === "properties") {
      return [[
        key,
        Object.fromEntries(Object.entries(value as Schema).map(([name, item]) => [name, each(item, true)])),
      ]];
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
  const { default: preset, description, ...rest } = schema;
  const said = {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
  };
  const takesAnything = Object.keys(rest).length === 0;
  if (takesAnything || rest.$ref !== undefined || isFreeText(rest)) return schema;
  const { anyOf, ...others } = rest;
  if (Array.isArray(anyOf) && Object.keys(others).length === 0) {
    return anyOf.some(isFreeText) ? schema : { ...said, anyOf: [...anyOf, templateFor(anyOf)] };
  }
  return { ...said, anyOf: [rest, templateFor([rest])] };
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

function when(field: string, value: string, then: Schema): Schema {
  return { if: { required: [field], properties: { [field]: { const: value } } }, then };
}
