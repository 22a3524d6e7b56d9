import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { chartsStep } from "../../lib/steps/charts.ts";
import { compareStep } from "../../lib/steps/compare.ts";
import { evaluateStep } from "../../lib/steps/evaluate.ts";
import { modelCardStep } from "../../lib/steps/model_card.ts";
import { predictStep } from "../../lib/steps/predict.ts";
import { reportStep } from "../../lib/steps/report.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { inTempDir } from "../cli/_command_line.ts";
import { runStep } from "./_run_step.ts";

const evaluations = evaluate({ system: "x", references: ["a", "b"], predictions: ["a", "a"] }, { resamples: 50 });

Deno.test("predictions, evaluations, comparison, charts and card go from step to step into the report's files", async () => {
  const rows = frameOf({ label: [..."abababab"], one: [..."abababab"], two: [..."aaaaaaaa"] });
  const systems = [{ predictions: { column: "one" } }, { predictions: { column: "two" } }];
  const predicted = await runStep(predictStep, { target: "label", systems }, { test: ["frame", rows] });
  const { evaluations: all } = await runStep(evaluateStep, { resamples: 50 }, {
    predictions: ["predictions", predicted.predictions],
  });
  const { comparison } = await runStep(compareStep, { resamples: 50 }, { evaluations: ["evaluations", all] });
  const { charts } = await runStep(chartsStep, {}, {
    evaluations: ["evaluations", all],
    comparison: ["comparison", comparison],
  });
  const { card } = await runStep(modelCardStep, { system: "one", details: { license: "mit" } }, {
    evaluations: ["evaluations", all],
  });
  await inTempDir(async (directory) => {
    const outputs = {
      evaluations: ["evaluations", all],
      comparison: ["comparison", comparison],
      charts: ["charts", charts],
      model_card: ["model_card", card],
      systems: ["systems", predicted.systems],
    } as const;
    const { files } = await runStep(reportStep, { title: "Two", output_dir: "sub" }, outputs, { out: directory });
    for (const name of ["index.html", "report.md", "report.json", "model_card.md", "manifest.json"]) {
      assert((files as string[]).includes(join(directory, "sub", name)), name);
    }
    for (const file of files as string[]) assert(Deno.statSync(file).size > 0, file);
    assert((files as string[]).some((file) => file.startsWith(join(directory, "sub", "charts"))));
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["sub"]);
  });
});

Deno.test("a report folder outside of the run's folder is refused, and nothing is written", async () => {
  await inTempDir(async (directory) => {
    const out = join(directory, "out");
    Deno.mkdirSync(out);
    Deno.symlinkSync(directory, join(out, "link"));
    for (const folder of ["../x", directory, "link/x", "a/../../x"]) {
      const run = () =>
        runStep(reportStep, { title: "X", output_dir: folder }, { evaluations: ["evaluations", evaluations] }, { out });
      await assertRejects(run, RangeError, "it must stay inside");
    }
    assertEquals([...Deno.readDirSync(directory)].map(({ name }) => name), ["out"]);
  });
});
