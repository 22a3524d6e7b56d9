import { z } from "zod";
import type { ColumnRule } from "../data/validate.ts";

const RULE = z.strictObject({
  type: z.enum(["string", "number", "integer", "boolean"]).optional(),
  nullable: z.boolean().optional(),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  min_length: z.int().optional(),
  max_length: z.int().optional(),
});

/** Rules by column, as YAML writes them. */
export const COLUMN_RULES = z.record(z.string(), RULE);

/** The same as the check of a frame takes them. */
export function columnRules(columns: z.output<typeof COLUMN_RULES>): Record<string, ColumnRule> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { min_length: minLength, max_length: maxLength, ...rest }]) => {
      return [name, { ...rest, minLength, maxLength }];
    }),
  );
}
