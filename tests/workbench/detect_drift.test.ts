import { assert, assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import pl from "nodejs-polars";
import { AssayError } from "../../lib/core/assay_error.ts";
import { random } from "../../lib/core/random.ts";
import { frameOf, selectRows } from "../../lib/data/frame.ts";
import { detectDrift, DRIFT_CORRECTIONS } from "../../lib/workbench/detect_drift.ts";
import oracle from "../oracles/drift.json" with { type: "json" };
import { checkOf, FAST, normals, numbers, uniforms, verdicts } from "./_drift_samples.ts";

Deno.test("numbers have the p-value of scipy.stats.ks_2samp and the Wasserstein distance over the reference's deviation", () => {
  const { reference, current, statistic, pValue } = oracle.kolmogorov;
  const [check] = detectDrift(frameOf({ x: reference }), frameOf({ x: current }), FAST).checks;
  assertEquals([check.kind, check.test, check.n], ["numeric", "kolmogorov-smirnov exact", {
    reference: 60,
    current: 50,
  }]);
  assertAlmostEquals(check.statistic!, statistic, 1e-14);
  assertAlmostEquals(check.pValue! / pValue, 1, 1e-9);
  assertEquals(check.effect.name, "wasserstein / sd");
  assert(check.effect.low! <= check.effect.value! && check.effect.value! <= check.effect.high!);
});

Deno.test("a large sample with a tiny shift is significant but has not drifted; a shift that matters has", () => {
  const normal = normals(1);
  const [reference, tiny, large] = [0, 0.02, 0.2].map((shift) => numbers(200_000, () => normal() + shift));
  const slight = detectDrift(reference, tiny, FAST);
  assert(slight.checks[0].adjustedP! < 0.001);
  assertEquals(slight.verdict, "no drift");
  assertStringIncludes(slight.checks[0].reason, "significant but immaterial");
  const drift = detectDrift(reference, large, FAST);
  assertEquals(drift.verdict, "drift");
  assertAlmostEquals(drift.checks[0].effect.value!, 0.2, 0.02);
  assertEquals(detectDrift(reference, large, { ...FAST, thresholds: { numeric: 0.5 } }).verdict, "no drift");
});

Deno.test("small samples are inconclusive, and say by how many times they must grow", () => {
  const normal = normals(2);
  const drift = detectDrift(numbers(30, normal), numbers(30, normal), FAST);
  assertEquals(drift.verdict, "inconclusive");
  assertStringIncludes(drift.checks[0].reason, "too uncertain to exclude drift");
});

Deno.test("constant columns have not drifted, unless the constant has", () => {
  const flat = (value: number) => numbers(40, () => value);
  assertEquals(detectDrift(flat(0.1), flat(0.1), FAST).checks[0].verdict, "no drift");
  const moved = detectDrift(flat(0.1), flat(0.3), FAST).checks[0];
  assertEquals([moved.verdict, moved.effect.low, moved.effect.high], ["drift", null, null]);
  assertEquals(detectDrift(numbers(9, () => 1), flat(1), FAST).checks[0].verdict, "inconclusive");
  const labels = (value: string) => frameOf({ x: new Array(40).fill(value) });
  assertEquals(detectDrift(labels("a"), labels("a"), FAST).checks[0].verdict, "no drift");
  assertEquals(detectDrift(labels("a"), labels("b"), FAST).checks[0].verdict, "drift");
});

Deno.test("categories are compared by chi-square, rare ones by exchanging rows, and new ones are counted", () => {
  const repeated = (counts: Record<string, number>) =>
    frameOf({ x: Object.entries(counts).flatMap(([name, count]) => new Array<string>(count).fill(name)) });
  const [check] = detectDrift(repeated({ a: 500, b: 500 }), repeated({ a: 300, b: 600, c: 100 }), FAST).checks;
  assertEquals([check.kind, check.test, check.verdict], ["categorical", "chi-square", "drift"]);
  // Σ (O − E)² / E over 500, 500, 0 and 300, 600, 100.
  assertAlmostEquals(check.statistic!, 2 * (100 ** 2 / 400 + 50 ** 2 / 550 + 50 ** 2 / 50), 1e-9);
  assertEquals([check.measures.new_categories, check.measures.lost_categories], [1, 0]);
  const [rare] = detectDrift(repeated({ a: 20, b: 2 }), repeated({ a: 20, c: 2 }), FAST).checks;
  assertEquals([rare.test, rare.verdict], ["jensen-shannon, rows exchanged", "inconclusive"]);
});

Deno.test("many rows with rare categories put those together for the test", () => {
  const uniform = uniforms(3);
  const labels = () =>
    frameOf({ x: Array.from({ length: 4000 }, (_, i) => i < 3 ? `rare ${i}` : uniform() < 0.5 ? "a" : "b") });
  const [check] = detectDrift(labels(), labels(), FAST).checks;
  assertEquals([check.test, check.verdict], ["chi-square, rare categories together", "no drift"]);
});

Deno.test("a shift within whole documents is no drift: rows that belong together move together", () => {
  const clustered = (seed: number, name: string) => {
    const normal = normals(seed);
    const [x, label, document]: [number[], string[], string[]] = [[], [], []];
    for (let c = 0; c < 15; c++) {
      const base = 2 * normal();
      for (let i = 0; i < 40; i++) {
        x.push(base + normal());
        label.push(base > 0 ? "high" : "low");
        document.push(`${name}${c}`);
      }
    }
    return frameOf({ x, label, document });
  };
  let [ignoring, knowing] = [0, 0];
  for (let run = 0; run < 20; run++) {
    const frames = [clustered(2 * run + 1, "a"), clustered(2 * run + 2, "b")] as const;
    if (detectDrift(...frames, { ...FAST, columns: ["x", "label"] }).verdict === "drift") ignoring++;
    const found = detectDrift(...frames, { ...FAST, clusterColumn: "document" });
    assertEquals(found.checks.map(({ column }) => column), ["x", "label"]);
    if (found.verdict === "drift") knowing++;
  }
  assert(ignoring >= 12 && knowing <= 3, `${ignoring} without clusters, ${knowing} with`);
});

Deno.test("two clusters a side are exchanged in all ways, and cannot be significant", () => {
  const side = (names: string[], value: number) =>
    frameOf({ k: names.flatMap((k) => [k, k, k]), x: names.flatMap((_, i) => [value + i, value, value - i]) });
  const [check] = detectDrift(side(["a", "b"], 0), side(["c", "d"], 9), { ...FAST, clusterColumn: "k" }).checks;
  assertAlmostEquals(check.pValue!, 2 / 6, 1e-15);
  assertEquals(check.verdict, "inconclusive");
  assertStringIncludes(check.reason, "no p-value can be below 0.167");
});

Deno.test("missing values are a check of their own, where there are any", () => {
  const uniform = uniforms(5);
  const holes = (share: number) =>
    frameOf({ x: Array.from({ length: 2000 }, () => uniform() < share ? null : uniform()) }, { numbers: ["x"] });
  const drift = detectDrift(holes(0.01), holes(0.3), { ...FAST, thresholds: { numeric: 0.3 } });
  assertEquals(verdicts(drift), ["x: distribution: no drift", "x: missing values: drift"]);
  assertAlmostEquals(checkOf(drift, "missing values").effect.value!, 0.29, 0.03);
  assertEquals(checkOf(detectDrift(holes(0.1), holes(0.1), FAST), "missing values").verdict, "no drift");
  const empty = detectDrift(holes(0.01), holes(1), FAST);
  assertEquals(verdicts(empty), ["x: distribution: inconclusive", "x: missing values: drift"]);
  assertEquals(empty.checks[0].pValue, null);
});

Deno.test("missing values of whole documents are exchanged with them", () => {
  const side = (names: string, lacking: string) =>
    frameOf({
      k: [...names].flatMap((k) => new Array<string>(50).fill(k)),
      x: [...names].flatMap((k) => Array.from({ length: 50 }, (_, i) => lacking.includes(k) ? null : i)),
    });
  const options = { ...FAST, columns: ["x"] };
  const frames = [side("abcdef", ""), side("ghijkl", "g")] as const;
  assertEquals(checkOf(detectDrift(...frames, options), "missing values").verdict, "drift");
  const check = checkOf(detectDrift(...frames, { ...options, clusterColumn: "k" }), "missing values");
  assertEquals([check.pValue, check.verdict], [1, "inconclusive"]);
});

Deno.test("columns of one frame only, and of different kinds, are told", () => {
  const first = frameOf({ a: [1, 2, 3], b: ["x", "y", "x"], c: [1, 2, 3] });
  const second = frameOf({ a: [1, 2, 3], b: [1, 2, 3], d: [1, 2, 3] });
  const { onlyInReference, onlyInCurrent, notCompared, verdict } = detectDrift(first, second, FAST);
  assertEquals([onlyInReference, onlyInCurrent, verdict], [["c"], ["d"], "inconclusive"]);
  assertEquals(notCompared, [{
    column: "b",
    reason: "it holds texts in the reference and numbers in the current frame",
  }]);
  const large = detectDrift(frameOf({ a: [1e200, 1] }), frameOf({ a: [1, 2] }), FAST);
  assertEquals(large.notCompared[0].reason, "it holds numbers above 1e+150 in size");
  const nothing = frameOf({ a: [null, null] });
  assertEquals(detectDrift(nothing, nothing, FAST).notCompared[0].reason, "neither frame has a value");
});

Deno.test("booleans are categories, dates are numbers of days, and lists are not compared", () => {
  const day = (i: number) => new Date(Date.UTC(2026, 0, 1 + i % 60));
  const frame = (shift: number) =>
    pl.DataFrame([
      pl.Series("yes", Array.from({ length: 300 }, (_, i) => i % 4 === 0), pl.Bool),
      pl.Series("day", Array.from({ length: 300 }, (_, i) => day(i + shift)), pl.Datetime("ms")),
      pl.Series("list", Array.from({ length: 300 }, () => [1])),
    ]);
  const { checks, notCompared } = detectDrift(frame(0), frame(30), FAST);
  assertEquals(checks.map(({ column, kind }) => [column, kind]), [["yes", "categorical"], ["day", "numeric"]]);
  assertEquals(notCompared, [{ column: "list", reason: "it holds lists or objects" }]);
});

Deno.test("documents that are in both frames swap their rows, so that a small shift in each of them is seen", () => {
  const normal = normals(8);
  const bases = Array.from({ length: 60 }, () => 5 * normal());
  const frame = (shift: number, name: string) =>
    frameOf({
      x: bases.flatMap((base) => Array.from({ length: 10 }, () => base + shift + 0.1 * normal())),
      k: bases.flatMap((_, c) => new Array<string>(10).fill(`${name}${c}`)),
    });
  const options = { ...FAST, clusterColumn: "k" };
  const reference = frame(0, "a");
  const [paired, apart] = ["a", "b"].map((name) => detectDrift(reference, frame(1, name), options).checks[0]);
  assertEquals([paired.effect.n, apart.effect.n], [60, 120]);
  assert(paired.pValue! <= 0.01 && apart.pValue! > 0.05, `${paired.pValue}, ${apart.pValue}`);
  assert(paired.effect.high! - paired.effect.low! < apart.effect.high! - apart.effect.low!);
});

Deno.test("a notebook shows the checks and what was not compared, escaped", async () => {
  const drift = detectDrift(frameOf({ "<b>": [1, 2, 3], c: [1, 2, 3] }), frameOf({ "<b>": [1, 2, 3] }), FAST);
  const show = (drift as unknown as Record<symbol, () => Promise<Record<string, string>>>)[
    Symbol.for("Jupyter.display")
  ];
  const bundle = await show();
  assertStringIncludes(bundle["text/html"], "&lt;b&gt;");
  assert(!bundle["text/html"].includes("<b>"));
  assertStringIncludes(bundle["text/plain"], "it is in the reference only");
});

Deno.test("a column's kind can be named, and numbers that are not finite count as missing", () => {
  const frame = frameOf({ a: [1, 2, 3, NaN, Infinity, 1], b: ["x y", "x", "y", "z", "x y z", "u"] });
  const { checks } = detectDrift(frame, frame, { ...FAST, columns: { a: "categorical", b: "text" } });
  assertEquals(new Set(checks.map(({ column, kind }) => `${column} ${kind}`)), new Set(["a categorical", "b text"]));
  const auto = detectDrift(frame, frame, { ...FAST, columns: ["a"] });
  assertEquals(auto.checks.map(({ aspect }) => aspect), ["distribution", "missing values"]);
  assertEquals(auto.checks[0].n, { reference: 4, current: 4 });
});

Deno.test("p-values are corrected over all checks, and false findings stay rare", () => {
  const normal = normals(7);
  let [plain, corrected] = [0, 0];
  for (let run = 0; run < 15; run++) {
    const frame = () =>
      frameOf(Object.fromEntries(Array.from({ length: 12 }, (_, c) => [`c${c}`, Array.from({ length: 60 }, normal)])));
    const frames = [frame(), frame()] as const;
    if (detectDrift(...frames, { ...FAST, resamples: 100, correction: "none" }).verdict === "drift") plain++;
    if (detectDrift(...frames, { ...FAST, resamples: 100 }).verdict === "drift") corrected++;
  }
  assert(plain >= 4 && corrected <= 2, `${plain} without, ${corrected} with`);
  for (const correction of DRIFT_CORRECTIONS) {
    const { checks } = detectDrift(numbers(20, normal), numbers(20, normal), { ...FAST, correction });
    assertEquals(checks[0].adjustedP, checks[0].pValue, correction);
  }
});

Deno.test("equal inputs and seed give equal results, which are plain data and change no frame", () => {
  const frame = (seed: number) => {
    const uniform = uniforms(seed);
    return frameOf({
      x: Array.from({ length: 80 }, uniform),
      l: Array.from({ length: 80 }, () => uniform() < 0.3 ? "a" : "b"),
      t: Array.from({ length: 80 }, (_, i) => `${i} ${uniform() < 0.5 ? "yes" : "no"} maybe`),
    });
  };
  const [a, b] = [frame(1), frame(2)];
  const before = JSON.stringify(a.toRecords());
  const draw = (seed: number) => JSON.stringify(detectDrift(a, b, { ...FAST, seed }));
  assertEquals(draw(1), draw(1));
  assert(draw(1) !== draw(2));
  assertEquals(JSON.stringify(a.toRecords()), before);
  assert(!/NaN|Infinity/.test(draw(1)));
  const drift = detectDrift(a, b, FAST);
  assertEquals(JSON.parse(JSON.stringify(drift)), { ...drift });
});

Deno.test("all problems of the arguments are told at once, with the nearest names", () => {
  const frame = frameOf({ score: [1, 2], k: ["a", "b"] });
  const wrong = () =>
    detectDrift(frame, frame, {
      alpha: 5,
      permutations: 1,
      resamples: NaN,
      seed: -1,
      correction: "benjamini_hochburg" as "holm",
      thresholds: { numerc: 1, length: -1 } as Record<string, number>,
    });
  const { problems } = assertThrows(wrong, AssayError) as AssayError;
  assertEquals(problems.length, 7);
  assertStringIncludes(problems.join("\n"), 'did you mean "benjamini_hochberg"?');
  const columns = () => detectDrift(frame, frame, { columns: ["scor", "k", "k"], clusterColumn: "kk" });
  assertEquals((assertThrows(columns, AssayError) as AssayError).problems, [
    'no column "scor" in both frames, did you mean "score"?',
    'no column "kk" in both frames, did you mean "k"?',
    'column "k" is named twice',
  ]);
  assertThrows(() => detectDrift(frame, frameOf({ z: [1] })), AssayError, "no column in common");
  assertThrows(
    () => detectDrift(selectRows(frame, [false, false]), frame),
    AssayError,
    "the reference must have at least",
  );
  const kinds = { score: "number" } as unknown as Record<string, "numeric">;
  assertThrows(() => detectDrift(frame, frame, { columns: kinds }), AssayError, 'the kind of "score" must be');
});

Deno.test("a million numbers a frame take seconds, not minutes", () => {
  const column = (shift: number) => {
    const source = random(11);
    return numbers(1_000_000, () => source() / 2 ** 32 + shift);
  };
  const [a, b] = [column(0), column(0.001)];
  const start = performance.now();
  const { checks: [check] } = detectDrift(a, b);
  // About 1 s alone on one core; other tests may run beside it.
  assert(performance.now() - start < 10_000);
  assertEquals(check.verdict, "no drift");
});
