/**
 * A run with a model that counts: `deno run _counting_run.ts CACHE ITEMS OUTPUT`. It prints a line for each item as it asks, and
 * writes all answers at its end.
 */
import { predict } from "../../lib/workbench/predict.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";
import type { ModelRequest } from "../../lib/models/model.ts";

const [path, count, output] = Deno.args;
const texts = Array.from({ length: Number(count) }, (_, i) => `item ${i}`);
const labels = texts.map((_, i) => i % 2 === 0 ? "even" : "odd");
const model = {
  id: "test/counting",
  async generate({ messages }: ModelRequest) {
    const item = /Input: (item \d+)\nOutput:$/.exec(messages[0].content)![1];
    Deno.stdout.writeSync(new TextEncoder().encode(`${item}\n`));
    await new Promise((resolve) => setTimeout(resolve));
    return { text: `answer to ${item}`, model: "test/counting" };
  },
};

using cache = openCache(path);
const { frame } = await predict({
  train: frameOf({ text: ["a", "b"], label: ["even", "odd"] }),
  test: frameOf({ text: texts, label: labels }),
  input: "text",
  target: "label",
  systems: [{ model: "test/counting" }],
  open: () => ({ kind: "prompted", model }),
  cache,
});
Deno.writeTextFileSync(output, JSON.stringify(frame.getColumn("prediction").toArray()));
