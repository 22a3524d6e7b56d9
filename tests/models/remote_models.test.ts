import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Redis } from "ioredis";
import { AssayError } from "../../lib/core/assay_error.ts";
import { connectExecutor, type Executor, type ExecutorOptions } from "../../lib/models/remote_models.ts";
import type { Model } from "../../lib/models/model.ts";
import { openModel } from "../../lib/models/open_model.ts";
import { freePort, hasRedis, startRedis } from "../_redis.ts";
import { startWorker } from "./_worker_process.ts";

const ignore = !hasRedis;
const ask = (content: string, signal?: AbortSignal) => ({ messages: [{ role: "user" as const, content }], signal });

/** The local side of a test's model: it must never be asked. */
function open(id: string) {
  if (id.startsWith("local/")) return openModel(id);
  const generate = () => Promise.reject(new Error("asked locally"));
  return { kind: "prompted" as const, model: { id, price: { input: 1, output: 2 }, generate } };
}

function connect(url: string, options: ExecutorOptions = {}): Promise<Executor> {
  return connectExecutor(url, { open, ...options });
}

function modelOf(executor: Executor, id: string): Model {
  const opened = executor.open(id);
  if (opened.kind !== "prompted") throw new Error(`${id} is not prompted`);
  return opened.model;
}

async function failureOf(work: Promise<unknown>): Promise<AssayError> {
  return await assertRejects(() => work, AssayError) as AssayError;
}

Deno.test(
  { name: "answers come back to the request that they belong to, with usage, id and price", ignore },
  async () => {
    await using server = await startRedis();
    await using _worker = await startWorker(server.url);
    await using executor = await connect(server.url);
    const model = modelOf(executor, "test/echo");
    assertEquals([model.id, model.price], ["test/echo", { input: 1, output: 2 }]);
    const contents = Array.from({ length: 200 }, (_, i) => `item ${i} ü`);
    const answers = await Promise.all(
      contents.map((content, i) =>
        model.generate({ ...ask(content), maxOutputTokens: i, temperature: 0.5, system: "s" })
      ),
    );
    assertEquals(
      answers,
      contents.map((content, i) => ({
        text: content.toUpperCase(),
        model: "test/echo",
        usage: { inputTokens: content.length, outputTokens: i },
      })),
    );
  },
);

Deno.test({ name: "a trained model stays in the process, an unknown one is told at once", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connect(server.url);
  const opened = executor.open("local/majority");
  assertEquals(opened.kind === "trained" && opened.fit(["a", "b"], ["x", "y"]).predict(["c"]).labels, ["x"]);
  let problem = "";
  try {
    executor.open("local/nearst");
  } catch (error) {
    problem = (error as AssayError).problems[0];
  }
  assertStringIncludes(problem, 'did you mean "local/nearest"?');
});

Deno.test({ name: "the same request twice in flight is asked once, by one run or by two", ignore }, async () => {
  await using server = await startRedis();
  await using worker = await startWorker(server.url);
  await using one = await connect(server.url);
  await using two = await connect(server.url);
  const models = [one, one, two, two].map((executor) => modelOf(executor, "test/slow"));
  const answers = await Promise.all(models.map((model) => model.generate(ask("same"))));
  assertEquals(answers.map(({ text }) => text), ["same", "same", "same", "same"]);
  assertEquals(worker.calls.length, 1);
  // Answered is not in flight: it is asked anew, and so is a request that differs in anything.
  await models[0].generate(ask("same"));
  await Promise.all([models[0].generate(ask("same")), models[0].generate({ ...ask("same"), temperature: 0 })]);
  assertEquals(worker.calls.length, 4);
});

Deno.test(
  { name: "a model's failure arrives with its code, title and problems, and is not asked again", ignore },
  async () => {
    await using server = await startRedis();
    await using worker = await startWorker(server.url);
    await using executor = await connect(server.url);
    for (const code of ["bad_input", "provider_failed"] as const) {
      const told = { code, title: `Cannot ${code}`, problems: ["one\u001b[2J", "two"] };
      const error = await failureOf(modelOf(executor, "test/fails").generate(ask(JSON.stringify(told))));
      assertEquals([error.code, error.title, error.problems], [code, told.title, ["one\\u{1b}[2J", "two"]]);
    }
    const fault = await failureOf(modelOf(executor, "test/faulty").generate(ask("x")));
    assertEquals(fault.code, "provider_failed");
    assertEquals(fault.problems, ["the worker failed: TypeError: no such thing"]);
    assertEquals(worker.calls.length, 3);
  },
);

