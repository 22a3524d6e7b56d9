import { assertEquals, assertFalse, assertMatch } from "@std/assert";
import { join } from "@std/path";
import { inTempDir } from "../cli/_command_line.ts";
import { checkRefused, timed } from "./_refused.ts";

const LOAD = "{ name: load, type: load, path: DIR/project/a.csv }";
const ASK = '{ name: ask, type: claude, model: local/nearest, prompt: "Input: a\\nOutput: x\\nInput: a\\nOutput:"';
const RECORDED = `${LOAD}
- { name: predict, type: predict, test: "{{ steps.load.frame }}", target: label, systems: [{ predictions: { column: a } }] }
- { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }`;
const ways = (file: string) => [`../${file}`, `sub/../../${file}`, `link/${file}`, `DIR/${file}`];
const each = (name: string, paths: readonly string[], text: (path: string) => string) =>
  paths.map((path) => [`${name} ${path}`, text(path)] as const);

/** Pipelines that name what lies outside of their folder, or would write there. */
const ESCAPES: readonly (readonly [name: string, text: string])[] = [
  ...each("extends", ways("secret.yaml"), (path) => `name: x\nextends: "${path}"\nsteps:\n- ${LOAD}`),
  ...each("include", ways("secret.yaml"), (path) => `name: x\nsteps:\n- { include: "${path}" }`),
  ...each("use", ways("secret.yaml"), (path) => `name: x\nsteps:\n- { name: a, use: "${path}" }`),
  ...each(
    "a prompt file",
    ways("secret.txt"),
    (path) => `name: x\nsteps:\n- { name: a, type: claude, prompt: { use: "${path}" } }`,
  ),
  ...each(
    "a part of a prompt",
    ways("secret.txt"),
    (path) => `name: x\nsteps:\n- { name: a, type: claude, prompt: [{ type: file, path: "${path}" }] }`,
  ),
  ...each(
    "a library of functions",
    ways("secret.yaml"),
    (path) => `name: x\nfunction_libraries: ["${path}"]\nsteps:\n- ${LOAD}`,
  ),
  ...each(
    "a nested pipeline",
    ways("secret.yaml"),
    (path) => `name: x\nsteps:\n- { name: a, type: pipeline, pipeline_file: "${path}" }`,
  ),
  ...each(
    "output_to_file",
    ["../x.txt", "sub/../../x.txt", "link/x.txt", "DIR/x.txt", "dangling"],
    (path) => `name: x\nsteps:\n- ${ASK}, output_to_file: "${path}" }`,
  ),
  ...each(
    "copy to",
    ["../x.txt", "link/x.txt", "DIR/x.txt", "dangling"],
    (path) =>
      `name: x\nsteps:\n- { name: a, type: file_ops, operation: copy, source: deno.json, destination: "${path}" }`,
  ),
  ...each(
    "copy from",
    ["../secret.txt", "link/secret.txt", "DIR/secret.txt", "/etc/hostname"],
    (path) =>
      `name: x\nsteps:\n- { name: a, type: file_ops, operation: copy, source: "${path}", destination: copy.txt }`,
  ),
  ...each(
    "delete",
    ["../secret.txt", "link/secret.txt", "DIR/secret.txt", "link"],
    (path) => `name: x\nsteps:\n- { name: a, type: file_ops, operation: delete, path: "${path}", recursive: true }`,
  ),
  ...each(
    "list",
    ["..", "link", "DIR"],
    (path) => `name: x\nsteps:\n- { name: a, type: file_ops, operation: list, path: "${path}" }`,
  ),
  ...each(
    "output_dir",
    ["..", "../x", "link/x", "DIR/x"],
    (path) =>
      `name: x\nsteps:\n- ${RECORDED}\n- { name: report, type: report, title: X, evaluations: "{{ steps.evaluate.evaluations }}", output_dir: "${path}" }`,
  ),
  ...each(
    "a checkpoint",
    ["../x", "link/x", "DIR/x", ".."],
    (path) => `name: x\nsteps:\n- { name: a, type: checkpoint, label: "${path}" }`,
  ),
  ...each("a session", ["../x", "link/x", "DIR/x", ".."], (path) => `name: x\nsteps:\n- ${ASK}, session: "${path}" }`),
  ...each("a pipeline's name", ["../x", "link/x", "DIR/x", ".."], (path) => `name: "${path}"\nsteps:\n- ${LOAD}`),
  ...each(
    "a step's name",
    ["../x", "link/x", "DIR/x", ".."],
    (path) => `name: x\nsteps:\n- { name: "${path}", type: load, path: DIR/project/a.csv }`,
  ),
  ...each(
    "load",
    ["/etc/passwd", "../../../../../../../etc/passwd", "DIR/../../etc/passwd"],
    (path) => `name: x\nsteps:\n- { name: a, type: load, path: "${path}", format: csv }`,
  ),
];

const SAYS =
  /must stay inside "|no such file "link\/|must be (?:a path inside|letters|at most 100 letters|up to 100 letters)|outside of what this task may read/;

/** What lies in a folder, links as links, but for the run's own folders. */
function outside(directory: string, way = ""): string[] {
  return Array.from(Deno.readDirSync(join(directory, way))).flatMap(({ name, isDirectory, isSymlink }) => {
    const path = join(way, name);
    if (way === "" && (name === "out" || name === "workspace")) return [];
    if (isSymlink) return [`${path} is a link to ${Deno.readLinkSync(join(directory, path))}`];
    return isDirectory ? outside(directory, path) : [`${path}: ${Deno.readTextFileSync(join(directory, path))}`];
  }).sort();
}

Deno.test("paths that leave the workspace are refused wherever a path is taken, and nothing is read or written there", async (t) => {
  for (const [name, text] of ESCAPES) {
    await t.step(name, () =>
      inTempDir(async (directory) => {
        const [project, out] = [join(directory, "project"), join(directory, "out")];
        for (const folder of [join(project, "sub"), join(out, "sub")]) Deno.mkdirSync(folder, { recursive: true });
        for (const folder of [project, out]) Deno.symlinkSync(directory, join(folder, "link"));
        Deno.symlinkSync(join(directory, "nothing.txt"), join(out, "dangling"));
        Deno.writeTextFileSync(join(project, "a.csv"), "id,label,a\n1,x,x\n2,y,x\n3,x,x\n");
        Deno.writeTextFileSync(
          join(directory, "secret.yaml"),
          "name: outside\nsteps: [{ name: leaked_step, type: load, path: leaked.csv }]\n",
        );
        Deno.writeTextFileSync(join(directory, "secret.txt"), "leaked words\n");
        Deno.writeTextFileSync(join(project, "x.yaml"), text.replaceAll("DIR", directory));
        const before = outside(directory);

        const result = await timed(directory, "run", join(project, "x.yaml"), "--out", out);

        checkRefused({ ...result, stderr: result.stderr.replace(/^\[\d+\/\d+\] .*\n/gm, "") });
        assertMatch(result.stderr, SAYS);
        assertFalse(result.stderr.includes("leaked"), result.stderr);
        assertEquals(outside(directory), before);
      }));
  }
});
