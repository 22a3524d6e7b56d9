import { assertEquals, assertStringIncludes } from "@std/assert";
import { load } from "../../lib/data/load.ts";
import { split } from "../../lib/data/split.ts";
import { connectExecutor } from "../../lib/models/remote_models.ts";
import { predict } from "../../lib/workbench/predict.ts";
import { freePort, hasRedis, startRedis } from "../_redis.ts";
import { ROOT, said } from "../cli/_command_line.ts";

const ignore = !hasRedis;

function command(...args: string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-P=worker", "lib/cli/worker.ts", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
}

/** A worker as a user starts it, once it says that it is connected. */
async function startWorker(...args: string[]) {
  const process = command(...args).spawn();
  let text = "";
  const connected = Promise.withResolvers<void>();
  const errors = process.stderr.pipeThrough(new TextDecoderStream());
  const complaints = Array.fromAsync(errors);
  const reading = (async () => {
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes("worker at")) connected.resolve();
    }
    connected.resolve();
  })();
  await connected.promise;
  return {
    async stop(signal: Deno.Signal) {
      process.kill(signal);
      const [{ code }] = await Promise.all([process.status, reading]);
      return { code, stdout: text, stderr: (await complaints).join("") };
    },
  };
}

Deno.test({
  name: "predictions through two workers equal those in the process, and the workers stop when told",
  ignore,
}, async () => {
  await using server = await startRedis({ password: "s3cret" });
  const url = server.url.replace("//", "//:s3cret@");
  const workers = await Promise.all([
    startWorker("--executor", url, "--concurrency=4"),
    startWorker(`--executor=${url}`, "--limit", "local/nearest=100000/1"),
  ]);
  const { frame } = await load(`${ROOT}datasets/intents/intents.jsonl`);
  const { train, test } = split(frame, { test: 0.4, stratify: "intent", seed: 7 });
  const systems = [
    { model: "local/majority" },
    { model: "local/naive_bayes" },
    { model: "local/nearest", examplesPerClass: 20 },
  ];
  const options = { train, test, input: "text", target: "intent", systems, seed: 7 };
  const here = await predict(options);
  await using executor = await connectExecutor(url);
  const elsewhere = await predict({ ...options, maxConcurrency: 32, open: executor.open });
  assertEquals(elsewhere.frame.toRecords(), here.frame.toRecords());
  assertEquals(elsewhere.systems, here.systems);
  await executor.close();

  const begun = performance.now();
  const ends = await Promise.all([workers[0].stop("SIGINT"), workers[1].stop("SIGTERM")]);
  assertEquals(performance.now() - begun < 2000, true);
  let answered = 0;
  for (const { code, stdout, stderr } of ends) {
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, `worker at ${server.url.replace("//", "//***@")}`);
    assertStringIncludes(stdout, "serving local/nearest");
    assertEquals(stdout.includes("s3cret"), false);
    answered += Number(/stopped: (\d+) answered, 0 failed/.exec(stdout)?.[1]);
  }
  assertEquals(answered, new Set(test.getColumn("text").toArray()).size);
});

Deno.test("the worker's arguments are checked all at once, and --help explains them", async () => {
  const wrong = [
    "--executer",
    "redis://:s3cret@x",
    "--concurrency",
    "0",
    "--limit",
    "local/nearst=1/1",
    "--limit=x",
    "y",
  ];
  const { code, stderr } = said(await command(...wrong).output());
  assertEquals(code, 2);
  const expected = [
    'unknown argument --executer, did you mean "--executor"?',
    "--concurrency must be a whole number from 1 to 1000",
    'did you mean "local/nearest"?',
    '--limit must be MODEL=REQUESTS/SECONDS, both above 0, received "x"',
    'unknown argument "y"',
    "--executor must be given",
  ];
  for (const problem of expected) assertStringIncludes(stderr, problem);
  assertEquals(stderr.includes("s3cret"), false);
  const empty = said(await command("--executor=", "--concurrency").output());
  assertEquals(empty.code, 2);
  assertStringIncludes(empty.stderr, "--executor must be followed by a value");
  assertStringIncludes(empty.stderr, "--concurrency must be followed by a value");
  const help = said(await command("--help").output());
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--limit <model=n/seconds>");
});

Deno.test("a worker without a server ends with code 4 and says so without the password", async () => {
  const port = freePort();
  const { code, stdout, stderr } = said(await command("--executor", `redis://u:s3cret@127.0.0.1:${port}/2`).output());
  assertEquals([code, stdout], [4, ""]);
  assertStringIncludes(stderr, `Cannot use the executor at redis://***@127.0.0.1:${port}/2: connect ECONNREFUSED`);
  assertEquals(stderr.includes("s3cret"), false);
  const wrong = said(await command("--executor", "http://u:s3cret@x").output());
  assertEquals([wrong.code, wrong.stderr.includes("s3cret")], [2, false]);
});