Deno.test(
  { name: "a cancelled request rejects at once with the signal's reason, and is taken from the queue", ignore },
  async () => {
    await using server = await startRedis();
    await using worker = await startWorker(server.url, { concurrency: 1 });
    await using executor = await connect(server.url);
    const model = modelOf(executor, "test/slow");
    const first = model.generate(ask("first"));
    await worker.called(1);
    const [cancelled, kept] = [new AbortController(), new AbortController()];
    const reason = new Error("enough");
    const gone = assertRejects(() => model.generate(ask("gone", cancelled.signal)), Error, "enough");
    const stillWanted = [model.generate(ask("wanted", cancelled.signal)), model.generate(ask("wanted", kept.signal))];
    const half = assertRejects(() => stillWanted[0], Error, "enough");
    await first;
    const second = model.generate(ask("second"));
    const middle = new AbortController();
    await worker.called(2);
    cancelled.abort(reason);
    await Promise.all([gone, half]);
    assertEquals((await stillWanted[1]).text, "wanted");
    await second;
    // One that is under way is finished by the worker, though nobody waits.
    const calls = worker.calls.length;
    const begun = model.generate(ask("begun", middle.signal));
    await worker.called(calls + 1);
    middle.abort(reason);
    assertEquals(await begun.catch((error) => error), reason);
    assertEquals((await model.generate(ask("after"))).text, "after");
    await assertRejects(() => model.generate(ask("never", AbortSignal.abort(reason))), Error, "enough");
    const contents = worker.calls.map(({ content }) => content);
    assertEquals(contents.filter((content) => content !== "gone"), ["first", "wanted", "second", "begun", "after"]);
  },
);

Deno.test({ name: "requests and answers above 8 MiB are refused, those just below travel", ignore }, async () => {
  await using server = await startRedis();
  await using _worker = await startWorker(server.url);
  await using executor = await connect(server.url);
  const [large, echo] = ["test/large", "test/echo"].map((id) => modelOf(executor, id));
  const most = 8 * 1024 * 1024;
  const request = await failureOf(echo.generate(ask("x".repeat(most))));
  assertEquals(request.code, "bad_input");
  assertStringIncludes(request.message, "the request must have at most 8388608 bytes to travel, received 83886");
  const answer = await failureOf(large.generate(ask(String(most))));
  assertEquals(answer.code, "provider_failed");
  assertStringIncludes(answer.message, "the answer must have at most 8388608 bytes to travel");
  assertEquals((await large.generate(ask(String(most - 1000)))).text.length, most - 1000);
  assertEquals((await echo.generate(ask("ü".repeat(most / 2 - 1000)))).text.length, most / 2 - 1000);
});

