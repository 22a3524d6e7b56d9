import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { load } from "../../lib/data/load.ts";
import { batchPrice, priceOfModel } from "../../lib/models/prices.ts";
import { inTempDir } from "../cli/_command_line.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import type { BatchOutcome, BatchScript } from "../fakes/_anthropic_batches.ts";
import type { FakeServer } from "../fakes/_server.ts";
import { hosted, KEYS, offline, TOLD } from "./_hosted.ts";
import { rowsOf } from "./_hosted_pipeline.ts";

const HALF = batchPrice(priceOfModel("anthropic/claude-sonnet-5-5"))!;
const ONE = (TOLD.input * HALF.input + TOLD.output * HALF.output) / 1e6;

const serve = (batch: BatchScript = {}) =>
  serveAnthropic({
    batch,
    answer: ({ prompt }) => ({
      text: `re ${prompt}`,
      usage: { input_tokens: TOLD.input, output_tokens: TOLD.output },
    }),
  });

const reachable = (server: FakeServer) => ({
  env: { ...KEYS, ANTHROPIC_BASE_URL: server.url },
  hosts: new URL(server.url).host,
});

const batchesOf = ({ calls }: FakeServer) =>
  calls.filter(({ method, path }) => method === "POST" && path === "/v1/messages/batches").map(({ body }) =>
    (body as { requests: { params: { messages: { content: unknown }[] } }[] }).requests
  );

/** How many batches there were, of how many requests each. */
const sizes = (server: FakeServer) => batchesOf(server).map((requests) => requests.length);

function pipeline(directory: string, rows: number, more = ""): string {
  Deno.writeTextFileSync(join(directory, "rows.csv"), rowsOf(rows));
  const path = join(directory, "batch.yaml");
  Deno.writeTextFileSync(
    path,
    `name: batch
steps:
  - { name: load, type: load, path: "${directory}/rows.csv" }
  - name: ask
    type: claude
    model: sonnet
    batch: provider
    input: "{{ steps.load.frame }}"
    max_output_tokens: 50
    prompt: "About {row.text}"
${more}`,
  );
  return path;
}

function lastRun(directory: string): string {
  const runs = join(directory, "workspace", "runs");
  return join(runs, Array.from(Deno.readDirSync(runs), ({ name }) => name).sort().at(-1)!);
}

function spentIn(directory: string): number {
  const lines = Deno.readTextFileSync(join(lastRun(directory), "spending.jsonl")).trim().split("\n");
  return lines.reduce((sum, line) => sum + JSON.parse(line).cost, 0);
}

const answersIn = (directory: string, step = "ask") =>
  load(join(lastRun(directory), "outputs", step, "frame.parquet")).frame.toRecords() as Record<string, string | null>[];

Deno.test("a step by the provider's batches asks all rows in one, for half the price, and the plan says so", async () => {
  await using server = serve();
  await inTempDir(async (directory) => {
    const path = pipeline(directory, 60);
    const fakes = reachable(server);
    const whole = path.replace(".yaml", "_direct.yaml");
    Deno.writeTextFileSync(whole, Deno.readTextFileSync(path).replace("batch: provider", "max_concurrency: 2"));
    const planned = async (file: string) => {
      const { code, stdout, stderr } = await hosted(directory, ["plan", file, "--format", "json"], { fakes });
      assertEquals(code, 0, stderr);
      return JSON.parse(stdout).estimate.models[0];
    };
    const [half, full] = [await planned(path), await planned(whole)];
    assertEquals([half.calls, half.cost], [full.calls, full.cost / 2]);
    const args = ["run", path, "--out", join(directory, "out"), "--max-cost", "1"];
    const said = await hosted(directory, args, { fakes });
    assertEquals(said.code, 0, said.stderr);
    assertEquals([sizes(server), server.violations], [[60], []]);
    assert(Math.abs(spentIn(directory) - 60 * ONE) < 1e-12, `${spentIn(directory)}`);
    for (const { text, answer } of answersIn(directory)) assertEquals(answer, `re About ${text}`);
    // The same again is in the cache.
    assertEquals((await hosted(directory, args, { fakes })).code, 0);
    assertEquals(sizes(server), [60]);
  });
});

