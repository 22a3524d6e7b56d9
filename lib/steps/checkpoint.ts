import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { canonicalJson } from "../core/canonical_json.ts";
import { describeValue } from "../core/describe_value.ts";
import { digest } from "../core/digest.ts";
import { stepType } from "../pipeline/step_type.ts";
import { insideRun } from "./_file_paths.ts";
import { plainValue } from "./_file_value.ts";
import { walk } from "./_file_walk.ts";
import { checkDestination, writeAll, writeAtomically } from "./_file_write.ts";

const FOLDER = "checkpoints";
const LABEL = /^[A-Za-z0-9_][\w.-]{0,99}$/;
const CHUNK_BYTES = 256 * 2 ** 10;

/**
 * Writes a state to `checkpoints/LABEL.json` in the run's folder, in plain text: keep secrets out of it. Equal states give equal
 * bytes. No run needs it to be resumed; it is for people and other programs. Puts out its path and digest.
 */
export const checkpointStep = stepType({
  summary: "Write a state, and on demand the digests of all files so far, to checkpoints/LABEL.json.",
  schema: z.strictObject({
    label: z.string().regex(LABEL, "must be at most 100 letters, digits, dots, - and _, no dot or - first").optional(),
    state: z.record(z.string(), z.unknown()).default({}),
    include_files: z.boolean().default(false),
    compress: z.boolean().default(false),
  }),
  outputs: { checkpoint: "value" },
  async run({ label, state, include_files: withFiles, compress }, { name, out, signal }) {
    const title = label ?? name;
    if (!LABEL.test(title)) {
      throw new AssayError("Cannot write the checkpoint", {
        problems: [`its name must be letters, digits and _, received ${describeValue(title)}; say a label`],
      });
    }
    Deno.mkdirSync(out, { recursive: true });
    const content = {
      label: title,
      step: name,
      state: plainValue(state, "state"),
      ...(withFiles ? { files: await digests(insideRun(out, "."), signal) } : {}),
    };
    const text = new TextEncoder().encode(`${canonicalJson(content, 2)}\n`);
    const bytes = compress ? new Uint8Array(gzipSync(text)) : text;
    const path = `${FOLDER}/${title}.json${compress ? ".gz" : ""}`;
    const target = insideRun(out, path);
    checkDestination(target, { name: path, overwrite: true });
    await writeAtomically(target, (file) => writeAll(file, bytes));
    return { checkpoint: { path, digest: digest(bytes), bytes: bytes.length } };
  },
});

/** The files of the run so far: path, size and SHA-256. */
async function digests(root: string, signal?: AbortSignal): Promise<Record<string, unknown>[]> {
  const files = (await walk(root, { signal, without: [FOLDER] })).filter(({ is_dir: isFolder }) => !isFolder);
  const listed = [];
  for (const { path, size } of files) listed.push({ path, size, sha256: await digestOf(join(root, path), signal) });
  return listed;
}

async function digestOf(path: string, signal?: AbortSignal): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let count = await file.read(buffer); count !== null; count = await file.read(buffer)) {
    signal?.throwIfAborted();
    hash.update(buffer.subarray(0, count));
  }
  return hash.digest("hex");
}
