import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { frameOf, selectRows } from "../../lib/data/frame.ts";
import { load } from "../../lib/data/load.ts";
import { detectDrift } from "../../lib/workbench/detect_drift.ts";
import { checkOf, FAST, uniforms, verdicts } from "./_drift_samples.ts";

Deno.test("texts are compared by lengths, words, unknown words and scripts", () => {
  const uniform = uniforms(6);
  const texts = (words: string[], length: number, n = 600) =>
    frameOf({
      text: Array.from({ length: n }, () =>
        Array.from({ length: length + Math.floor(4 * uniform()) }, () =>
          words[Math.floor(uniform() * words.length)])
          .join(" ")),
    });
  const english = ["book", "a", "flight", "to", "paris", "for", "two", "people", "please", "tomorrow"];
  const same = detectDrift(texts(english, 6), texts(english, 6), { ...FAST, thresholds: { length: 0.3 } });
  assertEquals(same.checks.map(({ kind, aspect, verdict }) => [kind, aspect, verdict]), [
    ["text", "length in characters", "no drift"],
    ["text", "length in words", "no drift"],
    ["text", "vocabulary", "no drift"],
    ["text", "out of vocabulary", "no drift"],
    ["text", "scripts", "no drift"],
  ]);
  const russian = ["закажи", "билет", "в", "париж", ...english.slice(0, 6)];
  const other = detectDrift(texts(english, 6), texts(russian, 6), FAST);
  for (const aspect of ["vocabulary", "out of vocabulary", "scripts"]) {
    assertEquals(checkOf(other, aspect).verdict, "drift", aspect);
  }
  assertAlmostEquals(checkOf(other, "out of vocabulary").measures.unknown_share!, 0.4, 0.03);
  const longer = detectDrift(texts(english, 6), texts(english, 12), FAST);
  assertEquals(checkOf(longer, "length in words").verdict, "drift");
  assertEquals(checkOf(longer, "vocabulary").verdict, "no drift");
});

Deno.test("empty texts and hostile words break nothing", () => {
  const frame = (texts: string[]) => frameOf({ t: texts });
  const words = ["__proto__", "constructor", "toString", "", " ", "\ud800", "😀", "a b"];
  const many = (from: number) => Array.from({ length: 12 }, (_, i) => `${words[i % words.length]} ${from + i}`);
  const options = { ...FAST, columns: { t: "text" } } as const;
  assertEquals(detectDrift(frame(many(0)), frame(many(100)), options).checks.length, 5);
  const empty = detectDrift(frame(["", ""]), frame(["", "!"]), options);
  assertEquals(checkOf(empty, "vocabulary").reason, "the reference has nothing to compare");
  const rare = detectDrift(frame(["a b", "c"]), frame(["d", "e"]), options);
  assertEquals(checkOf(rare, "vocabulary").reason, "no word occurs 10 times");
});

const DATA = new URL("../../../shared/data/", import.meta.url);
const ADULT = new URL("adult_income/adult.csv", DATA);
const TITANIC = new URL("titanic_drift/", DATA);
const CLINC = new URL("clinc150/data_full.json", DATA);

Deno.test("Adult: two halves have not drifted, women and men have", { ignore: !exists(ADULT) }, () => {
  const frame = load(ADULT.pathname).frame;
  const half = (rest: number) => selectRows(frame, Array.from({ length: frame.height }, (_, i) => i % 2 === rest));
  const halves = detectDrift(half(0), half(1), FAST);
  assertEquals([halves.verdict, halves.checks.length], ["no drift", 15]);
  const sexes = frame.getColumn("sex").toArray() as string[];
  const [women, men] = ["Female", "Male"].map((sex) => selectRows(frame, sexes.map((one) => one === sex)));
  const columns = ["hours-per-week", "income-per-year", "fnlwgt", "education"];
  const found = detectDrift(women, men, { ...FAST, columns });
  assertEquals(verdicts(found).slice(0, 2), [
    "hours-per-week: distribution: drift",
    "income-per-year: distribution: drift",
  ]);
});

Deno.test("Titanic: passengers' numbers drift, their sex does not", { ignore: !exists(TITANIC) }, () => {
  const [reference, current] = ["reference", "analysis"].map((name) =>
    load(new URL(`titanic_${name}.csv`, TITANIC).pathname).frame
  );
  const found = detectDrift(reference, current, { ...FAST, columns: ["PassengerId", "Sex", "Parch", "Age"] });
  assertEquals(found.onlyInReference, ["Survived"]);
  assertEquals(verdicts(found).slice(0, 2), ["PassengerId: distribution: drift", "Sex: distribution: no drift"]);
  assert(verdicts(found).includes("Age: missing values: inconclusive"));
});

Deno.test(
  "CLINC150: halves of the questions have not drifted, those out of scope have",
  { ignore: !exists(CLINC) },
  () => {
    const { train, oos_test: other } = JSON.parse(Deno.readTextFileSync(CLINC)) as Record<string, [string, string][]>;
    const frame = (rows: [string, string][]) => frameOf({ text: rows.map(([text]) => text) });
    const [even, odd] = [0, 1].map((rest) => frame(train.filter((_, i) => i % 2 === rest)));
    assertEquals(detectDrift(even, odd, FAST).verdict, "no drift");
    const found = detectDrift(even, frame(other), FAST);
    for (const aspect of ["length in characters", "vocabulary", "out of vocabulary"]) {
      assertEquals(checkOf(found, aspect).verdict, "drift", aspect);
    }
    assertEquals(checkOf(found, "scripts").verdict, "no drift");
  },
);

function exists(url: URL): boolean {
  try {
    Deno.statSync(url);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
