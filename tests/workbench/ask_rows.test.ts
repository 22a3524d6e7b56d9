import { assertEquals, assertRejects } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { askRows } from "../../lib/workbench/ask_rows.ts";
import { lastMessage, memoryStore, outage, scripted } from "../steps/_scripted.ts";

const model = "openai/x";
const echo = { [model]: (request: Parameters<typeof lastMessage>[0]) => `<${lastMessage(request)}>` };

Deno.test("rows keep their order at any concurrency and over chunks", async () => {
  const count = 9000;
  const input = frameOf({ id: Array.from({ length: count }, (_, i) => `r${i}`) });
  let open = 0;
  let most = 0;
  const slow = scripted({
    [model]: async (request, call) => {
      most = Math.max(most, ++open);
      for (let i = 0; i < call % 5; i++) await Promise.resolve();
      open--;
      return `<${lastMessage(request)}>`;
    },
  });
  const seen: number[] = [];
  const { frame, failed, usage } = await askRows({
    model,
    input,
    prompt: "{row.id}",
    open: slow.open,
    maxConcurrency: 7,
    onProgress: (done) => void seen.push(done),
  });
  assertEquals(frame.getColumn("answer").toArray(), Array.from({ length: count }, (_, i) => `<r${i}>`));
  assertEquals([failed, usage.calls, most > 1 && most <= 7, seen.at(-1)], [0, count, true, count]);
});

Deno.test("repeats come one after the other, with their number", async () => {
  const input = frameOf({ id: ["a", "b"] });
  const { open } = scripted({ [model]: (_, call) => String(call) });
  const { frame } = await askRows({ model, input, prompt: "{row.id}", open, repeats: 2, cache: memoryStore() });
  assertEquals(frame.getColumn("answer").toArray(), ["0", "1", "2", "3"]);
  assertEquals(frame.getColumn("repeat").toArray(), [0, 0, 1, 1]);
  assertEquals(frame.getColumn("id").toArray(), ["a", "b", "a", "b"]);
});

Deno.test("equal rows are asked once, and a second run asks nothing", async () => {
  const input = frameOf({ id: ["a", "a", "b"] });
  const { open, asked } = scripted(echo);
  const options = { model, input, prompt: "{row.id}", open, maxConcurrency: 3, cache: memoryStore() };
  await askRows(options);
  const { usage } = await askRows(options);
  assertEquals([asked.length, usage.remembered], [2, 3]);
});

Deno.test("an interrupted run has kept what was answered", async () => {
  const input = frameOf({ id: ["a", "b", "c", "d"] });
  const controller = new AbortController();
  const cache = memoryStore();
  const { open, asked } = scripted({
    [model]: (_, call) => {
      if (call === 2) controller.abort(new Error("stop"));
      return "x";
    },
  });
  const options = { model, input, prompt: "{row.id}", open, cache };
  await assertRejects(() => askRows({ ...options, signal: controller.signal }), Error, "stop");
  const before = asked.length;
  const { usage } = await askRows(options);
  assertEquals([before, usage.remembered >= 2, usage.calls <= 2], [3, true, true]);
});

Deno.test("columns of a name of one's own do not clash with those of an earlier step", async () => {
  const { open } = scripted(echo);
  const first = await askRows({ model, input: frameOf({ t: ["a"] }), prompt: "{row.t}", open });
  const second = await askRows({ model, input: first.frame, prompt: "{row.answer}", open, column: "label" });
  assertEquals(second.frame.columns, ["t", "answer", "failure", "reason", "label", "label_failure", "label_reason"]);
  await assertRejects(() => askRows({ model, input: first.frame, prompt: "x", open }), Error, "is there already");
});

Deno.test("an empty frame stays one, with the columns", async () => {
  const { open } = scripted({ [model]: outage() });
  const input = frameOf({ t: ["a"] }).slice(0, 0);
  const { frame, failed } = await askRows({ model, input, prompt: "{row.t}", open });
  assertEquals([frame.height, frame.columns, failed], [0, ["t", "answer", "failure", "reason"], 0]);
});
