import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { askBatch, BatchItemError, type BatchProgress } from "../../lib/models/anthropic_batches.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { faultsInOrder } from "../fakes/_server.ts";
import { items, KEY, made, memory, optionsFor, serve, told } from "./_batches.ts";

Deno.test("each request has its answer by its id, in the order of the requests, whatever the order of the results", async () => {
  await using server = serve({ batch: { polls: 3 } });
  const progress: BatchProgress[] = [];
  const waits: number[] = [];
  const options = optionsFor(server);
  const answers = await askBatch(items(50), {
    ...options,
    onProgress: (at) => void progress.push(at),
    sleep: (seconds, signal) => (waits.push(seconds), options.sleep!(seconds, signal)),
  });
  assertEquals([...answers.keys()], items(50).map(({ id }) => id));
  assertEquals(told(answers), items(50).map((_, at) => `to question ${at}`));
  assertEquals(progress.map(({ batchId, processing, succeeded }) => [batchId, processing, succeeded]), [
    ["msgbatch_0", 50, 0],
    ["msgbatch_0", 50, 0],
    ["msgbatch_0", 0, 50],
  ]);
  assertEquals([waits, server.violations, made(server)], [[1, 2], [], [50]]);
});

Deno.test("nothing to ask asks nothing", async () => {
  await using server = serve();
  assertEquals([(await askBatch([], optionsFor(server))).size, server.count], [0, 0]);
});

Deno.test("errored, expired, canceled and missing requests are told apart", async () => {
  const outcomes = ["succeeded", "errored", "expired", "canceled", "succeeded"] as const;
  await using server = serve({
    batch: {
      outcome: (customId) => outcomes[Number(customId.split("_").at(-1))],
      error: { type: "invalid_request_error", message: `too long ${KEY}` },
      lines: (lines) => lines.filter((line) => !/_4","result/.test(line)),
    },
  });
  const answers = [...(await askBatch(items(5), optionsFor(server))).values()];
  const kinds = answers.map((answer) =>
    answer instanceof BatchItemError ? [answer.outcome, answer.kind, answer.canHeal] : []
  );
  assertEquals(kinds, [
    [],
    ["errored", "bad_request", false],
    ["expired", "timeout", true],
    ["canceled", "server", true],
    ["missing", "malformed", true],
  ]);
  assertEquals(Deno.inspect(answers, { depth: 9 }).includes(KEY), false);
});

Deno.test("results that come twice count once, the first of them; those of others do not count", async () => {
  const stranger = JSON.stringify({ custom_id: "stranger_0", result: { type: "canceled" } });
  await using server = serve({ batch: { twice: true, lines: (lines) => [stranger, "", ...lines] } });
  assertEquals(told(await askBatch(items(3), optionsFor(server))), [0, 1, 2].map((at) => `to question ${at}`));
});

Deno.test("many requests are several batches, that are under way together", async () => {
  await using server = serve({ batch: { polls: 2 } });
  const answers = await askBatch(items(25), optionsFor(server, { batchSize: 10 }));
  assertEquals([told(answers).at(-1), made(server)], ["to question 24", [10, 10, 5]]);
});

Deno.test("a process that was killed finds its batch again and submits nothing twice", async () => {
  await using server = serve({ batch: { polls: 3 } });
  const store = memory();
  const killed = new Error("killed");
  await assertRejects(
    () =>
      askBatch(
        items(4),
        optionsFor(server, {
          store,
          sleep: () => {
            throw killed;
          },
        }),
      ),
    Error,
    "killed",
  );
  assertEquals(server.calls.some(({ path }) => path.endsWith("/cancel")), false);
  const answers = await askBatch(items(4), optionsFor(server, { store }));
  assertEquals([told(answers)[3], made(server)], ["to question 3", [4]]);
  await askBatch(items(4), optionsFor(server, { store }));
  assertEquals(made(server), [4]);
  await askBatch(items(4), optionsFor(server));
  assertEquals(made(server), [4, 4], "another store knows nothing of it");
});

Deno.test("an answer that a batch holds is found by whoever asks for it, alone, with others or in another order", async () => {
  await using server = serve();
  const store = memory();
  await askBatch(items(6), optionsFor(server, { store }));
  const part = [items(6)[4], items(6)[1], items(8)[7]];
  const answers = await askBatch(part, optionsFor(server, { store }));
  assertEquals(told(answers), [4, 1, 7].map((at) => `to question ${at}`));
  assertEquals(made(server), [6, 1]);
  await askBatch([...items(8)].reverse(), optionsFor(server, { store, batchSize: 2 }));
  assertEquals(made(server), [6, 1, 1], "what stands in any batch is not submitted again");
});

Deno.test("batches that are left when the signal aborts go on, and the next call finds their answers", async () => {
  await using server = serve({ batch: { polls: 3 } });
  const store = memory();
  const controller = new AbortController();
  const stop = new Error("stop");
  const leaving = optionsFor(server, {
    store,
    signal: controller.signal,
    leavesOnAbort: true,
    onProgress: () => controller.abort(stop),
  });
  assertStrictEquals(await assertRejects(() => askBatch(items(3), leaving)), stop);
  assertEquals(server.calls.some(({ path }) => path.endsWith("/cancel")), false);
  const answers = await askBatch(items(3), optionsFor(server, { store }));
  assertEquals([told(answers).length, made(server)], [3, [3]]);
  assertEquals(told(answers)[0], "to question 0");
});

