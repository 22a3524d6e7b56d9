import { assertRejects } from "@std/assert";
import { join } from "@std/path";
import { z } from "zod";
import type { StepContext } from "../../lib/pipeline/step_type.ts";
import { fileOpsStep } from "../../lib/steps/file_ops.ts";

/** The fields of a step as YAML gives them. */
export type Fields = Record<string, unknown>;
/** What an operation puts out. */
export interface Done {
  result: Record<string, unknown>;
  files: string[];
}

/** A file that lies in the project. */
export const PROJECT_FILE = "datasets/intents/intents.jsonl";

/** Runs operations in a folder of their own, which holds the given files. */
export async function inRun(
  files: Record<string, string | Uint8Array>,
  test: (run: (fields: Fields, signal?: AbortSignal) => Promise<Done>, out: string) => Promise<void>,
): Promise<void> {
  const out = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.mkdir(join(out, name, ".."), { recursive: true });
      await Deno.writeFile(join(out, name), typeof content === "string" ? new TextEncoder().encode(content) : content);
    }
    const run = async (fields: Fields, signal?: AbortSignal) => {
      const context = { name: "step", out, signal, provenance: {}, progress: () => {}, allowed: [] };
      const options = z.parse(fileOpsStep.schema, fields);
      return await fileOpsStep.run(options, context as unknown as StepContext) as unknown as Done;
    };
    await test(run, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

/** The text of a file of the run. */
export const read = (out: string, name: string) => Deno.readTextFileSync(join(out, name));
/** Fails with an error that says so. */
export const fails = (work: () => Promise<unknown>, message: string) => assertRejects(work, Error, message);
