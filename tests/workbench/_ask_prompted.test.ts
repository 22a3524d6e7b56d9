import { assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { predict } from "../../lib/workbench/predict.ts";

const train = frameOf({ text: ["x", "y"], label: ["a", "b"] });

/** A model that answers by the item's number, some items late, and fails on every seventh. */
const model = {
  id: "test/odd",
  async generate({ messages }: ModelRequest) {
    const item = Number(/Input: (\d+)\nOutput:$/.exec(messages[0].content)![1]);
    if (item % 1000 === 1) { for (let i = 0; i < 500; i++) await new Promise((resolve) => setTimeout(resolve)); }
    if (item % 7 === 0) throw new AssayError(`no answer to ${item}`, { code: "provider_failed" });
    return { text: ` ${item % 2 === 0 ? "A" : "b"}\n`, model: "test/odd" };
  },
};

async function ask(count: number, maxConcurrency: number, from = 0) {
  const numbers = Array.from({ length: count }, (_, i) => i + from);
  const { frame } = await predict({
    train,
    test: frameOf({ text: numbers.map(String), label: numbers.map((i) => i % 5 === 0 ? null : "a") }),
    input: "text",
    target: "label",
    systems: [{ model: "test/odd" }],
    open: () => ({ kind: "prompted", model }),
    maxConcurrency,
  });
  return { frame, numbers };
}

Deno.test("rows stand in their order and keep their types however many there are, and whichever is answered last", async () => {
  for (const [count, concurrency] of [[1, 1], [4096, 50], [4097, 1000], [9000, 64]]) {
    const { frame, numbers } = await ask(count, concurrency, 1);
    assertEquals(frame.height, count);
    assertEquals(frame.getColumn("item").toArray(), numbers.map((i) => i - 1));
    assertEquals(frame.getColumn("reference").toArray(), numbers.map((i) => i % 5 === 0 ? null : "a"));
    const answers = numbers.map((i) => i % 7 === 0 ? null : i % 2 === 0 ? "a" : "b");
    assertEquals(frame.getColumn("prediction").toArray(), answers);
    assertEquals(
      frame.getColumn("failure").toArray(),
      answers.map((answer) => answer === null ? "infrastructure" : null),
    );
    assertEquals(frame.getColumn("score").nullCount(), count);
  }
});

Deno.test("no rows give no rows", async () => {
  assertEquals((await ask(0, 5)).frame.height, 0);
});

Deno.test("a value that is missing far down is told with its row before anything is asked", async () => {
  const texts = Array.from({ length: 9000 }, (_, i) => i === 8500 ? null : String(i));
  let asked = 0;
  const generate = (request: ModelRequest) => (asked++, model.generate(request));
  await assertRejects(
    () =>
      predict({
        train,
        test: frameOf({ text: texts, label: texts.map(() => "a") }),
        input: "text",
        target: "label",
        systems: [{ model: "test/odd" }],
        open: () => ({ kind: "prompted", model: { id: "test/odd", generate } }),
      }),
    AssayError,
    'column "text" has no value: row 8501',
  );
  assertEquals(asked, 0);
});
