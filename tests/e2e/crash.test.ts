import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { openLedger } from "../../lib/cli/_ledger.ts";
import { random, randomBelow } from "../../lib/core/random.ts";
import { listRuns, readRun } from "../../lib/pipeline/run_record.ts";
import { commandLine, inTempDir, runIn, said, stateOf } from "../cli/_command_line.ts";
import { type Attempt, type CountingServer, type Kill, startCountingServer } from "./_counting_server.ts";

const AT_ONCE = 8;
const LABELS = ["even", "odd"];

const BATCH = `workflow:
  name: batch
  steps:
    - { name: load, type: load, path: "DIR/items.csv" }
    - name: ask
      type: claude
      input: "{{ steps.load.frame }}"
      prompt: "{row.text}"
      max_concurrency: ${AT_ONCE}
    - name: predict
      type: predict
      test: "{{ steps.ask.frame }}"
      target: label
      systems: [{ predictions: { column: answer }, name: asked }]
    - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", metrics: [accuracy], resamples: 100 }
    - { name: report, type: report, title: Batch, evaluations: "{{ steps.evaluate.evaluations }}" }
`;

const LOOP = `workflow:
  name: loop
  steps:
    - name: each
      type: for_loop
      data_source: ITEMS
      parallel: true
      max_parallel: ${AT_ONCE}
      steps:
        - { name: ask, type: claude, prompt: "item {{ item }}" }
        - { name: keep, type: checkpoint, label: "item_{{ item }}", state: { answer: "{{ steps.ask.text }}" } }
`;

/** Kills one run again and again, then lets it end; gives what each process asked for. */
async function disturbed(
  server: CountingServer,
  { pipeline, folder, kills }: { pipeline: string; folder: string; kills: readonly Kill[] },
): Promise<Attempt[]> {
  const attempts: Attempt[] = [];
  for (const kill of kills) {
    const attempt = await server.attempt({ pipeline, folder, kill });
    assertEquals(attempt.code, null, `the run ended before kill ${attempts.length}: ${attempt.stderr}`);
    attempts.push(attempt);
  }
  attempts.push(await server.attempt({ pipeline, folder }));
  return attempts;
}

/** What must hold of a run that was killed again and again, compared with one that was left alone. */
function checkAttempts(
  attempts: readonly Attempt[],
  calm: Attempt,
  folders: { disturbed: string; calm: string },
): void {
  const last = attempts.at(-1)!;
  assertEquals([last.code, calm.code], [0, 0], `${last.stderr}\n${calm.stderr}`);
  const all = attempts.flatMap(({ asked }) => asked);
  const items = new Set(calm.asked);
  assertEquals([calm.asked.length, new Set(all)], [items.size, items], "each item is asked, and no other");

  // Asked again may be only what was in flight when the process died: at most so many as run at once.
  attempts.forEach(({ asked }, i) => {
    assertEquals(new Set(asked).size, asked.length, `process ${i} asked the same twice`);
    const later = new Set(attempts.slice(i + 1).flatMap((attempt) => attempt.asked));
    const again = asked.filter((item) => later.has(item));
    assert(again.length <= AT_ONCE, `${again.length} items of process ${i} were asked again: ${again.join(", ")}`);
  });

  assertEquals(finalState(join(folders.disturbed, "out")), finalState(join(folders.calm, "out")));
  const workspace = join(folders.disturbed, "workspace");
  const readable = listRuns(workspace).map((id) => readRun(workspace, id));
  const [run] = readable.filter(({ journal }) => journal.length > 0);
  assertEquals([readable.length, run.status, run.problems], [1, "finished", undefined]);
  using ledger = openLedger(join(workspace, "runs", run.manifest.id));
  const counted = ledger.before.length;
  assert(
    counted >= items.size && counted <= all.length,
    `${counted} answers counted, ${items.size} to ${all.length} asked`,
  );
  // The last process knew of what the others had used.
  assertEquals(ledger.before.reduce((sum, { cost }) => sum + (cost ?? 0), 0).toFixed(6), (counted * 2e-6).toFixed(6));
}

/** The files of a run's folder; a kill may leave the draft of a file behind, hidden, beside the file that was written later. */
function finalState(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(stateOf(folder)).filter(([name]) => !/(^|\/)\.[^/]*\.partial$/.test(name)));
}

const answerOf = (question: string) => LABELS[Number(/\d+/.exec(question)![0]) % 3 % 2];

