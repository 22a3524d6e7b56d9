import { assertEquals, assertGreater, assertLess, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import type { Comparison } from "../../lib/metrics/compare.ts";
import type { Evaluation } from "../../lib/metrics/evaluate.ts";
import type { Gate } from "../../lib/reports/report_input.ts";
import { inTempDir, ROOT, runIn, stateOf } from "../cli/_command_line.ts";

const PIPELINE = "pipelines/evaluate_answers.yaml";
const FEW = ["--param", "resamples=200"];

interface Report {
  evaluations: Evaluation[];
  comparison: Comparison;
  gates: Gate[];
  dataset: { matchesCard: boolean };
}

async function reportOf(directory: string, ...args: string[]): Promise<Report> {
  const out = join(directory, "out");
  const { code, stderr } = await runIn(directory, "run", PIPELINE, "--out", out, ...FEW, ...args);
  assertEquals(code, 0, stderr);
  return JSON.parse(await Deno.readTextFile(join(out, "report.json")));
}

/** The slices with a verdict, as "column = value". */
function slicesOf({ slices }: Evaluation, verdict: "better" | "worse"): string[] {
  return slices!.slices.filter((slice) => slice.verdict === verdict).map(({ column, value }) => `${column} = ${value}`);
}

Deno.test("the pipeline of the answers finds in which topic each prompt is weak, and decides nothing between them", async () => {
  await inTempDir(async (directory) => {
    const { evaluations, comparison, gates, dataset } = await reportOf(directory);
    assertEquals(dataset.matchesCard, true);
    const [terse, chatty] = evaluations;
    assertEquals([terse.total, terse.n, chatty.n, terse.clusters], [160, 156, 158, 32]);
    assertEquals([slicesOf(terse, "worse"), slicesOf(chatty, "worse")], [
      ["topic = arithmetic"],
      ["topic = extraction"],
    ]);
    assertEquals(comparison.pairs.map(({ verdict, test }) => [verdict, test]), [["no decision", "clustered t"]]);
    assertGreater(comparison.pairs[0].moreItems!, 160);
    assertEquals(gates.map(({ name, verdict, onFailure }) => [name, verdict, onFailure]), [
      ["good_enough", "pass", "fail"],
      ["replace_terse", "fail", "warn"],
    ]);
    const checks = Object.fromEntries(gates[1].checks.map(({ condition, verdict }) => [condition, verdict]));
    assertEquals(checks["better than terse"], "inconclusive");
    assertEquals(checks["bias_checks passed"], "fail");
  });
});

Deno.test("the metrics of the pipeline contradict each other about the chatty prompt, those of one's own among them", async () => {
  await inTempDir(async (directory) => {
    const [terse, chatty] = (await reportOf(directory)).evaluations.map(({ metrics }) => metrics);
    assertGreater(chatty.contains_normalised.value!, terse.contains_normalised.value!);
    for (const metric of ["exact_match_normalised", "token_f1", "chrf", "within_a_line"]) {
      assertLess(chatty[metric].value!, terse[metric].value!, metric);
    }
    const replies = Deno.readTextFileSync(`${ROOT}datasets/answers/answers.jsonl`).trim().split("\n")
      .map((line) => JSON.parse(line).reply_chatty as string | null).filter((reply) => reply !== null);
    // Counted by other means than the expressions of the pipeline.
    const brief = replies.filter((reply) => [...reply].length <= 80).length;
    const refused = replies.filter((reply) => reply.startsWith("I'm sorry") || reply.startsWith("Désolé")).length;
    assertGreater(refused, 0);
    assertEquals([chatty.within_a_line.value, chatty.refused.value], [
      brief / replies.length,
      refused / replies.length,
    ]);
  });
});

Deno.test("with a smaller question the power of the comparison falls, and the same run gives the same bytes", async () => {
  await inTempDir(async (directory) => {
    const reasonOf = ({ gates }: Report) =>
      gates[1].checks.find(({ condition }) => condition.startsWith("statistical_power"))!;
    assertEquals(reasonOf(await reportOf(directory, "--param", "difference=0.5")).verdict, "pass");
    const small = reasonOf(await reportOf(directory, "--param", "difference=0.02"));
    assertEquals(small.verdict, "fail");
    assertStringIncludes(small.reason, "to find a difference of 0.020");
    const before = stateOf(join(directory, "out"));
    await reportOf(directory, "--param", "difference=0.02");
    assertEquals(stateOf(join(directory, "out")), before);
  });
});
