import { canonicalJson } from "../core/canonical_json.ts";
import { digest } from "../core/digest.ts";
import type { ReportInput } from "./report_input.ts";
import { PACKAGES, VERSION } from "./version.ts";

/**
 * What is needed to repeat a run and to check its files: versions, data, systems, options and seeds, and the digest of every
 * file. It holds no time and no absolute path, so that equal runs give equal manifests.
 *
 * @param input what the report is made of
 * @param files the report's other files, by name
 * @returns indented JSON with sorted keys and a final line break
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { files } = JSON.parse(manifest({ title: "Empty", evaluations: [] }, { "a.md": "x" }));
 * assertEquals(files["a.md"].length, 64);
 * ```
 */
export function manifest(input: ReportInput, files: Readonly<Record<string, string>>): string {
  const value = {
    format: 1,
    assay: VERSION,
    runtime: { deno: Deno.version.deno, v8: Deno.version.v8, os: Deno.build.os, arch: Deno.build.arch },
    packages: PACKAGES,
    dataset: input.dataset,
    split: input.split,
    systems: input.systems,
    run: input.provenance,
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, digest(text)])),
  };
  return `${canonicalJson(value, 2)}\n`;
}
