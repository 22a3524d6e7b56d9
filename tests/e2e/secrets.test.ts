import { assert, assertEquals, assertFalse } from "@std/assert";
import { join } from "@std/path";
import { inTempDir } from "../cli/_command_line.ts";
import { startCountingServer } from "./_counting_server.ts";

const KEY = "sk-ant-test-0f9e8d7c6b5a4938";
const PASSWORD = "correct-horse-battery";
const ENV = { ANTHROPIC_API_KEY: KEY, REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:1` };

const PIPELINE = `name: leaky
steps:
  - { name: load, type: load, path: "DIR/items.csv" }
  - { name: some, type: claude, input: "{{ steps.load.frame }}", prompt: "some {row.text}" }
  - { name: none, type: claude, input: "{{ steps.load.frame }}", prompt: "none {row.text}", on_error: continue }
  - { name: once, type: claude, prompt: "none at all", on_error: continue }
  - name: each
    type: for_loop
    data_source: 2
    break_on_error: false
    steps:
      - { name: ask, type: claude, prompt: "none {{ item }}" }
  - { name: keep, type: checkpoint, state: { iterations: "{{ steps.each.iterations }}" } }
  - { name: predict, type: predict, test: "{{ steps.some.frame }}", target: label, systems: [{ predictions: { column: answer } }] }
  - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }
  - { name: report, type: report, title: Leaky, evaluations: "{{ steps.evaluate.evaluations }}" }
`;

/** Every file below a folder that holds one of the secrets. */
function leaks(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return leaks(path);
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    return [KEY, PASSWORD].filter((secret) => text.includes(secret)).map((secret) => `${path} holds ${secret}`);
  });
}

/** Runs a pipeline whose provider quotes the secrets; gives the files that hold one, from the folder, and standard error. */
async function leakyRun(): Promise<{ leaky: string[]; stderr: string }> {
  const refusal = () => new Response(`invalid x-api-key: ${KEY}, from ${ENV.REDIS_URL}`, { status: 401 });
  await using server = startCountingServer((question) => question.startsWith("some text 1") ? "x" : refusal());
  const found = { leaky: [] as string[], stderr: "" };
  await inTempDir(async (directory) => {
    const pipeline = join(directory, "leaky.yaml");
    Deno.writeTextFileSync(pipeline, PIPELINE.replaceAll("DIR", directory));
    Deno.writeTextFileSync(join(directory, "items.csv"), "text,label\ntext 0,x\ntext 1,x\ntext 2,y\n");
    const { asked, code, stderr } = await server.attempt({ pipeline, folder: directory, env: ENV });
    assert(asked.length >= 9, `only ${asked.length} were asked`);
    assertEquals(code, 0, stderr);
    for (const name of ["out/report.json", "workspace/cache.sqlite"]) Deno.statSync(join(directory, name));
    found.stderr = stderr;
    found.leaky = leaks(directory).map((path) => path.slice(directory.length + 1));
  });
  return found;
}

Deno.test("a key that a provider quotes in its errors reaches no file of a run, and nothing that is printed", async () => {
  const { leaky, stderr } = await leakyRun();
  assertEquals(leaky, []);
  for (const secret of [KEY, PASSWORD]) assertFalse(stderr.includes(secret), stderr);
});
