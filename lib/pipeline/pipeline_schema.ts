import { paramSchema } from "./_schema_params.ts";
import { pipelineSchemas } from "./_schema_root.ts";
import { stepSchemas } from "./_schema_step.ts";
import { type Schema, templateSchemas } from "./_schema_templates.ts";
import { typeSchemas } from "./_schema_type.ts";
import type { Registry } from "./step_type.ts";

/**
 * The JSON Schema (draft 2020-12) of pipeline files, by which editors check and complete them.
 *
 * It is made from the step types' own schemas and describes the canonical vocabulary; a run understands other dialects too.
 * A field that takes no free text also takes a template, since a template keeps the type of its value. A run checks more:
 * whether names resolve, whether an output is of the right kind, and what a step type demands of several fields together.
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
  const kinds = [...new Set(Object.values(registry).flatMap(({ outputs }) => Object.values(outputs)))];
  const types = Object.entries(registry).map(([name, type]) => typeSchemas(name, type, kinds));
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A pipeline of Assay",
    type: "object",
    // An if tells an editor which branch is meant; oneOf would blame the file for both.
    if: { required: ["workflow"] },
    then: { properties: { workflow: { $ref: "#/$defs/pipeline" } }, additionalProperties: false },
    else: { $ref: "#/$defs/pipeline" },
    $defs: {
      ...templateSchemas(),
      ...pipelineSchemas(),
      param: paramSchema(),
      condition: conditionSchema(),
      ...stepSchemas(types),
      ...Object.assign({}, ...types.map(({ definitions }) => definitions)),
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
