import { compare, data, evaluate, predict } from "../../mod.ts";
import { type Measurement, peakMemory, realData, report, timed } from "./_measure.ts";

const folder = realData("clinc150");
if (folder === null) report([]);
else {
  const rows = JSON.parse(Deno.readTextFileSync(new URL("data_full.json", folder))) as Record<
    string,
    [string, string][]
  >;
  const frameOf = (part: [string, string][]) =>
    data.frameOf({ text: part.map(([text]) => text), label: part.map(([, label]) => label) });
  const [train, test] = [frameOf(rows.train), frameOf(rows.test)];
  const { ms, value } = await timed(async () => {
    const answers = await predict({
      train,
      test,
      input: "text",
      target: "label",
      systems: [{ model: "local/naive_bayes" }],
    });
    return evaluate(answers.frame)[0];
  });
  const detail = `accuracy ${
    value.metrics.accuracy.value?.toFixed(4)
  }, ${train.height} rows learnt, ${test.height} answered`;
  const memory = peakMemory();
  const found: Measurement[] = [{
    name: "clinc150: naive Bayes, all metrics and intervals",
    measured: ms,
    bound: 3000,
    unit: "ms",
    detail,
  }];
  if (memory !== null) {
    found.push({
      name: "clinc150: peak memory",
      measured: memory,
      bound: 600,
      unit: "MB",
      detail: "the whole process",
    });
  }

  const both = await timed(async () => {
    const systems = [{ model: "local/naive_bayes" }, { model: "local/nearest", examplesPerClass: 20 }];
    const answers = await predict({ train, test, input: "text", target: "label", systems });
    return compare(evaluate(answers.frame));
  });
  const [pair] = both.value.pairs;
  found.push({
    name: "clinc150: naive Bayes against nearest, compared",
    measured: both.ms,
    bound: 15_000,
    unit: "ms",
    detail: `difference ${pair.difference.value?.toFixed(4)}, ${pair.verdict}`,
  });
  report(found);
}
