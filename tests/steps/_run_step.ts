import { z } from "zod";
import type { StepType } from "../../lib/pipeline/step_type.ts";
import { settle } from "../../lib/pipeline/pending.ts";
import { Reference } from "../../lib/pipeline/reference.ts";
import { RunScope } from "../../lib/pipeline/run_scope.ts";
import { openModel } from "../../lib/models/open_model.ts";

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
  const scope = new RunScope({});
  for (const [field, [, value]] of Object.entries(outputs)) scope.keep(field, { out: value });
  const { out = "", name = "step" } = context;
  return await type.run(settle(checked, scope), {
    name,
    path: name,
    isLastAttempt: true,
    folder: out,
    out,
    provenance: {},
    progress: () => {},
    open: openModel,
    allowed: [],
    runBlock: () => Promise.reject(new Error("no blocks here")),
    test: (condition) => condition.holds(scope),
  });
}