Deno.test("requests that expire or fail for a while are asked again, alone; the rest of what comes twice counts once", async () => {
  const ends: BatchOutcome[] = ["succeeded", "expired", "errored", "succeeded"];
  const outcome = (customId: string, batch: number): BatchOutcome =>
    batch === 0 ? ends[Number(customId.split("_").at(-1)) % 4] : "succeeded";
  for (const twice of [false, true]) {
    await using server = serve({ outcome, twice });
    await inTempDir(async (directory) => {
      const args = ["run", pipeline(directory, 40), "--out", join(directory, "out")];
      const said = await hosted(directory, args, { fakes: reachable(server) });
      assertEquals(said.code, 0, said.stderr);
      assertEquals(sizes(server), [40, 20]);
      assertEquals(
        answersIn(directory).map(({ answer }) => answer),
        rowsOf(40).trim().split("\n").slice(1).map((text) => `re About ${text}`),
      );
      assert(Math.abs(spentIn(directory) - 40 * ONE) < 1e-12);
    });
  }
});

Deno.test("a request that never succeeds is a row with its reason", async () => {
  await using server = serve({ outcome: (customId) => customId.endsWith("_0") ? "expired" : "succeeded" });
  await inTempDir(async (directory) => {
    const args = ["run", pipeline(directory, 3), "--out", join(directory, "out")];
    assertEquals((await hosted(directory, args, { fakes: reachable(server) })).code, 0);
    assertEquals(sizes(server), [3, 1, 1]);
    const [first, second] = answersIn(directory);
    assertEquals([first.answer, first.failure, second.failure], [null, "infrastructure", null]);
    assertStringIncludes(first.reason!, "expired");
  });
});

Deno.test("a run that is killed while its batch is under way finds it again, and submits nothing twice", async () => {
  const looked = Promise.withResolvers<void>();
  await using server = serve({ polls: 2, onLook: () => looked.resolve() });
  await inTempDir(async (directory) => {
    const path = pipeline(directory, 25);
    const fakes = reachable(server);
    const args = ["run", path, "--out", join(directory, "out")];
    assertEquals((await hosted(directory, args, { fakes, killed: looked.promise })).code, 137);
    assertEquals(sizes(server), [25]);
    const again = await hosted(directory, ["run", "--resume", "last"], { fakes });
    assertEquals(again.code, 0, again.stderr);
    assertEquals([sizes(server), answersIn(directory).length], [[25], 25]);
    assertEquals(server.calls.some(({ path }) => path.endsWith("/cancel")), false);
    assert(Math.abs(spentIn(directory) - 25 * ONE) < 1e-12);
  });
});

Deno.test("tasks, cases and predictions go by batches as well, and a recorded run of them is replayed", async () => {
  await using server = serve();
  await inTempDir(async (directory) => {
    const path = pipeline(
      directory,
      4,
      `  - name: tasks
    type: claude_batch
    model: sonnet
    batch: provider
    max_output_tokens: 50
    prompts: [one, two, three]
  - name: predict
    type: predict
    batch: provider
    train: "{{ steps.load.frame }}"
    test: "{{ steps.load.frame }}"
    input: text
    target: text
    systems: [{ model: haiku, examples_per_class: 1 }]
`,
    );
    const cassette = join(directory, "batch.jsonl");
    const args = ["run", path, "--out", join(directory, "out")];
    const said = await hosted(directory, [...args, "--record", cassette], { fakes: reachable(server) });
    assertEquals(said.code, 0, said.stderr);
    assertEquals(sizes(server).toSorted(), [3, 4, 4]);
    assertEquals(server.calls.filter(({ path }) => path === "/v1/messages").length, 0);
    const cost = spentIn(directory);
    const replayed = await offline(directory, [...args, "--replay", cassette]);
    assertEquals(replayed.code, 0, replayed.stderr);
    assertEquals(sizes(server).length, 3);
    assert(Math.abs(spentIn(directory) - cost) < 1e-12, `${spentIn(directory)} is not ${cost}`);
  });
});

Deno.test("what cannot go by batches is told before anything is asked", async () => {
  await inTempDir(async (directory) => {
    const check = async (fields: string) => {
      const path = join(directory, "wrong.yaml");
      Deno.writeTextFileSync(path, `name: wrong\nsteps:\n  - { name: ask, prompt: Hi, batch: provider, ${fields} }\n`);
      const { code, stderr } = await hosted(directory, ["plan", path]);
      assertEquals(code, 2);
      return stderr;
    };
    assertStringIncludes(await check("type: generate, model: openai/gpt-5.4-mini"), "is there for anthropic/… alone");
    assertStringIncludes(await check("type: claude, tools: [Read]"), "cannot go with batch");
    assertStringIncludes(await check("type: claude, session: talk"), "cannot go with batch");
    assertStringIncludes(await check("type: claude, fallback_model: gpt-5.4-mini"), "received the model gpt-5.4-mini");
    assertStringIncludes(await check("type: gemini"), "batch");
  });
});
