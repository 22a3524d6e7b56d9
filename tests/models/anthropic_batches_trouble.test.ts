import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { askBatch } from "../../lib/models/anthropic_batches.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { faultsInOrder } from "../fakes/_server.ts";
import { items, KEY, made, memory, optionsFor, serve, told } from "./_batches.ts";

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
