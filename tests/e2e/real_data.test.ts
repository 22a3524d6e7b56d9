import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse, stringify } from "@std/csv";
import { fromFileUrl, join } from "@std/path";
import { load } from "../../lib/data/load.ts";
import { selectExamples } from "../../lib/prompts/select_examples.ts";
import { comparisonCharts, evaluationCharts } from "../../lib/reports/standard_charts.ts";
import { writeReport } from "../../lib/reports/write_report.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";
import { predict } from "../../lib/workbench/predict.ts";
import { naiveBayes, nearest, type Row } from "./_classifiers.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const CLINC = fromFileUrl(new URL("clinc150/data_full.json", DATA));
const MMLU = fromFileUrl(new URL("mmlu_redux/", DATA));
const absent = (path: string) => !exists(path);
const OPTIONS = { resamples: 200 };

Deno.test("On CLINC150 both local classifiers are right as often as their definitions say", {
  ignore: absent(CLINC),
}, async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const { train, test } = JSON.parse(await Deno.readTextFile(CLINC)) as Record<string, [string, string][]>;
    const rows = (pairs: [string, string][]): Row[] => pairs.map(([text, label]) => ({ text, label }));
    const [known, asked] = [rows(train), rows(test)];
    const frameOf = async (name: string, list: Row[]) => {
      const path = join(folder, `${name}.jsonl`);
      await Deno.writeTextFile(path, list.map((row) => `${JSON.stringify(row)}\n`).join(""));
      return load(path).frame;
    };
    const trainFrame = await frameOf("train", known);
    assertEquals([trainFrame.height, asked.length, new Set(known.map(({ label }) => label)).size], [15000, 4500, 150]);
    const shared = { train: trainFrame, input: "text", target: "label" };

    await t.step("naive Bayes, on all 4500 test rows", async () => {
      const systems = [{ model: "local/naive_bayes" }];
      const { frame } = await predict({ ...shared, test: await frameOf("test", asked), systems });
      const [{ n, metrics, confusion }] = evaluate(frame, OPTIONS);
      const classify = naiveBayes(known);
      const right = asked.filter(({ text, label }) => classify(text) === label).length;
      assertEquals([n, metrics.accuracy.value], [4500, right / 4500]);
      assertEquals(confusion!.counts.reduce((sum, row, i) => sum + row[i], 0), right);
      assert(right / 4500 > 0.5, "a classifier of 150 classes that learnt from 100 rows each");
    });

    await t.step("the nearest of 20 examples a class, on every fifteenth test row", async () => {
      const sample = asked.filter((_, i) => i % 15 === 0);
      const systems = [{ model: "local/nearest", examplesPerClass: 20 }];
      const { frame, systems: [record] } = await predict({ ...shared, test: await frameOf("sample", sample), systems });
      const [{ n, metrics }] = evaluate(frame, OPTIONS);
      const texts = known.map(({ text }) => text);
      const examples = selectExamples(texts, known.map(({ label }) => label), { perClass: 20 });
      const classify = nearest(examples.map(({ input, output }) => ({ text: input, label: output })));
      const right = sample.filter(({ text, label }) => classify(text) === label).length;
      assertEquals([n, record.examples, metrics.accuracy.value], [300, 3000, right / 300]);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("On MMLU-Redux fourteen recorded systems are counted, compared and ranked as plain loops do", {
  ignore: absent(MMLU),
}, async (t) => {
  const folder = await Deno.makeTempDir();
  try {
    const items = await mmluItems();
    const names = Object.keys(items[0]).filter((name) =>
      /^(anthropic|meta|openai|qwen|google|writer|mistralai)_/.test(name)
    );
    assertEquals([items.length, names.length], [1900, 14]);
    const path = join(folder, "mmlu.csv");
    await Deno.writeTextFile(path, stringify(items, { columns: ["question", "letter", ...names] }));
    const { frame: test } = load(path);
    const systems = names.map((column) => ({ predictions: { column } }));
    const predictions = await predict({ test, target: "letter", systems });
    const evaluations = evaluate(predictions.frame, OPTIONS);
    const comparison = compare(evaluations, OPTIONS);
    const isRight = (item: Record<string, string>, name: string) => item[name] === item.letter;
    const right = (name: string) => items.filter((item) => isRight(item, name)).length;
    const answered = (name: string) => items.filter((item) => item[name] !== "").length;

    await t.step("answers, missing answers and accuracies of each system", () => {
      assertEquals(evaluations.map(({ system }) => system), names);
      for (const { system, n, total, failures, metrics: { accuracy } } of evaluations) {
        const missing = items.length - answered(system);
        assertEquals([n, total, accuracy.n], [answered(system), 1900, answered(system)], system);
        assertEquals(accuracy.value, right(system) / answered(system), system);
        assertEquals(failures, missing === 0 ? {} : { "no answer": missing });
        assertEquals(accuracy.excluded ?? 0, missing);
      }
    });

    await t.step("answers that are no letter from A to D are wrong answers, not missing ones", () => {
      for (const { system, confusion } of evaluations) {
        assertEquals(confusion!.labels, ["A", "B", "C", "D"]);
        const odd = items.filter((item) => item[system] !== "" && !"ABCD".split("").includes(item[system])).length;
        assertEquals(confusion!.other.reduce((sum, count) => sum + count, 0), odd, system);
        assertEquals(confusion!.counts.reduce((sum, row, i) => sum + row[i], 0), right(system), system);
      }
    });

    await t.step("the four counts of all 91 pairs", () => {
      assertEquals(comparison.pairs.length, 91);
      for (const { first, second, n, counts, difference } of comparison.pairs) {
        const shared = items.filter((item) => item[first] !== "" && item[second] !== "");
        const count = (a: boolean, b: boolean) =>
          shared.filter((item) => isRight(item, first) === a && isRight(item, second) === b).length;
        const expected = {
          both: count(true, true),
          onlyFirst: count(true, false),
          onlySecond: count(false, true),
          neither: count(false, false),
        };
        assertEquals([n, counts], [shared.length, expected], `${first} and ${second}`);
        assert(Math.abs(difference.value! - (expected.onlyFirst - expected.onlySecond) / n) < 1e-12);
      }
    });

    await t.step("corrected p-values that rise with the raw ones, by Holm's factors, and verdicts that agree", () => {
      const sorted = comparison.pairs.toSorted((a, b) => a.pValue! - b.pValue!);
      let largest = 0;
      sorted.forEach(({ pValue, adjustedP, verdict, counts }, i) => {
        largest = Math.max(largest, Math.min(1, (91 - i) * pValue!));
        assertEquals(adjustedP, largest);
        assert(adjustedP! >= pValue!);
        const better = counts!.onlyFirst > counts!.onlySecond ? "better" : "worse";
        assertEquals(verdict, adjustedP! < 0.05 ? better : "no decision");
      });
      for (const verdict of ["better", "no decision"]) assert(sorted.some((pair) => pair.verdict === verdict), verdict);
    });

    await t.step("raw p-values as a plain sum of binomial terms gives them", () => {
      for (const { first, second, counts, mcnemar } of comparison.pairs) {
        const { onlyFirst, onlySecond } = counts!;
        const [n, fewer] = [onlyFirst + onlySecond, Math.min(onlyFirst, onlySecond)];
        // P(X = 0), then each term from the one before, X being binomial with n trials of 1/2.
        let [term, below] = [0.5 ** n, 0];
        for (let k = 0; k < fewer; k++) {
          below += term;
          term *= (n - k) / (k + 1);
        }
        const midP = Math.min(1, 2 * below + term);
        assert(Math.abs(mcnemar!.midP - midP) <= 1e-9 * midP, `${first} and ${second}: ${mcnemar!.midP}, not ${midP}`);
      }
    });

    await t.step("the opposite of each verdict when the systems come in the opposite order", () => {
      const reversed = compare(evaluations.toReversed(), OPTIONS);
      const opposite = { better: "worse", worse: "better", "no decision": "no decision" };
      const key = (first: string, second: string, verdict: string) => `${first} ${verdict} than ${second}`;
      assertEquals(
        reversed.pairs.map(({ first, second, verdict }) => key(second, first, opposite[verdict])).toSorted(),
        comparison.pairs.map(({ first, second, verdict }) => key(first, second, verdict)).toSorted(),
      );
    });

    await t.step("ranks by accuracy that lie within their intervals", () => {
      const accuracies = new Map(names.map((name) => [name, right(name) / answered(name)]));
      assertEquals(comparison.ranking.map(({ system }) => system).toSorted(), names.toSorted());
      for (const { system, rank, best, worst } of comparison.ranking) {
        const higher = [...accuracies.values()].filter((value) => value > accuracies.get(system)!).length;
        assertEquals(rank, 1 + higher, system);
        assert(1 <= best! && best! <= rank! && rank! <= worst! && worst! <= 14, `${system}: ${best} ${rank} ${worst}`);
      }
    });

    await t.step("a report that holds all fourteen systems in each of its files", async () => {
      const charts = [...evaluationCharts(evaluations), ...comparisonCharts(comparison)];
      const directory = join(folder, "report");
      const input = { title: "MMLU-Redux", systems: predictions.systems, evaluations, comparison, charts };
      const files = await writeReport(input, directory);
      for (const file of files) assert((await Deno.stat(file)).size > 0, file);
      const [page, text, json] = await Promise.all(files.slice(0, 3).map((file) => Deno.readTextFile(file)));
      for (const name of names) {
        assertStringIncludes(page, `<td>${name}</td>`);
        assertStringIncludes(text, `| ${name.replaceAll("_", "\\_")} |`);
      }
      const written = JSON.parse(json);
      assertEquals(written.evaluations.map(({ system }: { system: string }) => system), names);
      assertEquals(written.comparison.pairs.length, 91);
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** The items of all subjects, with the letter of the recorded right answer, an index from 0 to 3. */
async function mmluItems(): Promise<Record<string, string>[]> {
  const names = Array.from(Deno.readDirSync(MMLU), ({ name }) => name).filter((name) => name.endsWith(".csv")).sort();
  assertEquals(names.length, 19);
  const items: Record<string, string>[] = [];
  for (const name of names) {
    const rows = parse(await Deno.readTextFile(join(MMLU, name)), { skipFirstRow: true }) as Record<string, string>[];
    assertEquals(rows.length, 100, name);
    for (const row of rows) items.push({ ...row, letter: "ABCD"[Number(row.groundtruth_answer)] });
  }
  return items;
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
