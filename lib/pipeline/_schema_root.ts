import { z } from "zod";
import { PIPELINE_FORMAT, ROOT_FIELDS } from "./_check_root.ts";
import { LIMITS } from "./limits.ts";
import { type Schema, STEPS, withTemplates } from "./_schema_templates.ts";
import { CONTROL_FIELDS } from "./step_control.ts";

/** What a name must be. */
export const NAME: Schema = { type: "string", pattern: "^[A-Za-z_][\\w-]*$" };
const TEXT: Schema = { type: ["string", "null"] };
const PATH: Schema = { type: "string", minLength: 1 };
const PATHS: Schema = { anyOf: [PATH, { type: "array", items: PATH }] };
const COUNT: Schema = { type: "integer", minimum: 1 };
const NOT_BOTH: Schema = { not: { required: ["params", "inputs"] } };

/**
 * The schemas of pipelines: `pipeline` of a file, `inline_pipeline` inside a step.
 *
 * @returns definitions by name
 */
export function pipelineSchemas(): Record<string, Schema> {
  const known = rootFields();
  const own = Object.fromEntries(ROOT_FIELDS.map((field) => [field, known[field] ?? {}]));
  const steps = { description: "What it does, in order." };
  return {
    pipeline: {
      type: "object",
      ...NOT_BOTH,
      properties: { ...own, ...compositionFields(), steps: { ...steps, type: "array" } },
      additionalProperties: false,
      // What is inherited may be changed: a step that does so need not say what stands there already.
      if: { required: ["extends"] },
      then: { properties: { steps: { items: { $ref: "#/$defs/changed_step" } } } },
      else: { required: ["steps"], properties: { steps: STEPS } },
    },
    inline_pipeline: {
      description: "A pipeline written in place.",
      type: "object",
      ...NOT_BOTH,
      required: ["steps"],
      properties: { ...own, steps: { ...steps, ...STEPS } },
      additionalProperties: false,
    },
  };
}

function rootFields(): Record<string, Schema> {
  const params = {
    description: "What a run may be given: names and declarations.",
    type: ["object", "null"],
    additionalProperties: { $ref: "#/$defs/param" },
  };
  return {
    name: { description: "Letters, digits, - and _; without one the name of the file stands for it.", ...NAME },
    description: { description: "What it is for.", ...TEXT },
    version: { description: "Its version.", type: ["string", "number", "null"] },
    format: {
      description: "The format of the file; where it is missing, any dialect is read.",
      type: "integer",
      minimum: 1,
      maximum: PIPELINE_FORMAT,
    },
    category: { description: "Under which it is listed.", ...TEXT },
    tags: { description: "By which it is found.", type: "array", items: { type: "string" } },
    author: { description: "Who wrote it." },
    metadata: { description: "Anything else that is to be known of it." },
    abstract: { description: "Whether it can only be extended.", type: "boolean" },
    max_parallel: { description: "How many steps may run at once.", type: "integer", minimum: 1, maximum: 1000 },
    params,
    inputs: { ...params, description: "The same as params." },
    variables: { description: "What variables hold at first: names and values.", type: "object" },
    defaults: defaultsSchema(),
    environment: {
      description: "Where it is meant to run.",
      type: ["object", "null"],
      properties: { mode: { description: "Such as development or production.", type: "string" } },
    },
    limits: limitsSchema(),
    functions: {
      description: "Functions that models may call: a map, a list, or files of them.",
      anyOf: [
        { type: "object", additionalProperties: functionSchema() },
        { type: "array", items: { anyOf: [PATH, { ...functionSchema(), required: ["name"] }] } },
        { type: ["string", "null"], minLength: 1 },
      ],
    },
    outputs: {
      description: "What a step that runs this pipeline puts out: names and values, or a list of steps.",
      anyOf: [
        { type: ["object", "null"] },
        { type: "array", items: { anyOf: [PATH, { type: "object", required: ["path"] }] } },
      ],
    },
  };
}

/** What is taken from other files before anything else is read. */
function compositionFields(): Record<string, Schema> {
  return {
    extends: { description: "The pipeline that this one changes, or several, later ones over earlier ones.", ...PATHS },
    include: { description: "Files whose params, variables, defaults and functions are taken over.", ...PATHS },
    remove: {
      description: "Names of inherited steps that are left out.",
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    },
    function_libraries: { description: "Files of functions.", ...PATHS },
  };
}

/** Folders, and what steps get that do not say it themselves. */
function defaultsSchema(): Schema {
  const fields: Record<string, Schema> = {
    output_dir: { description: "The folder for what the run writes.", ...PATH },
    workspace_dir: { description: "The folder of runs and cache.", ...PATH },
    model: { description: "The model of steps that ask one.", ...PATH },
    claude_model: { description: "The model of claude steps.", ...PATH },
    gemini_model: { description: "The model of gemini steps.", ...PATH },
    fallback_model: { description: "The model to ask when that one fails.", ...PATH },
    temperature: { type: "number", minimum: 0, maximum: 2 },
    top_p: { type: "number", exclusiveMinimum: 0, maximum: 1 },
    top_k: COUNT,
    max_output_tokens: COUNT,
    output_format: { enum: ["text", "json"] },
    preset: { description: "The preset of steps that ask a model.", ...PATH },
    ...controlSchemas(["on_error", "retry", "timeout_seconds"]),
  };
  const { properties } = withTemplates({ properties: fields }, false);
  return {
    description: "What steps do that do not say it themselves, and folders.",
    type: ["object", "null"],
    properties,
    additionalProperties: false,
  };
}

/**
 * The schemas of the fields that say when a step runs and what its failure means.
 *
 * @param names which of them
 * @returns the schemas by name, without templates
 */
export function controlSchemas(names: readonly string[]): Record<string, Schema> {
  return Object.fromEntries(names.map((name) => {
    const { $schema: _, ...schema } = z.toJSONSchema(CONTROL_FIELDS[name], { io: "input" }) as Schema;
    return [name, schema];
  }));
}

function limitsSchema(): Schema {
  const { $schema: _, ...schema } = z.toJSONSchema(LIMITS, { io: "input" }) as Schema;
  const description = "What a run may use up: dollars, tokens, seconds, steps, megabytes.";
  return { ...schema, description, type: ["object", "null"] };
}

function functionSchema(): Schema {
  return {
    type: "object",
    properties: {
      name: { type: "string" },
      description: { description: "What it does.", type: "string" },
      parameters: { description: "What it takes, as JSON Schema.", type: "object" },
      binds: { description: "The built-in function that runs, where it has another name.", type: "string" },
    },
  };
}
