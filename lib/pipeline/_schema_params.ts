import { PARAM_TYPES, TYPE_ALIASES } from "./params.ts";
import type { Schema } from "./_schema_templates.ts";

const TEXT: Schema = { type: "string", minLength: 1 };
/** What a default must be, by type. */
const VALUES: Readonly<Record<string, Schema>> = {
  string: TEXT,
  path: TEXT,
  number: { type: "number" },
  integer: { type: "integer" },
  boolean: { type: "boolean" },
  list: { type: "array" },
  object: { type: "object" },
};

/**
 * The schema of one declared param: a declaration, or a plain value, which declares its type and default.
 *
 * @returns the schema
 */
export function paramSchema(): Schema {
  // Only names that a run takes for a type are offered.
  const aliases = Object.keys(TYPE_ALIASES);
  const named = (type: string) => [type, ...aliases.filter((alias) => TYPE_ALIASES[alias] === type)];
  const count = { type: "integer", minimum: 0 };
  return {
    if: { type: "object" },
    then: {
      properties: {
        type: { description: "What its value must be.", enum: [...PARAM_TYPES, ...aliases] },
        default: { description: "The value where none is given." },
        required: { description: "Whether it must be given; default: when it has no default." },
        description: { description: "What it is for." },
        values: { description: "For an enum: the values allowed.", type: "array" },
        min: { description: "The smallest number allowed.", type: "number" },
        max: { description: "The largest number allowed.", type: "number" },
        min_length: { description: "The fewest characters of a text, or items of a list.", ...count },
        max_length: { description: "The most characters of a text, or items of a list.", ...count },
        pattern: { description: "A regular expression that a text must match somewhere.", type: "string" },
      },
      additionalProperties: false,
      allOf: [
        ...Object.entries(VALUES).map(([type, value]) => whenType(named(type), { properties: { default: value } })),
        whenType(["enum"], { required: ["values"] }),
      ],
    },
    else: { type: ["string", "number", "boolean", "array"], minLength: 1 },
  };
}

function whenType(types: readonly string[], then: Schema): Schema {
  return { if: { required: ["type"], properties: { type: { enum: types } } }, then };
}