Deno.test({
  name: "without a worker a request fails after the patience, further ones at once, until there is one",
  ignore,
}, async () => {
  await using server = await startRedis({ password: "s3cret" });
  const url = server.url.replace("//", "//:s3cret@");
  await using executor = await connect(url, { patienceSeconds: 1 });
  const model = modelOf(executor, "test/echo");
  const begun = performance.now();
  const errors = await Promise.all([failureOf(model.generate(ask("a"))), failureOf(model.generate(ask("b")))]);
  const first = performance.now() - begun;
  for (let i = 0; i < 20; i++) errors.push(await failureOf(model.generate(ask(`c${i}`))));
  const more = performance.now() - begun - first;
  assertEquals([first > 900, first < 3000, more < 500], [true, true, true], `${first} ms, then ${more} ms`);
  const shown = server.url.replace("//", "//***@");
  for (const { code, title, problems } of errors) {
    assertEquals([code, title], ["provider_failed", "Cannot ask test/echo"]);
    const remedy = `start one with deno task worker --executor ${shown}`;
    assertEquals(problems, [`no worker answers at ${shown}: ${remedy}`]);
  }
  await using _worker = await startWorker(url);
  let text: string | undefined;
  for (let tries = 0; tries < 200 && text === undefined; tries++) {
    text = await model.generate(ask("d")).then((answer) => answer.text, () => undefined);
    if (text === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assertEquals(text, "D");
});

Deno.test({ name: "a model that the workers cannot open fails with their reason", ignore }, async () => {
  await using server = await startRedis();
  await using _worker = await startWorker(server.url);
  await using executor = await connect(server.url, { patienceSeconds: 20 });
  const error = await failureOf(modelOf(executor, "other/model").generate(ask("x")));
  assertEquals([error.code, error.problems], ["bad_input", ["no key for other/model"]]);
});

Deno.test(
  "no server, no name, no Redis and no database are told within seconds, without the password",
  { ignore },
  async () => {
    await using server = await startRedis({ password: "s3cret" });
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const held: Deno.Conn[] = [];
    const accepting = [
      (async () => {
        for await (const connection of silent) held.push(connection);
      })(),
      (async () => {
        for await (const connection of other) {
          held.push(connection);
          await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
      })(),
    ];
    const addresses = [
      `redis://user:s3cret@127.0.0.1:${freePort()}`,
      "redis://:s3cret@nowhere.invalid:6379",
      `redis://:s3cret@127.0.0.1:${(silent.addr as Deno.NetAddr).port}`,
      `redis://:s3cret@127.0.0.1:${(other.addr as Deno.NetAddr).port}`,
      `redis://:s3cret@127.0.0.1:${server.port}/9999`,
      `redis://:wrong-s3cret@127.0.0.1:${server.port}`,
      `redis://127.0.0.1:${server.port}`,
    ];
    const errors = await Promise.all(addresses.map(async (address) => {
      const begun = performance.now();
      const error = await failureOf(connect(address));
      const seconds = (performance.now() - begun) / 1000;
      assertEquals(seconds < 7, true, `${error.message} after ${seconds} s`);
      return error;
    }));
    for (const error of errors) {
      assertEquals(error.code, "provider_failed");
      assertEquals(Deno.inspect(error).includes("s3cret"), false, Deno.inspect(error));
    }
    const said = ["ECONNREFUSED", "", "", "", "DB index is out of range", "WRONGPASS", "NOAUTH"];
    errors.forEach((error, i) => assertStringIncludes(error.message, said[i]));
    silent.close();
    other.close();
    await Promise.all(accepting);
    for (const connection of held) connection.close();
  },
);

Deno.test({ name: "a server that goes away fails what is under way and what is asked later", ignore }, async () => {
  await using server = await startRedis();
  const executor = await connect(server.url, { reconnectSeconds: 0.5 });
  const model = modelOf(executor, "test/echo");
  const asked = failureOf(model.generate(ask("x")));
  // The item has reached the server when it is on the queue.
  const redis = new Redis(server.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await redis.quit();
  await server.stop();
  const begun = performance.now();
  const errors = [await asked, await failureOf(model.generate(ask("y")))];
  assertEquals(performance.now() - begun < 5000, true);
  for (const { code, message } of errors) {
    assertEquals(code, "provider_failed");
    assertStringIncludes(message, "the connection was lost");
  }
  await executor.close();
  await executor.close();
});

Deno.test({ name: "a server that is restarted and has forgotten everything is asked anew", ignore }, async () => {
  const before = await startRedis();
  await using executor = await connect(before.url);
  const asked = modelOf(executor, "test/echo").generate(ask("again"));
  const redis = new Redis(before.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await redis.quit();
  await before.stop();
  await using _after = await startRedis({ port: before.port });
  await using _worker = await startWorker(before.url);
  assertEquals((await asked).text, "AGAIN");
});

Deno.test({ name: "close withdraws what waits, may be called twice, and leaves no items", ignore }, async () => {
  await using server = await startRedis();
  const executor = await connect(server.url);
  const model = modelOf(executor, "test/echo");
  const asked = failureOf(model.generate(ask("x")));
  const redis = new Redis(server.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await Promise.all([executor.close(), executor.close()]);
  assertEquals((await asked).code, "interrupted");
  assertEquals((await failureOf(model.generate(ask("y")))).code, "interrupted");
  const left = (await redis.keys("*")).filter((key) => /:wait|wanted|answers|[0-9a-f]{64}/.test(key));
  await redis.quit();
  assertEquals(left, []);
});

Deno.test({ name: "what others write into Redis is no answer", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connect(server.url);
  const model = modelOf(executor, "test/slow");
  const asked = model.generate(ask("x"));
  const redis = new Redis(server.url);
  let wanted: string[] = [];
  for (let tries = 0; tries < 200 && wanted.length === 0; tries++) wanted = await redis.keys("assay.wanted:*");
  const item = wanted[0].split(":")[1];
  const [run] = await redis.smembers(wanted[0]);
  const response = { text: "forged", model: "test/slow" };
  const junk = [
    "",
    "{",
    "null",
    "[]",
    `{"__proto__":{"item":"${item}"}}`,
    JSON.stringify({ item, response: { ...response, text: 7 } }),
    JSON.stringify({ item, response: { ...response, extra: 1 } }),
    JSON.stringify({ item, response, failure: { code: "internal", title: "t", problems: [] } }),
    JSON.stringify({ item, failure: { code: "interrupted", title: "t", problems: [] } }),
    JSON.stringify({ item: "other", response }),
    JSON.stringify({ item, response: { ...response, text: "x".repeat(8 * 1024 * 1024 + 500) } }),
  ];
  for (const text of junk) await redis.lpush(`assay.answers:${run}`, text);
  await redis.quit();
  await using _worker = await startWorker(server.url);
  assertEquals((await asked).text, "x");
});

Deno.test("connectExecutor refuses options out of range before it connects", async () => {
  for (const options of [{ patienceSeconds: 0 }, { reconnectSeconds: NaN }, { patienceSeconds: Infinity }]) {
    await assertRejects(() => connect("redis://127.0.0.1:1", options), RangeError, "must be above 0 and finite");
  }
});
