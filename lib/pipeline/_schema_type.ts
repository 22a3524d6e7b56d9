import { z } from "zod";
import { parseCondition } from "../core/condition.ts";
import { Block } from "./block.ts";
import { PlannedCondition } from "./planned_condition.ts";
import { Reference } from "./reference.ts";
import { PLACING_FIELDS, type TypeNeeds } from "./_schema_step.ts";
import { CONDITION, INLINE_PIPELINE, type Schema, STEPS, TEMPLATE, withTemplates } from "./_schema_templates.ts";
import { COMMON_FIELDS } from "./step_control.ts";
import type { StepType } from "./step_type.ts";

const A_BLOCK = new Block([], { needs: [], maxParallel: 1 });
const A_CONDITION = new PlannedCondition(parseCondition(true), [], true);

/** The schemas of one step type, and what that of all steps needs to know of it. */
export interface TypeSchemas extends TypeNeeds {
  /** Definitions by name. */
  readonly definitions: Readonly<Record<string, Schema>>;
}

/**
 * The schema of one step type, and those that it defines for itself.
 *
 * @param name the type's YAML name
 * @param type the type
 * @param kinds all kinds of outputs
 * @returns the schemas
 */
export function typeSchemas(name: string, type: StepType, kinds: readonly string[]): TypeSchemas {
  let holdsSteps = type.nested !== undefined;
  const { $schema: _, $defs = {}, required = [], ...own } = z.toJSONSchema(type.schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema._zod.def.type !== "custom") return;
      const schema = stepField(zodSchema as unknown as z.ZodType, kinds);
      holdsSteps ||= schema === STEPS;
      Object.assign(jsonSchema, schema);
    },
  }) as Schema & { $defs?: Record<string, Schema>; required?: string[] };
  const inside = (ref: string) =>
    ref === "#" ? `#/$defs/step_${name}` : ref.replace("#/$defs/", `#/$defs/step_${name}_`);
  const root = withTemplates(own, false, inside);
  const both = [...COMMON_FIELDS, ...Object.keys(PLACING_FIELDS)];
  const outputs = Object.entries(type.outputs).map(([output, kind]) =>
    output === kind ? output : `${output} (${kind})`
  );
  const step: Schema = {
    ...root,
    description: [type.summary, ...(outputs.length === 0 ? [] : [`Puts out ${outputs.join(", ")}.`])].join(" "),
    properties: {
      // What every step may have is checked by the schema of all steps; here it is only allowed.
      ...Object.fromEntries(both.map((field) => [field, true])),
      ...root.properties as Schema,
      ...(type.nested === undefined ? {} : { pipeline: INLINE_PIPELINE }),
    },
  };
  const inner = Object.entries($defs)
    .map(([key, schema]) => [`step_${name}_${key}`, withTemplates(schema, true, inside)]);
  return {
    name,
    // What the type fills in itself need not be written.
    needed: neededFields(
      required.filter((field) => type.prepare?.({})[field] === undefined),
      type.nested !== undefined,
    ),
    holdsSteps,
    definitions: { [`step_${name}`]: step, ...Object.fromEntries(inner) },
  };
}

/** A nested pipeline stands in the step or in a file. */
function neededFields(required: readonly string[], isNested: boolean): Schema {
  if (!isNested) return required.length === 0 ? {} : { required };
  const others = required.filter((field) => field !== "pipeline");
  return { ...neededFields(others, false), anyOf: ["file", "pipeline"].map((field) => ({ required: [field] })) };
}

/** What a field takes that only a plan can fill: steps, a condition, an earlier step's output. It hides that, so it is tried. */
function stepField(schema: z.ZodType, kinds: readonly string[]): Schema {
  const accepts = (value: unknown) => schema.safeParse(value).success;
  const acceptsKind = (kind: string) => accepts(new Reference("step", "output", kind));
  if (accepts("text") || acceptsKind("\0")) return {};
  if (accepts(A_BLOCK)) return STEPS;
  if (accepts(A_CONDITION)) return CONDITION;
  const accepted = kinds.filter(acceptsKind);
  const what = accepted.length === 0 ? "output" : accepted.join(" or ");
  return { ...TEMPLATE, description: `An earlier step's ${what}: {{ steps.NAME.OUTPUT }}.` };
}
