import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { isFrame } from "../data/frame.ts";
import { save } from "../data/save.ts";
import type { PlannedStep } from "../pipeline/plan_workflow.ts";

/**
 * Writes what a step put out into the run's folder: frames as Parquet, texts as they are, everything else as JSON.
 *
 * @param folder the folder of outputs
 * @param step the step
 * @param outputs what it put out
 * @returns why an output could not be written, one line each; that ends no run
 */
export function saveOutputs(
  folder: string,
  step: PlannedStep,
  outputs: Readonly<Record<string, unknown>>,
): string[] {
  const target = join(folder, step.name);
  Deno.mkdirSync(target, { recursive: true });
  return Object.entries(outputs).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    try {
      const file = join(target, name.replace(/[^\w-]/g, "_"));
      if (isFrame(value)) save(value, `${file}.parquet`);
      else if (typeof value === "string") Deno.writeTextFileSync(`${file}.txt`, value);
      else Deno.writeTextFileSync(`${file}.json`, `${canonicalJson(value)}\n`);
      return [];
    } catch (error) {
      // What cannot be written down (a value without JSON, a column that Parquet does not take) is still there for the run.
      if (!(error instanceof AssayError || error instanceof TypeError || error instanceof RangeError)) throw error;
      return [`${step.name}.${name}: ${error.message}`];
    }
  });
}
