import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const MQM = new URL("mqm_newstest_ende/mqm_newstest2020_ende.avg_seg_scores.tsv", DATA);
const GSM = new URL("zeroeval_gsm/gsm/", DATA);

function absent(path: URL): boolean {
  try {
    Deno.statSync(path);
    return false;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

Deno.test(
  "experts' error scores of newstest2020 en-de have the published means and order",
  { ignore: absent(MQM) },
  () => {
    const [, ...lines] = Deno.readTextFileSync(MQM).trimEnd().split("\n");
    const rows = lines.map((line) => line.split(/[\t ]/));
    const systems = Map.groupBy(rows, ([system]) => system);
    assertEquals([systems.size, rows.length], [10, 14_180]);
    const metric = {
      name: "mqm",
      higherIsBetter: false,
      score: ({ prediction }: { prediction: string }) => -Number(prediction),
    };
    const evaluations = Array.from(systems, ([system, own]) =>
      evaluate({
        system,
        references: own.map(([, , segment]) => segment),
        // Segments that were not scored are told apart from those without errors.
        predictions: own.map(([, score]) => score === "None" ? null : score),
      }, { metrics: [metric], resamples: 1000 }));
    const comparison = compare(evaluations, { resamples: 1000 });
    const means = comparison.ranking.slice(0, 5).map(({ system, estimate }) => [system, estimate.value!.toFixed(2)]);
    // README of the data, at its commit.
    assertEquals(means, [
      ["Human-B.0", "0.75"],
      ["Human-A.0", "0.91"],
      ["Human-P.0", "1.41"],
      ["Tohoku-AIP-NTT.890", "2.02"],
      ["OPPO.1535", "2.25"],
    ]);
    assertEquals(comparison.pairs.length, 45);
    const pair = (a: string, b: string) =>
      comparison.pairs.find(({ first, second }) => [first, second].includes(a) && [first, second].includes(b))!;
    // A person against machines is decided; the best two machines are told apart as well, by many segments.
    for (const machine of ["Tohoku-AIP-NTT.890", "OPPO.1535", "Online-A.1574"]) {
      const { first, verdict, difference } = pair("Human-B.0", machine);
      assertEquals(verdict, first === "Human-B.0" ? "better" : "worse");
      assert(Math.abs(difference.value!) > 1);
    }
    for (const { adjustedP, pValue, test } of comparison.pairs) assert(adjustedP! >= pValue! && test === "paired t");
  },
);

Deno.test("answers to GSM8K have the published accuracies: a near tie and a clear gap", { ignore: absent(GSM) }, () => {
  // gsm.summary.json of the data, at its commit.
  const published = {
    "claude-3-5-haiku-20241022": 94.47,
    "gpt-4o-mini-2024-07-18": 94.24,
    "gpt-3.5-turbo-0125": 80.36,
  };
  const evaluations = Object.keys(published).map((system) => {
    const items = JSON.parse(Deno.readTextFileSync(new URL(`${system}.json`, GSM))) as {
      answer: string;
      output: [string];
    }[];
    // The models were asked for JSON; the first number of the last "answer" in it counts.
    const answerIn = (output: string) => {
      const answer = /.*"answer"\s*:\s*"?([^"\n}]*)/s.exec(output)?.[1] ?? "";
      return /-?[\d,]*\.?\d+/.exec(answer.replace("$", ""))?.[0] ?? answer;
    };
    return evaluate({
      system,
      references: items.map(({ answer }) => answer.replace("#", "").trim()),
      predictions: items.map(({ output }) => answerIn(output[0])),
    }, { metrics: ["numeric_match"], resamples: 200 });
  });
  for (const { system, metrics: { numeric_match: { value, n } } } of evaluations) {
    assertEquals(n, 1319);
    assertAlmostEquals(100 * value!, published[system as keyof typeof published], 0.005, system);
  }
  const { pairs: [tie, gap] } = compare(evaluations, { resamples: 200 });
  assertEquals([tie.verdict, gap.verdict, gap.test], ["no decision", "better", "mcnemar mid-p"]);
  assert(tie.moreItems! > 1319, `${tie.moreItems} more items would decide a near tie`);
});
