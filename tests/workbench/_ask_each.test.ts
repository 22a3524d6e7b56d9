import { assertEquals, assertRejects } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { askEach } from "../../lib/workbench/_ask_each.ts";
import { predict } from "../../lib/workbench/predict.ts";

const turn = () => new Promise<void>((resolve) => setTimeout(resolve));

Deno.test("every item is done once, begun in order, and no more than allowed at the same time", async () => {
  const begun: number[] = [];
  const done: number[] = [];
  let [now, most] = [0, 0];
  await askEach(25, async (item) => {
    begun.push(item);
    most = Math.max(most, ++now);
    for (let i = 0; i < item % 3; i++) await turn();
    now--;
  }, { concurrency: 4, onDone: (count) => done.push(count) });
  assertEquals(begun, Array.from({ length: 25 }, (_, i) => i));
  assertEquals([most, done.at(-1)], [4, 25]);
});

Deno.test("the first error ends it once what has begun has ended", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const run = askEach(100, async (item) => {
    begun.push(item);
    await turn();
    if (item === 1) throw new Error("one");
    await turn();
    ended.push(item);
  }, { concurrency: 3 });
  await assertRejects(() => run, Error, "one");
  assertEquals([begun, ended], [[0, 1, 2], [0, 2]]);
});

Deno.test("an abort ends it before the next item", async () => {
  const controller = new AbortController();
  const begun: number[] = [];
  const run = askEach(10, (item) => {
    begun.push(item);
    controller.abort();
    return Promise.resolve();
  }, { concurrency: 1, signal: controller.signal });
  await assertRejects(() => run, DOMException);
  assertEquals(begun, [0]);
});

Deno.test("nothing to do is done at once", async () => {
  await askEach(0, () => Promise.reject(new Error("never")), { concurrency: 5 });
});

Deno.test("predictions do not depend on how many items are asked at the same time", async () => {
  const texts = Array.from({ length: 40 }, (_, i) => `item ${i}`);
  const frames = [];
  for (const maxConcurrency of [1, 7, 1000]) {
    const model = {
      id: "test/slow",
      async generate({ messages }: ModelRequest) {
        const item = Number(/Input: item (\d+)\nOutput:$/.exec(messages[0].content)![1]);
        for (let i = 0; i < (item * 7) % 5; i++) await turn();
        return { text: item % 3 === 0 ? "a" : "b", model: "test/slow" };
      },
    };
    const { frame } = await predict({
      train: frameOf({ text: ["x", "y"], label: ["a", "b"] }),
      test: frameOf({ text: texts, label: texts.map(() => "a") }),
      input: "text",
      target: "label",
      systems: [{ model: "test/slow" }],
      open: () => ({ kind: "prompted", model }),
      maxConcurrency,
    });
    frames.push(frame.getColumn("prediction").toArray());
  }
  assertEquals(frames[0], texts.map((_, i) => i % 3 === 0 ? "a" : "b"));
  assertEquals([frames[1], frames[2]], [frames[0], frames[0]]);
});

Deno.test("work that never waits still lets timers and signals have their turn", async () => {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 1);
  const start = performance.now();
  let begun = 0;
  const run = askEach(100_000_000, () => {
    begun++;
    // Bounded, should the timer never come.
    return performance.now() - start < 5000 ? Promise.resolve() : Promise.reject(new Error("no turn within 5 s"));
  }, { concurrency: 3, signal: controller.signal });
  await assertRejects(() => run, DOMException);
  clearTimeout(timer);
  assertEquals(begun > 1000, true);
});
