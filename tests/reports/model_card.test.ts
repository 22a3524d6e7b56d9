import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { parse } from "@std/yaml";
import fc from "fast-check";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { modelCard } from "../../lib/reports/model_card.ts";
import { exampleInput } from "./_example.ts";

// Required by Hugging Face's model card metadata: task.type, dataset.type, dataset.name, metric.type and metric.value.
interface Front {
  language: string[];
  license?: string;
  pipeline_tag: string;
  metrics: string[];
  "model-index": {
    name: string;
    results: {
      task: { type: string };
      dataset: { type: string; name: string; revision?: string };
      metrics: { type: string; value: number; name: string }[];
    }[];
  }[];
}

const frontOf = (card: string) => parse(/^---\n([\s\S]*?)\n---\n/.exec(card)![1]) as Front;
const input = exampleInput();
const CARD = modelCard(input.evaluations, { system: "two", dataset: input.dataset, systems: input.systems });

Deno.test("The front matter has everything that Hugging Face requires of a model-index", () => {
  const { "model-index": [{ name, results }], pipeline_tag: tag } = frontOf(CARD);
  assertEquals([name, tag, results.length], ["two", "text-classification", 1]);
  const [{ task, dataset, metrics }] = results;
  assertEquals([task.type, dataset.name, dataset.revision], ["text-classification", "words", "ab".repeat(32)]);
  assert(/^[a-z0-9][a-z0-9/_.-]*$/.test(dataset.type));
  assert(metrics.length > 0);
  for (const { type, value } of metrics) assert(type.length > 0 && Number.isFinite(value));
});

Deno.test("The numbers of the card are those of the evaluation, none rounded, with n and interval in words", () => {
  const { metrics } = frontOf(CARD)["model-index"][0].results[0];
  const own = input.evaluations[1].metrics;
  const expected = [["accuracy", "accuracy"], ["f1", "f1_macro"], ["precision", "precision_macro"], [
    "recall",
    "recall_macro",
  ]];
  assertEquals(metrics.map(({ type, value }) => [type, value]), expected.map(([type, key]) => [type, own[key].value]));
  const { n, low, high } = own.accuracy;
  assertEquals(metrics[0].name, `accuracy, n=${n} (95% interval ${low!.toFixed(4)} to ${high!.toFixed(4)})`);
});

Deno.test("A metric that is undefined is left out of the index and told with its reason in the text", () => {
  const one = evaluate({ system: "s", references: ["a", "b"], predictions: ["a", "a"] }, { resamples: 50 });
  const card = modelCard([one], { system: "s" });
  const types = frontOf(card)["model-index"][0].results[0].metrics.map(({ type }) => type);
  assertEquals(types, ["accuracy", "f1", "recall"]);
  assertStringIncludes(card, "is undefined: precision is undefined for 1 of 2 classes, which were never predicted");
});

Deno.test("The list of metrics names those that the index holds", () => {
  const one = evaluate({ system: "s", references: ["a", "b"], predictions: ["a", "a"] }, { metrics: ["accuracy"] });
  const { metrics, "model-index": index } = frontOf(modelCard([one], { system: "s" }));
  assertEquals(metrics, index[0].results[0].metrics.map(({ type }) => type));
});

Deno.test("The confidence level is written without a rounding error", () => {
  const answers = { system: "s", references: ["a", "b", "a"], predictions: ["a", "b", "b"] };
  for (const [level, text] of [[0.9, "90%"], [0.99, "99%"], [0.683, "68.3%"]] as const) {
    assertStringIncludes(
      modelCard([evaluate(answers, { level, resamples: 50 })], { system: "s" }),
      `(${text} interval`,
    );
  }
});

Deno.test("What nobody said reads More Information Needed", () => {
  const card = modelCard(input.evaluations, { system: "one" });
  for (const field of ["Developer", "Version", "Licence", "Made by", "Primary use", "Out of scope"]) {
    assertStringIncludes(card, `- ${field}: [More Information Needed]`);
  }
  for (const title of ["Training data", "Ethical considerations", "Limitations"]) {
    assertStringIncludes(card, `## ${title}\n\n[More Information Needed]`);
  }
  assertEquals("license" in frontOf(card), false);
});

Deno.test("What people said stands in its section, and in the front matter where it belongs there", () => {
  const details = { license: "mit", language: ["de", "no"], limitations: "Short texts fail.", developer: "A team" };
  const card = modelCard(input.evaluations, { system: "one", details });
  assertEquals([frontOf(card).license, frontOf(card).language], ["mit", ["de", "no"]]);
  assertStringIncludes(card, "## Limitations\n\nShort texts fail.\n");
  assertStringIncludes(card, "- Developer: A team\n");
  // Readers of YAML 1.1, which Hugging Face uses, take a bare no for false.
  assert(!/^ *- no$/m.test(card), "the language no must be quoted");
});

Deno.test("The card says how many items were answered, and lists every class", () => {
  const card = modelCard(input.evaluations, { system: "three" });
  assertStringIncludes(card, "36 of 40 items were answered");
  for (const label of ["ham", "spam"]) assertStringIncludes(card, `| ${label} |`);
});

Deno.test("An unknown system is an error that names the known ones", () => {
  const error = assertThrows(() => modelCard(input.evaluations, { system: "tow" })) as Error;
  assertStringIncludes(error.message, 'unknown system "tow"');
  assertStringIncludes(error.message, "two");
});

Deno.test("Any name and any detail read back from the front matter as they were given", () => {
  const references = ["a", "b"];
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme-ascii", minLength: 1 }),
      fc.string({ unit: "binary-ascii" }),
      (system, license) => {
        const one = { ...input.evaluations[0], system, answers: { system, references, predictions: references } };
        const { "model-index": [{ name }], license: read } = frontOf(
          modelCard([one], { system, details: { license } }),
        );
        assertEquals(name, system);
        // Control characters may be written visibly instead.
        if (!/\p{Cc}/u.test(license)) assertEquals(read, license);
      },
    ),
    { seed: 13 },
  );
});
