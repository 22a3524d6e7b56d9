import { assertAlmostEquals, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { frameOf } from "../../lib/data/frame.ts";
import { tTestPower } from "../../lib/stats/t_test_power.ts";
import { calculateEffectSize, performTTest, powerAnalysis } from "../../lib/steps/_functions_scores.ts";
import type { BuiltInFunction } from "../../lib/steps/_functions_result.ts";

const a = [0.9, 0.8, 0.7, 0.95, 0.6];
const b = [0.7, 0.75, 0.72, 0.8, 0.5];

function run(one: BuiltInFunction, input: Record<string, unknown>, data = {}): Record<string, number & number[]> {
  return one.run(input, { data, out: "" }) as Record<string, number & number[]>;
}

Deno.test("the t tests equal scipy.stats.ttest_rel and ttest_ind(equal_var=False) with their intervals", () => {
  const paired = run(performTTest, { model_a_scores: a, model_b_scores: b });
  assertEquals([paired.n, paired.df, paired.excluded], [5, 4, 0]);
  assertAlmostEquals(paired.t, 2.5072881487467367, 1e-12);
  assertAlmostEquals(paired.p, 0.06624882993442763, 1e-12);
  assertAlmostEquals(paired.interval[0], -0.010305583677016561, 1e-12);
  assertAlmostEquals(paired.interval[1], 0.20230558367701656, 1e-12);
  const welch = run(performTTest, { model_a_scores: a, model_b_scores: b, paired: false, confidence_level: 0.9 });
  assertAlmostEquals(welch.t, 1.1696884291885927, 1e-12);
  assertAlmostEquals(welch.p, 0.2773236881377381, 1e-12);
  assertAlmostEquals(welch.df, 7.639152916076843, 1e-10);
  assertAlmostEquals(welch.interval[0], -0.057558805579786515, 1e-12);
  assertAlmostEquals(welch.interval[1], 0.24955880557978682, 1e-12);
});

Deno.test("scores may be data of the run, and pairs without one of them are left out and counted", () => {
  const frame = frameOf({
    a: [...a, null, 1],
    b: [...b, 0.5, null],
    "odd.name": [true, false, true, true, true, false, true],
  });
  const named = run(performTTest, { model_a_scores: "s.a", model_b_scores: "s.b" }, { s: frame });
  assertEquals([named.n, named.excluded], [5, 2]);
  assertAlmostEquals(named.p, 0.06624882993442763, 1e-12);
  const rows = [{ a: 1 }, { a: 2 }, { a: 4 }, {}];
  const list = run(performTTest, { model_a_scores: "r.a", model_b_scores: "l" }, { r: rows, l: [0, 1, 2, 3] });
  assertEquals([list.n, list.excluded], [3, 1]);
  const odd = run(performTTest, { model_a_scores: "s.odd.name", model_b_scores: "s.odd.name" }, { s: frame });
  assertEquals([odd.n, odd.p], [7, null]);
});

Deno.test("what is not defined is null with its reason", () => {
  const reasons: [Record<string, unknown>, string][] = [
    [{ model_a_scores: [1, 1], model_b_scores: [0, 0] }, "no spread"],
    [{ model_a_scores: [1], model_b_scores: [0] }, "at least 2 items"],
    [{ model_a_scores: [1, 1], model_b_scores: [0, 0], paired: false }, "spread"],
    [{ model_a_scores: [1e308, -1e308], model_b_scores: [-1e308, 1e308] }, "too large"],
  ];
  for (const [input, reason] of reasons) {
    for (const one of [performTTest, calculateEffectSize]) {
      const result = run(one, input);
      assertEquals([result.p, result.interval], [null, null]);
      if (one === performTTest) assertStringIncludes(String(result.reason), reason);
      assertEquals(/NaN|Infinity/.test(JSON.stringify(result)), false);
    }
  }
});

Deno.test("wrong names, lists and lengths are refused in words", () => {
  const data = { s: frameOf({ a, g: ["x", "x", "y", "y", "y"] }) };
  const wrong: [Record<string, unknown>, string][] = [
    [{ model_a_scores: "t.a", model_b_scores: "s.a" }, 'no data is named "t", did you mean "s"?'],
    [{ model_a_scores: "s.A", model_b_scores: "s.a" }, 'did you mean "a"?'],
    [{ model_a_scores: "s", model_b_scores: "s.a" }, "name one of a, g"],
    [{ model_a_scores: "s.g", model_b_scores: "s.a" }, '5 of its values cannot be used: row 1 ("x")'],
    [{ model_a_scores: [1, 2], model_b_scores: [1] }, "must have the same length"],
    [{ model_a_scores: "__proto__", model_b_scores: "constructor.name" }, 'no data is named "__proto__"'],
  ];
  for (const [input, message] of wrong) assertThrows(() => run(performTTest, input, data), AssayError, message);
  assertThrows(() => run(performTTest, { model_a_scores: "s.a", model_b_scores: [1] }), AssayError, "function_data");
});

Deno.test("the effect sizes are d_z and Hedges' g with its exact factor", () => {
  const paired = run(calculateEffectSize, { model_a_scores: a, model_b_scores: b });
  // mean / SD of the differences, n − 1: t / √n.
  assertAlmostEquals(paired.estimate, 2.5072881487467367 / Math.sqrt(5), 1e-12);
  const [x, y] = [[0.2, 0.5, 0.9, 0.4, 0.7, 0.8], [0.1, 0.6, 0.3]];
  const apart = run(calculateEffectSize, { model_a_scores: x, model_b_scores: y, paired: false });
  // numpy: the pooled d times Γ(7/2) / (√(7/2) Γ(6/2)), and the variance of Hedges and Olkin.
  assertAlmostEquals(apart.estimate, 0.8524215380151688, 1e-12);
  assertAlmostEquals(apart.interval[0], -0.5883425284804255, 1e-9);
  assertAlmostEquals(apart.interval[1], 2.293185604510763, 1e-9);
});

Deno.test("the power equals that of scipy's noncentral t, and the sample size is the smallest that reaches it", () => {
  const known: [number, number, number, boolean, number][] = [
    [0.2, 100, 0.05, true, 0.508264806621038],
    [0.8, 20, 0.01, false, 0.4379726045192658],
    [0.5, 2, 0.05, true, 0.061948606687133576],
    [1.5, 3, 0.05, true, 0.31638186155915055],
    [0.5, 64, 0.05, false, 0.8014595579222543],
  ];
  for (const [effect, n, alpha, paired, power] of known) {
    assertAlmostEquals(tTestPower(n, { effect, alpha, groups: paired ? 1 : 2 }), power, 1e-8);
  }
  const size = (input: Record<string, unknown>) => run(powerAnalysis, input).n;
  assertEquals(size({ effect_size: 0.2 }), 199);
  assertEquals(size({ effect_size: 0.5, power: 0.9, paired: false }), 86);
  assertEquals(size({ effect_size: 0.8, paired: false }), 26);
  assertAlmostEquals(run(powerAnalysis, { effect_size: 0.2, sample_size: 100 }).estimate, known[0][4], 1e-8);
  assertEquals(run(powerAnalysis, { effect_size: 1e-6 }).estimate, null);
  assertThrows(() => run(powerAnalysis, { effect_size: 1, power: 0.04 }), AssayError, "above alpha");
});
