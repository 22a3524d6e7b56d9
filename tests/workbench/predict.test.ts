import { assert, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import type { Model } from "../../lib/models/model.ts";
import { type OpenedModel, openModel } from "../../lib/models/open_model.ts";
import { predict, type PredictOptions } from "../../lib/workbench/predict.ts";

const train = frameOf({
  text: ["good film", "fine film", "bad film", "poor film"],
  label: ["praise", "praise", "blame", "blame"],
});
const test = frameOf({
  text: ["a good film", "a bad film"],
  label: ["praise", "blame"],
  answer: ["praise", null],
  sure: [0.9, null],
  words: ["high", null],
});
const ask = (options: Partial<PredictOptions>) =>
  predict({ test, train, input: "text", target: "label", systems: [], ...options });
const refused = (options: Partial<PredictOptions>, message: string) =>
  assertRejects(() => ask(options), AssayError, message);

Deno.test("every system gives one row an item, in the order of the systems and the rows", async () => {
  const { frame, systems } = await ask({
    systems: [{ model: "local/naive_bayes" }, { model: "local/nearest", name: "near", examplesPerClass: 2 }, {
      predictions: { column: "answer" },
    }],
  });
  assertEquals(frame.columns, ["item", "system", "reference", "prediction", "score", "failure"]);
  assertEquals(frame.getColumn("item").toArray(), [0, 1, 0, 1, 0, 1]);
  assertEquals(frame.getColumn("system").toArray(), [
    "local/naive_bayes",
    "local/naive_bayes",
    "near",
    "near",
    "answer",
    "answer",
  ]);
  assertEquals(frame.getColumn("prediction").toArray(), ["praise", "blame", "praise", "blame", "praise", null]);
  assertEquals(systems.map(({ system, kind, source, examples }) => [system, kind, source, examples]), [
    ["local/naive_bayes", "trained", "local/naive_bayes", 4],
    ["near", "prompted", "local/nearest", 4],
    ["answer", "recorded", "answer", 0],
  ]);
  assertEquals(systems.map(({ promptDigest }) => promptDigest?.length), [undefined, 64, undefined]);
});

Deno.test("a recorded answer that is missing is a row with its failure, and scores are taken along", async () => {
  const { frame } = await ask({ systems: [{ predictions: { column: "answer", score: "sure" }, name: "old" }] });
  assertEquals(frame.toRecords(), [
    { item: 0, system: "old", reference: "praise", prediction: "praise", score: 0.9, failure: null },
    { item: 1, system: "old", reference: "blame", prediction: null, score: null, failure: "no answer" },
  ]);
});

Deno.test("the prompt's digest changes with the prompt, the examples and the task, and with nothing else", async () => {
  const digestOf = async (options: Partial<PredictOptions>, prompt?: string) => {
    const result = await ask({
      systems: [{ model: "local/nearest", examplesPerClass: 1, ...(prompt && { prompt }) }],
      ...options,
    });
    return result.systems[0].promptDigest;
  };
  const base = await digestOf({});
  assertEquals(await digestOf({ test: test.head(1) }), base);
  assert(await digestOf({ task: "Other" }) !== base);
  assert(await digestOf({ seed: 3, train: train.tail(2) }) !== base);
});

Deno.test("progress is told for every system, whatever its kind", async () => {
  const told: string[] = [];
  await ask({
    systems: [{ model: "local/majority" }, { model: "local/nearest" }, { predictions: { column: "answer" } }],
    onProgress: (done, total, system) => told.push(`${system} ${done}/${total}`),
  });
  assertEquals(told, ["local/majority 2/2", "local/nearest 1/2", "local/nearest 2/2", "answer 2/2"]);
});

Deno.test("an aborted signal stops before the next item", async () => {
  const controller = new AbortController();
  const told: number[] = [];
  const asking = ask({
    systems: [{ model: "local/nearest" }],
    signal: controller.signal,
    onProgress: (done) => {
      told.push(done);
      controller.abort(new Error("enough"));
    },
  });
  await assertRejects(() => asking, Error, "enough");
  assertEquals(told, [1]);
});

Deno.test("names that repeat, or no system at all, are refused", async () => {
  await refused(
    { systems: [{ model: "local/majority" }, { model: "local/majority" }] },
    'the name "local/majority" is used twice',
  );
  await refused(
    { systems: [{ predictions: { column: "answer" } }, { model: "local/majority", name: "answer" }] },
    '"answer" is used twice',
  );
  await refused({ systems: [] }, "at least one system is needed, received none");
});

Deno.test("a model without rows to learn from or without an input column is refused with what it lacks", async () => {
  const systems = [{ model: "local/majority" }];
  await refused({ systems, train: undefined }, "Cannot predict with local/majority: train must be given");
  await refused({ systems, input: undefined }, "Cannot predict with local/majority: input must be given");
  await refused(
    { systems, train: undefined, input: undefined },
    "train must be given: a model learns from it or reads it\n  - input must be given",
  );
  assertEquals(
    (await ask({ train: undefined, input: undefined, systems: [{ predictions: { column: "answer" } }] })).frame.height,
    2,
  );
});

Deno.test("unknown models and columns, and missing values, are refused", async () => {
  await refused(
    { systems: [{ model: "local/nearst" }] },
    'unknown model "local/nearst", did you mean "local/nearest"?',
  );
  await refused({ systems: [{ predictions: { column: "anser" } }] }, 'no column "anser", did you mean "answer"?');
  await refused(
    { systems: [{ predictions: { column: "answer" } }], target: "lable" },
    'no column "lable", did you mean "label"?',
  );
  await refused(
    { systems: [{ model: "local/majority" }], input: "answr" },
    'no column "answr", did you mean "answer"?',
  );
  await refused({
    systems: [{ model: "local/majority" }],
    test: frameOf({ text: ["a", null], label: ["praise", "blame"] }),
  }, 'column "text" has no value: row 2');
  await refused(
    { systems: [{ predictions: { column: "answer", score: "words" } }] },
    'column "words" is not a number: row 1 ("high")',
  );
  await refused({ systems: [{ model: "local/nearest", prompt: "{x} {target_input}" }] }, "unknown variable {x}");
});

Deno.test("a system that cannot go by batches is refused before another one is paid for", async () => {
  let asked = 0;
  const model: Model = {
    id: "anthropic/x",
    generate: () => (asked++, Promise.resolve({ text: "praise", model: "anthropic/x" })),
  };
  const open = (id: string): OpenedModel =>
    id === "anthropic/x" ? { kind: "prompted", model: { ...model, batched: () => model } } : openModel(id);
  const last = { model: "local/naive_bayes" };
  const systems = [{ model: "anthropic/x" }, { model: "local/nearest" }, last];
  await refused({ systems, batch: true, open }, "Cannot ask local/nearest in batches");
  assertEquals(asked, 0);
  await ask({ systems: [systems[0], last], batch: true, open });
  assertEquals(asked, 2);
});
