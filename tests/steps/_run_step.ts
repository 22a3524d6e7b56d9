import { z } from "zod";
import type { StepType } from "../../lib/pipeline/step_type.ts";
import { Reference, resolveReferences } from "../../lib/pipeline/reference.ts";

/**
 * Runs a step as a pipeline does: options are checked while outputs are references, then the outputs are put in.
 *
 * `outputs` gives, by field, the kind and the value of what an earlier step put out.
 */
export async function runStep(
  type: StepType,
  options: Record<string, unknown>,
  outputs: Record<string, readonly [kind: string, value: unknown]> = {},
  context: { out?: string; name?: string } = {},
): Promise<Record<string, unknown>> {
  const references = Object.fromEntries(
    Object.entries(outputs).map(([field, [kind]]) => [field, new Reference(field, "out", kind)]),
  );
  const checked = z.parse(type.schema, { ...options, ...references });
  const values = new Map(Object.entries(outputs).map(([field, [, value]]) => [field, { out: value }]));
  const { out = "", name = "step" } = context;
  return await type.run(resolveReferences(checked, values), { name, out, provenance: {}, progress: () => {} });
}
