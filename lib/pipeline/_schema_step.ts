import { controlSchemas, NAME } from "./_schema_root.ts";
import { CONDITION, type Schema, withTemplates } from "./_schema_templates.ts";
import { COMMON_FIELDS } from "./step_control.ts";

/** Where a step is put among others; it may stand beside every field. */
export const PLACING_FIELDS: Readonly<Record<string, Schema>> = {
  insert_before: { description: "The step before which it is put.", type: "string" },
  insert_after: { description: "The step behind which it is put.", type: "string" },
};

const CONTROL = ["on_error", "retry", "timeout_seconds", "output_to_file"];
const SAID: Readonly<Record<string, string>> = {
  on_error: "Whether a failure ends the run (default), only leaves out what depends on the step, or is made good.",
  retry: "How often, when and for what it is tried again.",
  timeout_seconds: "After which an attempt is cancelled and fails.",
  output_to_file: "The file of the run's folder that its main output is written to.",
};
const ONE_STEP = { $ref: "#/$defs/step" };
const VERSION = { description: "Which versions of it fit, such as ^1.2.0.", type: ["string", "number"] };

/** What the schema of all steps needs to know of one type. */
export interface TypeNeeds {
  /** The type's YAML name. */
  readonly name: string;
  /** Which of its fields must be there. */
  readonly needed: Schema;
  /** Whether some of its fields hold steps. */
  readonly holdsSteps: boolean;
}

/**
 * The schemas of what a list of steps may hold: steps, components, included files, changes of inherited steps.
 *
 * @param types the step types
 * @returns definitions by name
 */
export function stepSchemas(types: readonly TypeNeeds[]): Record<string, Schema> {
  const common = commonFields();
  const names = types.map(({ name }) => name);
  const typed = { ...common, type: { description: "What the step does.", enum: names }, ...PLACING_FIELDS };
  const item = (step: Schema): Schema => ({
    if: { required: ["include"] },
    then: { $ref: "#/$defs/included_steps" },
    else: { if: { required: ["use"] }, then: { $ref: "#/$defs/used_component" }, else: step },
  });
  return {
    steps: { type: "array", minItems: 1, items: ONE_STEP },
    step: item({
      type: "object",
      required: ["name", "type"],
      properties: typed,
      allOf: [
        ...fallbackRules(),
        ...types.map(({ name, needed }) => whenType(name, { $ref: `#/$defs/step_${name}`, ...needed })),
      ],
    }),
    changed_step: {
      description: "A step, or what changes in an inherited one of its name.",
      if: { required: ["remove"] },
      then: {
        type: "object",
        required: ["name"],
        properties: { name: NAME, remove: { description: "Leaves the inherited step out.", const: true } },
      },
      // Inside a step that holds steps, these may be changes too.
      else: item({
        type: "object",
        required: ["name"],
        properties: typed,
        allOf: types.filter(({ holdsSteps }) => !holdsSteps)
          .map(({ name }) => whenType(name, { $ref: `#/$defs/step_${name}` })),
      }),
    },
    used_component: usedComponent(common),
    included_steps: {
      description: "The steps of a file, in this place.",
      type: "object",
      required: ["include"],
      properties: {
        include: {
          description: "The file, or several.",
          anyOf: [{ type: "string", minLength: 1 }, { type: "array", items: { type: "string", minLength: 1 } }],
        },
        with: { description: "What {{ params.NAME }} stands for in them.", type: "object" },
      },
      additionalProperties: false,
    },
  };
}

function commonFields(): Record<string, Schema> {
  const control = withTemplates({ properties: controlSchemas(CONTROL) }, false).properties as Record<string, Schema>;
  const text = { type: ["string", "null"] };
  const known: Record<string, Schema> = {
    name: { description: "Letters, digits, - and _; no two steps of a list share one.", ...NAME },
    description: { description: "What it is for.", ...text },
    role: { description: "What it stands for in the pipeline.", ...text },
    needs: {
      description: "Earlier steps to wait for, besides those that it refers to.",
      anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }],
    },
    condition: CONDITION,
    fallback: {
      description: "What stands for its outputs when it has failed: {OUTPUT: VALUE}, or steps.",
      if: { type: "array" },
      then: { minItems: 1, items: ONE_STEP },
    },
    ...Object.fromEntries(CONTROL.map((name) => [name, { ...control[name], description: SAID[name] }])),
  };
  return Object.fromEntries(COMMON_FIELDS.map((field) => [field, known[field] ?? {}]));
}

/** A fallback is what `on_error: fallback` needs, and contradicts all else. */
function fallbackRules(): Schema[] {
  const isFallback = { properties: { on_error: { anyOf: [{ const: "fallback" }, { pattern: "[{]" }] } } };
  return [
    {
      if: { required: ["on_error"], properties: { on_error: { const: "fallback" } } },
      then: { required: ["fallback"] },
    },
    { if: { required: ["fallback", "on_error"] }, then: isFallback },
  ];
}

function usedComponent(common: Readonly<Record<string, Schema>>): Schema {
  const given = { type: "object" };
  return {
    description: "A component in the place of a step.",
    type: "object",
    required: ["use"],
    properties: {
      ...common,
      type: { enum: ["pipeline", "component"] },
      use: { description: "The file of the component.", type: "string", minLength: 1 },
      with: { description: "The values of its inputs.", ...given },
      inputs: { description: "The same as with.", ...given },
      version: VERSION,
      override: {
        description: "What changes in its steps: their names and fields.",
        type: "object",
        additionalProperties: { type: "object" },
      },
      config: { description: "As of a step of type pipeline." },
      ...PLACING_FIELDS,
    },
    additionalProperties: false,
  };
}

function whenType(name: string, then: Schema): Schema {
  return { if: { required: ["type"], properties: { type: { const: name } } }, then };
}
