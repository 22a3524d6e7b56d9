import { assertEquals, assertRejects } from "@std/assert";
import { collectBatches } from "../../lib/models/collect_batches.ts";
import type { ModelRequest, ModelResponse } from "../../lib/models/model.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";

const question = (content: string, more: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: "user", content }],
  ...more,
});
const QUIET = { quietSeconds: 0, sleep: () => Promise.resolve() };
const textOf = ({ messages }: ModelRequest) => messages[0].content;

/** Answers everything but what the table says goes wrong, as often as it says. */
function asked(wrong: Record<string, { times: number; kind: "timeout" | "bad_request" }> = {}) {
  const waves: string[][] = [];
  const left = new Map(Object.entries(wrong).map(([text, { times }]) => [text, times]));
  const ask = (items: readonly { id: string; request: ModelRequest }[]) => {
    waves.push(items.map(({ request }) => textOf(request)));
    return Promise.resolve(
      new Map(items.map(({ id, request }): [string, ModelResponse | ProviderError] => {
        const text = textOf(request);
        const times = left.get(text) ?? 0;
        if (times === 0) return [id, { text: `to ${text}`, model: "x/y" }];
        left.set(text, times - 1);
        return [id, new ProviderError("x/y", wrong[text].kind, `${text} failed`)];
      })),
    );
  };
  return { ask, waves };
}

Deno.test("requests that come at about the same time are asked together, each with its own answer", async () => {
  const { ask, waves } = asked();
  const generate = collectBatches(ask, QUIET);
  const answers = await Promise.all(["a", "b", "c"].map((text) => generate(question(text))));
  assertEquals([answers.map(({ text }) => text), waves], [["to a", "to b", "to c"], [["a", "b", "c"]]]);
  assertEquals((await generate(question("d"))).text, "to d");
  assertEquals(waves.length, 2);
});

Deno.test("as long as further requests come, none is asked", async () => {
  const { ask, waves } = asked();
  let left = 3;
  const late: Promise<ModelResponse>[] = [];
  const sleep = () => {
    if (left-- > 0) late.push(generate(question(`late ${left}`)));
    return Promise.resolve();
  };
  const generate = collectBatches(ask, { sleep });
  await generate(question("first"));
  assertEquals(waves, [["first", "late 2", "late 1", "late 0"]]);
  assertEquals((await Promise.all(late)).length, 3);
});

Deno.test("the same request twice is asked once, another repeat is another request", async () => {
  const { ask, waves } = asked();
  const generate = collectBatches(ask, QUIET);
  await Promise.all([question("a"), question("a"), question("a", { repeat: 1 })].map(generate));
  assertEquals(waves, [["a", "a"]]);
});

Deno.test("what failed and can heal is asked again, with nothing else, and then told", async () => {
  const { ask, waves } = asked({ b: { times: 2, kind: "timeout" }, c: { times: 9, kind: "timeout" } });
  const generate = collectBatches(ask, QUIET);
  const outcomes = await Promise.allSettled(["a", "b", "c"].map((text) => generate(question(text))));
  assertEquals(outcomes.map(({ status }) => status), ["fulfilled", "fulfilled", "rejected"]);
  assertEquals(waves, [["a", "b", "c"], ["b", "c"], ["b", "c"]]);
});

Deno.test("what cannot heal is not asked again", async () => {
  const { ask, waves } = asked({ b: { times: 1, kind: "bad_request" } });
  const generate = collectBatches(ask, QUIET);
  const [good] = await Promise.all([
    generate(question("a")),
    assertRejects(() => generate(question("b")), ProviderError, "b failed"),
  ]);
  assertEquals([good.text, waves.length], ["to a", 1]);
});

Deno.test("when all of them fail together, each is told, and the next may be asked", async () => {
  let isDown = true;
  const { ask } = asked();
  const generate = collectBatches((items) => isDown ? Promise.reject(new Error("down")) : ask(items), QUIET);
  await Promise.all(["a", "b"].map((text) => assertRejects(() => generate(question(text)), Error, "down")));
  isDown = false;
  assertEquals((await generate(question("a"))).text, "to a");
});

Deno.test("where asking itself failed and can heal, all are asked again after a pause", async () => {
  const waits: number[] = [];
  const sleep = (seconds: number) => (waits.push(seconds), Promise.resolve());
  for (const [times, kind, calls] of [[2, "server", 3], [3, "server", 3], [1, "bad_request", 1]] as const) {
    const { ask } = asked();
    let called = 0;
    const failing: typeof ask = (items) =>
      called++ < times ? Promise.reject(new ProviderError("x/y", kind, "oops")) : ask(items);
    const generate = collectBatches(failing, { quietSeconds: 0, sleep });
    const outcomes = await Promise.allSettled(["a", "b"].map((text) => generate(question(text))));
    const status = times === 2 ? "fulfilled" : "rejected";
    assertEquals([outcomes.map((outcome) => outcome.status), called], [[status, status], calls]);
  }
  assertEquals(waits.filter((seconds) => seconds > 0), [30, 30, 30, 30]);
});