Deno.test("50 kills of a run with 2,000 items lose nothing, ask again only what was in flight, and change no byte of the report", async () => {
  await using server = startCountingServer(answerOf);
  await inTempDir(async (directory) => {
    const ITEMS = 2000;
    const pipeline = join(directory, "batch.yaml");
    Deno.writeTextFileSync(pipeline, BATCH.replaceAll("DIR", directory));
    const rows = Array.from({ length: ITEMS }, (_, i) => `${i},item ${i},${LABELS[i % 2]}\n`);
    Deno.writeTextFileSync(join(directory, "items.csv"), `id,text,label\n${rows.join("")}`);
    const source = random(11);
    // A fifth of the kills meet the start: reading, planning, opening of journal and cache.
    const kills = Array.from({ length: 50 }, (_, i): Kill => {
      const after = 1 + randomBelow(source, 55);
      return i % 5 === 0 ? { after, ms: 20 + randomBelow(source, 400) } : { after };
    });
    const folders = { disturbed: join(directory, "disturbed"), calm: join(directory, "calm") };

    const attempts = await disturbed(server, { pipeline, folder: folders.disturbed, kills });
    const calm = await server.attempt({ pipeline, folder: folders.calm });

    assertEquals(calm.asked.length, ITEMS);
    checkAttempts(attempts, calm, folders);
    const more = await server.attempt({ pipeline, folder: folders.disturbed });
    assertEquals([more.asked, more.code], [[], 0], "a finished run asks nothing");
  });
});

Deno.test("a loop whose iterations run at the same time is killed and gone on with in the same way", async () => {
  await using server = startCountingServer(answerOf);
  await inTempDir(async (directory) => {
    const pipeline = join(directory, "loop.yaml");
    Deno.writeTextFileSync(pipeline, LOOP.replaceAll("ITEMS", "300"));
    const source = random(12);
    const kills = Array.from({ length: 8 }, (): Kill => ({ after: 1 + randomBelow(source, 30) }));
    const folders = { disturbed: join(directory, "disturbed"), calm: join(directory, "calm") };

    const attempts = await disturbed(server, { pipeline, folder: folders.disturbed, kills });
    const calm = await server.attempt({ pipeline, folder: folders.calm });

    assertEquals(calm.asked.length, 300);
    assertEquals(Array.from(Deno.readDirSync(join(folders.calm, "out", "checkpoints"))).length, 300);
    checkAttempts(attempts, calm, folders);
  });
});

const SLOW = `workflow:
  name: slow
  steps:
    - { name: load, type: load, path: "DIR/answers.csv" }
    - name: predict
      type: predict
      test: "{{ steps.load.frame }}"
      target: label
      systems: [SYSTEMS]
    - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", resamples: 5000 }
    - { name: report, type: report, title: Slow, evaluations: "{{ steps.evaluate.evaluations }}" }
`;

Deno.test("an interrupt ends a run within two seconds and says how to go on, which then gives the undisturbed report", async () => {
  await inTempDir(async (directory) => {
    const source = random(13);
    // An interrupt is seen between systems, so there are many.
    const systems = Array.from(
      { length: 10 },
      (_, i) => `{ predictions: { column: ${i % 2 ? "a" : "b"} }, name: s${i} }`,
    );
    const label = () => `class ${randomBelow(source, 12)}`;
    const rows = Array.from({ length: 5000 }, () => `${label()},${label()},${label()}\n`);
    Deno.writeTextFileSync(join(directory, "answers.csv"), `label,a,b\n${rows.join("")}`);
    const pipeline = join(directory, "slow.yaml");
    Deno.writeTextFileSync(pipeline, SLOW.replaceAll("DIR", directory).replace("SYSTEMS", systems.join(", ")));
    const [out, calm] = [join(directory, "out"), join(directory, "calm")];

    const child = commandLine(["run", pipeline, "--out", out], { read: directory, write: directory }).spawn();
    const stdout = new Response(child.stdout).text();
    let stderr = "";
    let interruptedAt = 0;
    for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
      stderr += part;
      if (interruptedAt !== 0 || !stderr.includes("[3/4] evaluate")) continue;
      interruptedAt = performance.now();
      child.kill("SIGINT");
    }
    const { code } = await child.status;
    assertLess(performance.now() - interruptedAt, 2000);
    assertEquals([code, await stdout], [130, ""], stderr);
    const [, id] = /^Go on with: deno task run --resume (\S+)$/m.exec(stderr)!;
    assertEquals(listRuns(join(directory, "workspace")), [id]);

    const again = await runIn(directory, "run", "--resume", id);
    assertEquals(again.code, 0, again.stderr);
    const undisturbed = said(
      await commandLine(["run", pipeline, "--out", calm], { read: directory, write: directory }).output(),
    );
    assertEquals(undisturbed.code, 0, undisturbed.stderr);
    assertStringIncludes(again.stdout, "Report: ");
    assertEquals(stateOf(out), stateOf(calm));
  });
});
