import { basename } from "@std/path";
import { isMap } from "../core/is_map.ts";
import type { ComposedWorkflow } from "./compose.ts";
import type { Normalised } from "./dialect.ts";
import type { RawWorkflow } from "./parse_workflow.ts";

type Keys = readonly (string | number)[];

/** Where a place of the normalised pipeline was written: the file, and the keys in its own words. */
export function sourceOf(
  workflow: RawWorkflow | ComposedWorkflow,
  { root, written, originals }: Normalised,
  at: Keys | null,
): { file: RawWorkflow; at: Keys | null } {
  if (at === null) return { file: workflow, at };
  const origins = "origins" in workflow ? workflow.origins : undefined;
  let file: RawWorkflow = workflow;
  let path: (string | number)[] = [];
  let node: unknown = root;
  for (let i = 0; i <= at.length; i++) {
    if (node !== null && typeof node === "object") {
      const origin = origins?.get(originals.get(node) ?? node);
      if (origin !== undefined) [file, path] = [origin.file, [...origin.at]];
    }
    if (i === at.length) break;
    const names = isMap(node) ? written.get(node) : undefined;
    const renamed = names !== undefined && Object.hasOwn(names, at[i]) ? names[at[i]] : undefined;
    path.push(...renamed ?? [at[i]]);
    const isThere = node !== null && typeof node === "object" && Object.hasOwn(node, at[i]);
    node = isThere ? (node as Record<PropertyKey, unknown>)[at[i]] : undefined;
  }
  return { file, at: path };
}

/** The name of a pipeline that has none: that of its file, without what a name may not hold. */
export function nameOfFile(path: string): string {
  const stem = basename(path).replace(/\.ya?ml$/i, "").replace(/[^\w-]+/g, "_");
  return /^[A-Za-z_]/.test(stem) ? stem : `pipeline_${stem}`;
}
