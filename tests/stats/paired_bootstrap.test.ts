import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import { pairedBootstrap } from "../../lib/stats/paired_bootstrap.ts";
import oracle from "../oracles/stats.json" with { type: "json" };

Deno.test("pairedBootstrap agrees with scipy.stats.bootstrap of the differences (BCa, 200,000 resamples)", () => {
  // A 2.5 % quantile of 10,000 draws has the standard error sqrt(0.025 · 0.975/10,000)/φ(1.96) = 0.027 standard errors of the
  // mean, the bias correction moves it by 2 · sqrt(0.25/10,000)/φ(0) = 0.025; together at most 0.04. Four of these are allowed.
  for (const { first, second, value, error, interval } of oracle.paired) {
    const found = pairedBootstrap(Object.freeze([...first]), Object.freeze([...second]));
    assertAlmostEquals(found.value!, value, 1e-14);
    assertAlmostEquals(found.low!, interval[0], 0.16 * error);
    assertAlmostEquals(found.high!, interval[1], 0.16 * error);
    assertEquals([found.n, found.level, found.method], [first.length, 0.95, "bca"]);
  }
});

Deno.test("pairedBootstrap turns its sign when the systems change places", () => {
  const [{ first, second, error }] = oracle.paired;
  const [there, back] = [pairedBootstrap(first, second), pairedBootstrap(second, first)];
  assertAlmostEquals(there.value!, -back.value!, 1e-15);
  assertAlmostEquals(there.low!, -back.high!, 0.16 * error); // Monte Carlo error as above
  assertAlmostEquals(there.high!, -back.low!, 0.16 * error);
});

Deno.test("pairedBootstrap is far narrower than the spread of the scores when both find the same items hard", () => {
  const first = Array.from({ length: 100 }, (_, i) => i / 100);
  const second = first.map((score, i) => score - 0.02 + (i % 2) / 100);
  const { low, high } = pairedBootstrap(first, second);
  // The differences are 0.02 and 0.01 in equal parts: standard error 0.005/10, while the scores' own is 0.29/10.
  assert(low! > 0.013 && high! < 0.017);
});

Deno.test("pairedBootstrap gives the same for the same seed and other draws for another", () => {
  const [{ first, second }] = oracle.paired;
  const low = (seed: number) => pairedBootstrap(first, second, { seed, resamples: 500 }).low;
  assertEquals(low(1), low(1));
  assert(low(1) !== low(2));
});

Deno.test("pairedBootstrap of systems that score alike has a difference of 0 and no interval", () => {
  const scores = Object.freeze([0.1, 0.7, 0.7, 1]);
  const { value, low, high, reason } = pairedBootstrap(scores, scores);
  assertEquals([value, low, high, typeof reason], [0, null, null, "string"]);
});

Deno.test("pairedBootstrap of one item has a value, no interval and a reason", () => {
  const { value, low, high, n, reason } = pairedBootstrap([0.75], [0.25]);
  assertEquals([value, low, high, n, typeof reason], [0.5, null, null, 1, "string"]);
});

Deno.test("pairedBootstrap does not take rounding for spread: a constant lead has no interval", () => {
  // 0.3 − 0.2 and 0.9 − 0.8 differ in the last bit only; all differences are 0.1.
  const { low, high } = pairedBootstrap([0.3, 0.9, 0.8, 0.4], [0.2, 0.8, 0.7, 0.3]);
  assertEquals([low, high], [null, null]);
});

Deno.test("pairedBootstrap refuses lists of different lengths, naming them, and empty ones", () => {
  assertThrows(() => pairedBootstrap([1, 2], [1]), RangeError, "first (2), second (1)");
  assertThrows(() => pairedBootstrap([], []), RangeError, "the number of items");
});

Deno.test("pairedBootstrap covers the true difference about as often as it says", () => {
  // 30 normal differences: an interval of ±1.96 standard errors without the correction of the variance by 29/30 covers with
  // P(|t₂₉| < 1.96 · sqrt(29/30)) = 0.936 (scipy.stats.t). Over 400 samples its standard error is 0.0122; three are allowed.
  const source = random(9);
  const normal = () => normalQuantile((source() + 0.5) / 2 ** 32);
  let covered = 0;
  for (let sample = 0; sample < 400; sample++) {
    const second = Array.from({ length: 30 }, () => normal());
    const first = second.map((score) => score + 0.3 + normal());
    const { low, high } = pairedBootstrap(first, second, { resamples: 1000, seed: sample });
    if (low! <= 0.3 && 0.3 <= high!) covered++;
  }
  assert(Math.abs(covered / 400 - 0.936) < 3 * 0.0122, `covered ${covered} of 400`);
});