Deno.test("a batch whose answer was lost on the way is found again by its results, not made anew", async () => {
  await using server = serve({ faults: faultsInOrder("reset-mid-body") });
  const store = memory();
  const error = await assertRejects(() => askBatch(items(3), optionsFor(server, { store })), ProviderError);
  assertEquals(error.kind, "connection");
  assertEquals(
    told(await askBatch(items(3), optionsFor(server, { store }))),
    [0, 1, 2].map((at) => `to question ${at}`),
  );
  assertEquals(made(server), [3]);
  const others = items(3).map(({ request }, at) => ({ id: `other ${at}`, request }));
  await askBatch(others, optionsFor(server, { store }));
  assertEquals(made(server), [3, 3]);
});

Deno.test("a batch that never was is made after all, though others of its size are there", async () => {
  await using server = serve({ faults: faultsInOrder(null, null, null, "500") });
  const store = memory();
  await askBatch(items(2), optionsFor(server));
  const mine = items(2).map(({ request }, at) => ({ id: `mine ${at}`, request }));
  await assertRejects(() => askBatch(mine, optionsFor(server, { store })), ProviderError);
  assertEquals((await askBatch(mine, optionsFor(server, { store }))).size, 2);
  assertEquals(server.violations, []);
});

Deno.test("what failed is told once, and asked anew by the next call; what was answered is not", async () => {
  await using server = serve({
    batch: {
      outcome: (id, batch) =>
        batch === 0 && /_[12]$/.test(id) ? "expired" : batch === 1 && /_0$/.test(id) ? "errored" : "succeeded",
    },
  });
  const options = optionsFor(server);
  const runs = [];
  for (let run = 0; run < 4; run++) runs.push(told(await askBatch(items(3), options)));
  assertEquals(runs, [
    ["to question 0", "expired", "expired"],
    ["to question 0", "errored", "to question 2"],
    ["to question 0", "to question 1", "to question 2"],
    ["to question 0", "to question 1", "to question 2"],
  ]);
  assertEquals(made(server), [3, 2, 1]);
});

Deno.test("a batch in which all failed is asked anew as a whole", async () => {
  await using server = serve({ batch: { outcome: (_, batch) => batch < 2 ? "expired" : "succeeded" } });
  const options = optionsFor(server);
  for (let run = 0; run < 2; run++) assertEquals(told(await askBatch(items(2), options)), ["expired", "expired"]);
  assertEquals(told(await askBatch(items(2), options)), ["to question 0", "to question 1"]);
  assertEquals(made(server), [2, 2, 2]);
});

Deno.test("a batch that the provider has no more is made anew", async () => {
  const store = memory();
  await using gone = serve();
  await askBatch(items(2), optionsFor(gone, { store }));
  const held = new Map(Array.from(store.held, ([key, text]) => [key, text.replace("msgbatch_0", "msgbatch_7")]));
  const answers = await askBatch(
    items(2),
    optionsFor(gone, {
      store: { get: (key) => held.get(key), put: (key, text) => void held.set(key, text) },
    }),
  );
  assertEquals([told(answers)[1], made(gone)], ["to question 1", [2, 2]]);
});

Deno.test("a batch whose results the provider keeps no longer is made anew, though it can still be looked at", async () => {
  const store = memory();
  let isOld = false;
  await using server = serve({ batch: { isArchived: (batch) => isOld && batch === 0 } });
  await askBatch(items(2), optionsFor(server, { store }));
  isOld = true;
  const answers = await askBatch(items(2), optionsFor(server, { store }));
  assertEquals([told(answers)[1], made(server)], ["to question 1", [2, 2]]);
});

Deno.test("who asks what is just being submitted waits for that batch, also before the provider lists it", async () => {
  await using server = serve();
  const store = memory();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const slow: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : `${input}`;
    if (url.endsWith("/batches") && init?.method?.toUpperCase() === "POST") {
      begun.resolve();
      await goOn.promise;
    }
    return await fetch(input, init);
  };
  const options = optionsFor(server, { store });
  const first = askBatch(items(3), { ...options, options: { ...options.options, fetch: slow } });
  await begun.promise;
  const second = askBatch(items(3).slice(1), options);
  await new Promise((resolve) => setTimeout(resolve, 0));
  goOn.resolve();
  const all = items(3).map((_, at) => `to question ${at}`);
  assertEquals([told(await first), told(await second), made(server)], [all, all.slice(1), [3]]);
});

Deno.test("who waited for a submission that failed submits himself", async () => {
  await using server = serve();
  const store = memory();
  const begun = Promise.withResolvers<void>();
  const fails = Promise.withResolvers<Response>();
  const broken: typeof fetch = () => (begun.resolve(), fails.promise);
  const options = optionsFor(server, { store });
  const first = askBatch(items(2), { ...options, options: { ...options.options, fetch: broken } });
  const refused = assertRejects(() => first, ProviderError);
  await begun.promise;
  const second = askBatch(items(2), options);
  fails.reject(new TypeError("connection reset"));
  await refused;
  assertEquals([told(await second)[1], made(server)], ["to question 1", [2]]);
});
