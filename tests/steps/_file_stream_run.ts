/** Runs operations in a folder, one after the other: `deno run _file_stream_run.ts FOLDER JSON`. */
import { z } from "zod";
import type { StepContext } from "../../lib/pipeline/step_type.ts";
import { fileOpsStep } from "../../lib/steps/file_ops.ts";

const [out, work] = Deno.args;
const context = { name: "step", out, provenance: {}, progress: () => {}, allowed: [] } as unknown as StepContext;
for (const fields of JSON.parse(work)) await fileOpsStep.run(z.parse(fileOpsStep.schema, fields), context);
