import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Redis } from "ioredis";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Model } from "../../lib/models/model.ts";
import { connectExecutor, type Executor } from "../../lib/models/remote_models.ts";
import { serveModels, type ServeOptions } from "../../lib/models/serve_models.ts";
import { freePort, hasRedis, startRedis } from "../_redis.ts";
import { startWorker } from "./_worker_process.ts";

const ignore = !hasRedis;
const ask = (content: string) => ({ messages: [{ role: "user" as const, content }] });
const open = (id: string) => {
  const generate = () => Promise.reject(new Error("asked locally"));
  return { kind: "prompted" as const, model: { id, generate } };
};

function modelOf(executor: Executor, id: string): Model {
  const opened = executor.open(id);
  if (opened.kind !== "prompted") throw new Error(`${id} is not prompted`);
  return opened.model;
}

Deno.test({ name: "an item whose worker is killed is finished by another", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connectExecutor(server.url, { open });
  const model = modelOf(executor, "test/echo");
  await using doomed = await startWorker(server.url, { hangs: true, concurrency: 2, recoverSeconds: 1 });
  const answers = Promise.all(["a", "b", "c", "d"].map((content) => model.generate(ask(content))));
  assertEquals(await doomed.called(2), true);
  await doomed.stop("SIGKILL");
  await using heir = await startWorker(server.url, { recoverSeconds: 1 });
  assertEquals((await answers).map(({ text }) => text), ["A", "B", "C", "D"]);
  assertEquals(heir.calls.map(({ content }) => content).sort(), ["a", "b", "c", "d"]);
});

Deno.test(
  { name: "an item that takes down worker after worker fails in the end, and others do not", ignore },
  async () => {
    await using server = await startRedis();
    await using executor = await connectExecutor(server.url, { open });
    const failure = assertRejects(() => modelOf(executor, "test/kills").generate(ask("x")), AssayError);
    const options = { recoverSeconds: 0.5, mostDeaths: 1 };
    for (let deaths = 0; deaths < 2; deaths++) {
      await using worker = await startWorker(server.url, options);
      assertEquals(await worker.called(1), true);
    }
    await using survivor = await startWorker(server.url, options);
    const error = await failure as AssayError;
    assertEquals([error.code, error.problems], ["provider_failed", ["the item took down 2 workers"]]);
    assertEquals((await modelOf(executor, "test/echo").generate(ask("x"))).text, "X");
    assertEquals(survivor.calls.map(({ model }) => model), ["test/echo"]);
  },
);

Deno.test({ name: "a limit holds over two workers in every window of its duration", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connectExecutor(server.url, { open });
  const [requests, seconds, items] = [5, 0.4, 32];
  const options: ServeOptions = { limits: { "test/echo": { requests, seconds } }, concurrency: 8 };
  await using one = await startWorker(server.url, options);
  await using two = await startWorker(server.url, options);
  const [limited, free] = ["test/echo", "test/slow"].map((id) => modelOf(executor, id));
  const begun = performance.now();
  const all = Array.from({ length: items }, (_, i) => limited.generate(ask(`item ${i}`)));
  await free.generate(ask("not limited"));
  assertEquals(performance.now() - begun < 2000, true, "a limit must not hold up other models");
  assertEquals((await Promise.all(all)).map(({ text }) => text), Array.from({ length: items }, (_, i) => `ITEM ${i}`));
  const calls = [...one.calls, ...two.calls].filter(({ model }) => model === "test/echo");
  const times = calls.map(({ at }) => at).sort((a, b) => a - b);
  assertEquals(times.length, items);
  for (let i = requests; i < times.length; i++) {
    const window = times[i] - times[i - requests];
    assertEquals(window >= seconds * 1000, true, `${requests + 1} calls within ${window} ms`);
  }
  const fewest = Math.min(...[one, two].map((worker) => worker.calls.length));
  assertEquals(fewest > 0, true, "both workers take part");
  const elapsed = times[items - 1] - times[0];
  assertEquals(elapsed < Math.ceil(items / requests) * seconds * 2000, true, `the limit is used: ${elapsed} ms`);
});

Deno.test({ name: "a limit of tokens holds over two workers", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connectExecutor(server.url, { open });
  const [seconds, items] = [0.4, 12];
  const options: ServeOptions = { limits: { "test/echo": { seconds, outputTokens: 20 } }, concurrency: 8 };
  await using one = await startWorker(server.url, options);
  await using two = await startWorker(server.url, options);
  const model = modelOf(executor, "test/echo");
  const all = Array.from({ length: items }, (_, i) => model.generate({ ...ask(`item ${i}`), maxOutputTokens: 9 }));
  await Promise.all(all);
  const times = [...one.calls, ...two.calls].map(({ at }) => at).sort((a, b) => a - b);
  assertEquals(times.length, items);
  for (let i = 2; i < items; i++) {
    const window = times[i] - times[i - 2];
    assertEquals(window >= seconds * 1000, true, `3 calls of 9 tokens within ${window} ms`);
  }
  // A call that needs more than the whole limit is not held back for ever.
  assertEquals((await model.generate({ ...ask("much"), maxOutputTokens: 1000 })).text, "MUCH");
});

