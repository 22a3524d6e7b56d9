import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Redis } from "ioredis";
import type { AssayError } from "../../lib/core/assay_error.ts";
import { hasRedis, startRedis } from "../_redis.ts";
import { ask, connect, failureOf, modelOf } from "./_executor.ts";
import { startWorker } from "./_worker_process.ts";

const ignore = !hasRedis;

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
    const reason = new Error("enough");
    const rejected = (work: Promise<unknown>) => assertRejects(() => work, Error, "enough");
    const first = model.generate(ask("first"));
    await worker.called(1);
    // Before it has reached the queue, and after; and one that another still waits for.
    const [early, late] = [new AbortController(), new AbortController()];
    const unsent = rejected(model.generate(ask("unsent", early.signal)));
    early.abort(reason);
    const gone = [
      rejected(model.generate(ask("gone", late.signal))),
      rejected(model.generate(ask("wanted", late.signal))),
    ];
    const wanted = model.generate(ask("wanted"));
    const redis = new Redis(server.url);
    const waiting = () => redis.llen("assay:test%2Fslow:wait");
    for (let tries = 0; tries < 200 && await waiting() < 2; tries++);
    assertEquals(await waiting(), 2);
    late.abort(reason);
    await Promise.all([unsent, ...gone]);
    assertEquals([(await first).text, (await wanted).text], ["first", "wanted"]);
    await redis.quit();
    // One that is under way is finished by the worker, though nobody waits.
    const middle = new AbortController();
    const begun = model.generate(ask("begun", middle.signal));
    await worker.called(3);
    middle.abort(reason);
    assertEquals(await begun.catch((error) => error), reason);
    assertEquals((await model.generate(ask("after"))).text, "after");
    await assertRejects(() => model.generate(ask("never", AbortSignal.abort(reason))), Error, "enough");
    const contents = worker.calls.map(({ content }) => content);
    assertEquals(contents, ["first", "wanted", "begun", "after"]);
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

Deno.test("connectExecutor refuses options out of range before it connects", async () => {
  for (const options of [{ patienceSeconds: 0 }, { reconnectSeconds: NaN }, { patienceSeconds: Infinity }]) {
    await assertRejects(() => connect("redis://127.0.0.1:1", options), RangeError, "must be above 0 and finite");
  }
});
