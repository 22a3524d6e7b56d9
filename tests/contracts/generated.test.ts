import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readPipelines, registryText, schemaText } from "../../lib/cli/registry.ts";
import { ROOT, said } from "../cli/_command_line.ts";

const read = (name: string) => Deno.readTextFileSync(`${ROOT}pipelines/${name}`);

const GENERATED: readonly (readonly [string, string, () => string])[] = [
  ["registry.yaml", "registry", () => registryText(`${ROOT}pipelines`).replaceAll(ROOT, "")],
  ["pipeline.schema.json", "schema", schemaText],
];
for (const [name, task, textOf] of GENERATED) {
  Deno.test(`pipelines/${name} is what deno task ${task} writes`, () => {
    assert(read(name) === textOf(), `it is old: run deno task ${task}`);
  });
}

Deno.test("every pipeline names its schema in the first line, for editors", () => {
  const names = readPipelines(`${ROOT}pipelines`).map(({ path }) => path.slice(`${ROOT}pipelines/`.length));
  assert(names.length >= 2);
  const line = "# yaml-language-server: $schema=./pipeline.schema.json";
  for (const name of names) assertEquals(read(name).split("\n")[0], line, name);
});

/** Arguments, exit code, and a part of what is printed. */
const COMMANDS: readonly (readonly [string[], number, string])[] = [
  [["--help"], 0, "list [--json]"],
  [["list", "--help"], 0, "list [--json]"],
  [["list"], 0, "evaluate_intents  1.0"],
  [["list", "--json"], 0, '"id": "evaluate_intents"'],
  [[], 2, "error: Cannot read the arguments: one of list, registry, schema is needed"],
  [["lst"], 2, 'error: Cannot read the arguments: unknown command "lst", did you mean "list"?'],
  [["list", "--jsn"], 2, 'unknown argument "--jsn", did you mean "--json"?'],
  [["schema", "x"], 2, 'schema takes no arguments, received "x"'],
  [["registry"], 2, "error: Cannot write pipelines/registry.yaml: it may not be written; use the task of deno.json"],
];
for (const [args, code, part] of COMMANDS) {
  Deno.test(`under the permissions of run, registry.ts ${args.join(" ")} ends with code ${code}`, async () => {
    const { stdout, stderr, ...result } = said(
      await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-P=run", "lib/cli/registry.ts", ...args],
        cwd: ROOT,
        env: { NO_COLOR: "1" },
        stdin: "null",
      }).output(),
    );
    assertEquals(result.code, code, stderr);
    assertStringIncludes(code === 0 ? stdout : stderr, part);
  });
}

Deno.test("all pipelines that cannot be read are told at once, and folders below are left alone", () => {
  const folder = Deno.makeTempDirSync();
  try {
    Deno.mkdirSync(`${folder}/components`);
    for (const name of ["components/x.yaml", "a.yaml", "b.yml", "registry.yaml", "notes.txt"]) {
      Deno.writeTextFileSync(`${folder}/${name}`, "[");
    }
    let message = "";
    try {
      readPipelines(folder);
    } catch (error) {
      message = (error as Error).message;
    }
    const lines = message.replaceAll(folder, "F").split("\n").map((line) => line.replace(/ it is not .*/, ""));
    assertEquals(lines, ["Cannot list F:", "  - Cannot read F/a.yaml:", "  - Cannot read F/b.yml:"]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