Deno.test({ name: "tokens that an answer was taken to need and did not are there for the next", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connectExecutor(server.url, { open });
  // In these 600 seconds two of them would be all.
  const options: ServeOptions = { limits: { "test/brief": { seconds: 600, outputTokens: 20 } }, concurrency: 8 };
  await using worker = await startWorker(server.url, options);
  const model = modelOf(executor, "test/brief");
  await Promise.all(
    Array.from({ length: 12 }, (_, i) => model.generate({ ...ask(`item ${i}`), maxOutputTokens: 10 })),
  );
  assertEquals(worker.calls.length, 12);
});

Deno.test(
  { name: "a worker that is stopped finishes the items in hand and gives back those that wait", ignore },
  async () => {
    await using server = await startRedis();
    await using executor = await connectExecutor(server.url, { open });
    const model = modelOf(executor, "test/slow");
    const limits = { "test/slow": { requests: 1, seconds: 60 } };
    await using first = await startWorker(server.url, { limits, concurrency: 4 });
    const answers = ["a", "b", "c"].map((content) => model.generate(ask(content)));
    assertEquals(await first.called(1), true);
    const begun = performance.now();
    assertEquals(await first.stop("SIGTERM"), 0);
    assertEquals(performance.now() - begun < 2000, true);
    await using second = await startWorker(server.url);
    assertEquals((await Promise.all(answers)).map(({ text }) => text), ["a", "b", "c"]);
    assertEquals([...first.calls, ...second.calls].map(({ content }) => content).sort(), ["a", "b", "c"]);
  },
);

Deno.test({ name: "Redis holds no items, answers or growing streams after thousands of answers", ignore }, async () => {
  await using server = await startRedis();
  await using one = await startWorker(server.url, { concurrency: 50 });
  await using two = await startWorker(server.url, { concurrency: 50 });
  const items = 10_000;
  await using executor = await connectExecutor(server.url, { open });
  const model = modelOf(executor, "test/echo");
  await model.generate(ask("warm up"));
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: items }, (_, i) => model.generate(ask(`item ${i}`))));
  const seconds = (performance.now() - begun) / 1000;
  assertEquals(answers.every(({ text }, i) => text === `ITEM ${i}`), true);
  assertEquals(seconds < 10, true, `${seconds} s`);
  assertEquals([...one.calls, ...two.calls].length, items + 1);
  const redis = new Redis(server.url);
  const keys = await redis.keys("*");
  const streamed = await redis.xlen("assay:test%2Fecho:events");
  await redis.quit();
  assertEquals(keys.filter((key) => /[0-9a-f]{64}|wanted|answers/.test(key)), []);
  assertEquals(keys.length < 20 && streamed < 500, true, `${keys.length} keys, ${streamed} events`);
});

Deno.test({ name: "what others put on the queue or among the models does no harm", ignore }, async () => {
  await using server = await startRedis();
  const redis = new Redis(server.url);
  const told: string[] = [];
  await using _worker = await serveModels(server.url, {
    onServe: (model, error) => told.push(`${model}: ${error?.message}`),
  });
  for (const id of ["__proto__", "local/majority", "x".repeat(10_000)]) {
    await redis.zadd("assay.models", Date.now(), id);
  }
  await using executor = await connectExecutor(server.url);
  const error = await assertRejects(() => modelOf(executor, "local/nearest").generate(ask("no target")), AssayError);
  assertEquals((error as AssayError).code, "bad_input");
  await redis.quit();
  assertEquals(told.filter((line) => line.endsWith(": undefined")), ["local/nearest: undefined"]);
  assertEquals(told.length, 4);
});

Deno.test({ name: "a worker closes by its signal, twice, and when Redis is gone", ignore }, async () => {
  const server = await startRedis();
  const troubles: string[] = [];
  const stop = new AbortController();
  const first = await serveModels(server.url, { signal: stop.signal, open });
  stop.abort();
  await Promise.all([first.close(), first.close()]);
  const second = await serveModels(server.url, { open, onTrouble: (reason) => troubles.push(reason) });
  const executor = await connectExecutor(server.url, { open, reconnectSeconds: 0.2 });
  await assertRejects(() => modelOf(executor, "test/x").generate(ask("x")), AssayError, "asked locally");
  await server.stop();
  const begun = performance.now();
  await second.close();
  await executor.close();
  assertEquals(performance.now() - begun < 5000, true);
});

Deno.test("serveModels tells a wrong address, an absent server and options out of range", async () => {
  const port = freePort();
  const error = await assertRejects(() => serveModels(`redis://a:b@127.0.0.1:${port}`), AssayError) as AssayError;
  assertStringIncludes(error.message, `Cannot use the executor at redis://***@127.0.0.1:${port}`);
  await assertRejects(() => serveModels("http://x"), AssayError, "must be redis://host:port");
  const wrong: ServeOptions[] = [
    { concurrency: 0 },
    { concurrency: 1.5 },
    { mostDeaths: -1 },
    { recoverSeconds: 0 },
    { limits: { x: { requests: 0, seconds: 1 } } },
    { limits: { x: { requests: 1, seconds: NaN } } },
  ];
  for (const options of wrong) await assertRejects(() => serveModels("redis://x", options), RangeError, "Cannot serve");
});
