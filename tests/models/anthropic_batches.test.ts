import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import {
  askBatch,
  type BatchItem,
  BatchItemError,
  type BatchOptions,
  type BatchProgress,
} from "../../lib/models/anthropic_batches.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { type AnthropicFakeOptions, serveAnthropic } from "../fakes/_anthropic.ts";
import { type FakeServer, faultsInOrder } from "../fakes/_server.ts";

const KEY = "an-odd-key/of+no=known.shape";

function memory(): BatchOptions["store"] & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return { held, get: (key) => held.get(key), put: (key, text) => void (held.has(key) || held.set(key, text)) };
}

const items = (count: number): BatchItem[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `row ${at} "ä"`,
    request: { messages: [{ role: "user", content: `question ${at}` }] },
  }));

const serve = (options: AnthropicFakeOptions = {}) =>
  serveAnthropic({ key: KEY, answer: ({ prompt }) => ({ text: `to ${prompt}` }), ...options });

const optionsFor = (server: FakeServer, more: Partial<BatchOptions> = {}): BatchOptions => ({
  model: "claude-x",
  options: { apiKey: KEY, baseUrl: server.url, timeoutSeconds: 5 },
  store: memory(),
  sleep: (_, signal) => new Promise((resolve) => signal?.aborted ? resolve() : setTimeout(resolve, 0)),
  ...more,
});

const made = ({ calls }: FakeServer) =>
  calls.filter(({ method, path }) => method === "POST" && path === "/v1/messages/batches").map(({ body }) =>
    (body as { requests: unknown[] }).requests.length
  );

/** Answers as text, failures as their outcome. */
const told = (answers: Map<string, unknown>) =>
  Array.from(
    answers.values(),
    (answer) => answer instanceof BatchItemError ? answer.outcome : (answer as { text: string }).text,
  );

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
  assertEquals([waits, server.violations, made(server)], [[30, 30], [], [50]]);
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

Deno.test("an abort cancels the batches, and the next call asks what they did not answer", async () => {
  await using server = serve({ batch: { polls: 1000 } });
  const store = memory();
  const controller = new AbortController();
  const reason = new Error("enough");
  let looks = 0;
  const error = await askBatch(
    items(4),
    optionsFor(server, {
      store,
      batchSize: 2,
      signal: controller.signal,
      onProgress: () => ++looks === 5 && controller.abort(reason),
    }),
  ).catch((error) => error);
  assertStrictEquals(error, reason);
  assertEquals(server.calls.filter(({ path }) => path.endsWith("/cancel")).length, 2);
  assertEquals(made(server), [2, 2]);
  const again = askBatch(
    items(4),
    optionsFor(server, {
      store,
      batchSize: 2,
      signal: AbortSignal.timeout(5000),
      onProgress: ({ batchId }) => {
        if (batchId === "msgbatch_2") throw new Error("asked anew");
      },
    }),
  );
  await assertRejects(() => again, Error, "asked anew");
});

Deno.test("faults while a batch is looked at and read are waited out, and its results are read anew", async () => {
  await using server = serve({
    faults: faultsInOrder(
      "429",
      null,
      "500",
      "429-retry-after",
      null,
      "reset-mid-body",
      "truncated-json",
      "529",
      "hang",
    ),
  });
  const waits: number[] = [];
  const options = optionsFor(server, { options: { apiKey: KEY, baseUrl: server.url, timeoutSeconds: 0.5 } });
  const answers = await askBatch(items(40), {
    ...options,
    sleep: (seconds, signal) => (waits.push(seconds), options.sleep!(seconds, signal)),
  });
  assertEquals(told(answers), items(40).map((_, at) => `to question ${at}`));
  assertEquals([made(server), waits.includes(1), server.violations], [[40, 40], true, []]);
});

Deno.test("a batch that cannot be made is told, without the key", async () => {
  await using server = serve({ key: "another" });
  const error = await assertRejects(() => askBatch(items(2), optionsFor(server)), ProviderError);
  assertEquals([error.kind, error.code, Deno.inspect(error, { depth: 9 }).includes(KEY)], ["auth", "bad_input", false]);
  await using down = serve({ faults: faultsInOrder(...Array.from({ length: 20 }, () => "529" as const)) });
  assertEquals((await assertRejects(() => askBatch(items(2), optionsFor(down)), ProviderError)).kind, "overloaded");
  assertEquals(down.count, 10);
});

Deno.test("ids that are the same, and requests that cannot be sent, are refused before anything is asked", async () => {
  await using server = serve();
  const [first] = items(1);
  const error = await assertRejects(() => askBatch([first, first], optionsFor(server)), AssayError);
  assertEquals(error.problems, ['ids must differ, received "row 0 \\"ä\\"" twice']);
  await assertRejects(() => askBatch([{ id: "a", request: { messages: [] } }], optionsFor(server)), AssayError);
  await assertRejects(() => askBatch(items(1), optionsFor(server, { batchSize: 0 })), RangeError);
  assertEquals(server.count, 0);
});

Deno.test("parameters of sampling go by the version of the API that takes them, for the batch as a whole", async () => {
  await using server = serve();
  const [first, second] = items(2);
  await askBatch([first, { ...second, request: { ...second.request, temperature: 0 } }], optionsFor(server));
  assertEquals(server.calls[0].headers.get("anthropic-version"), "2023-06-01");
  assertEquals(server.violations, []);
});

Deno.test("the address that a batch names for its results is not followed", async () => {
  await using elsewhere = serve();
  await using server = serve();
  const leading: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    if (String(url).endsWith("/results")) return response;
    const text = await response.text();
    return new Response(text.replaceAll(server.url, elsewhere.url), {
      headers: { "content-type": "application/json" },
    });
  };
  const options = optionsFor(server, { options: { apiKey: KEY, baseUrl: server.url, fetch: leading } });
  assertEquals(told(await askBatch(items(1), options)), ["to question 0"]);
  assertEquals(elsewhere.count, 0);
});
