import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { compare } from "../../lib/metrics/compare.ts";
import { evaluate } from "../../lib/metrics/evaluate.ts";
import { validity } from "../../lib/metrics/validity.ts";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import oracle from "../oracles/evaluation.json" with { type: "json" };

const FEW = { resamples: 50 };
const list = <T>(n: number, value: (i: number) => T) => Array.from({ length: n }, (_, i) => value(i));
const system = (name: string, right: (boolean | null)[], more = {}) =>
  evaluate({
    system: name,
    references: right.map(() => "a"),
    predictions: right.map((one) => one === null ? null : one ? "a" : "b"),
    ...more,
  }, FEW);
/** Two systems that differ on so many items, half of them each way. */
const pair = (n: number, discordant: number) =>
  [
    system("one", list(n, (i) => i >= discordant / 2)),
    system("two", list(n, (i) => i < discordant / 2 || i >= discordant)),
  ] as const;

for (const { n, discordance, difference, alpha, power } of oracle.mcnemar_power.filter(({ alpha }) => alpha === 0.05)) {
  Deno.test(`validity has the power of McNemar's mid-p test by enumeration: ${n} items, ψ = ${discordance}, δ = ${difference}`, () => {
    const [one, two] = pair(n, n * discordance);
    const comparison = compare([one, two], { ...FEW, alpha });
    for (const each of [one, two]) assertAlmostEquals(validity(each, { comparison, difference }).power!, power, 1e-12);
  });
}

Deno.test("validity takes the power at the level that Holm asks of one pair of three", () => {
  const { n, discordance, difference, power } = oracle.mcnemar_power.find(({ alpha }) => alpha < 0.05)!;
  const [one, two] = pair(n, n * discordance);
  const three = [one, two, { ...one, system: "three" }];
  const comparison = compare(three, FEW);
  // The first and the third never differ: with them the power is that of the least discordance there can be.
  const alike = comparison.pairs.filter(({ first, second }) => first === "two" || second === "two");
  const only = { ...comparison, pairs: [...alike, { ...alike[0], first: "x", second: "y" }] };
  assertAlmostEquals(validity(two, { comparison: only, difference }).power!, power, 1e-12);
});

Deno.test("validity uses the smallest power of all pairs of the system, and no others", () => {
  const [one, two] = pair(60, 6);
  const far = system("far", list(60, (i) => i % 2 === 0));
  const comparison = compare([one, two, far], FEW);
  const powers = comparison.pairs.slice(0, 2).map((own) => {
    const pairs = comparison.pairs.map((each) => each === own ? each : { ...each, first: "x", second: "y" });
    return validity(one, { comparison: { ...comparison, pairs } }).power!;
  });
  assertEquals(validity(one, { comparison }).power, Math.min(...powers));
  assert(powers[0] !== powers[1]);
});

Deno.test("validity of other scores uses the standard error behind Student's interval, for few items as well", () => {
  for (const { first, second, clusters, n, standardError } of oracle.pairs.filter(({ n }) => n > 1)) {
    const own = clusters ?? undefined;
    const [one, two] = [first, second].map((scores, i) =>
      evaluate({
        system: `s${i}`,
        references: scores.map(() => "r"),
        predictions: scores.map((score) => score === null ? null : String(score)),
        ...(own === undefined ? {} : { clusters: own }),
      }, { ...FEW, metrics: [{ name: "told", score: ({ prediction }) => Number(prediction) }] })
    );
    const comparison = compare([one, two], FEW);
    const reach = normalQuantile(0.975);
    const expected = normalCdf(0.05 / standardError - reach) + normalCdf(-0.05 / standardError - reach);
    // Clusters that the pair has no item of count as degrees of freedom; here all have one but in the largest case.
    const known = new Set(own?.filter((_, i) => first[i] !== null && second[i] !== null)).size;
    if (own !== undefined && known !== one.clusters) continue;
    assertAlmostEquals(validity(one, { comparison }).power!, expected, 1e-9, `n = ${n}`);
  }
});

Deno.test("validity has no power without a comparison, without common items and without spread, and says so", () => {
  const [one, two] = pair(20, 4);
  assertEquals(validity(one).power, null);
  assertEquals(validity(one).powerReason, "no comparison with another system was given");
  const stranger = { ...one, system: "stranger" };
  assertEquals(validity(stranger, { comparison: compare([one, two], FEW) }).power, null);
  const early = system("early", list(20, (i) => i < 10 ? true : null));
  const late = system("late", list(20, (i) => i < 10 ? null : true));
  const comparison = compare([early, late], FEW);
  const { power, powerReason, sampleSize } = validity(early, { comparison });
  assertEquals([power, sampleSize], [null, 10]);
  assertEquals(powerReason, "a pair of systems has no items in common, or no spread");
  assert(!("powerReason" in validity(one, { comparison: compare([one, two], FEW) })));
});

Deno.test("validity knows that systems that never differ would differ by the difference of interest", () => {
  const [one, two] = pair(30, 0);
  const { power } = validity(one, { comparison: compare([one, two], FEW), difference: 0.3 });
  // Nine items of thirty, all the same way: five are enough, (1/2)⁵ = 0.03 by mid-p. P(Binomial(30, 0.3) ≥ 5).
  const chance = (k: number) =>
    list(k, (i) => (30 - i) / (i + 1)).reduce((a, b) => a * b, 1) * 0.3 ** k * 0.7 ** (30 - k);
  assertAlmostEquals(power!, 1 - list(5, chance).reduce((a, b) => a + b, 0), 1e-12);
  assertEquals(validity(one, { comparison: compare([one, two], FEW), difference: 2 }).power, 1);
});

Deno.test("validity finds slices that are worse, and checks nothing where no slice could be tested", () => {
  const right = list(120, (i) => i % 3 ? i % 7 > 0 : i % 2 === 0);
  const slices = { language: right.map((_, i) => i % 3 ? "en" : "de"), all: right.map(() => "x") };
  const found = validity(system("one", right, { slices }));
  assertEquals([found.bias, found.weakSlices], ["failed", ["language = de"]]);
  assertEquals(validity(system("one", right)).bias, "not checked");
  assertEquals(validity(system("one", right, { slices: { all: slices.all } })).bias, "not checked");
  assertEquals(
    validity(system("one", right.slice(0, 5), { slices: { language: slices.language.slice(0, 5) } })).bias,
    "not checked",
  );
  const even = { half: right.map((_, i) => i % 42 < 21 ? "a" : "b") };
  assertEquals(validity(system("one", right, { slices: even })).bias, "passed");
});

Deno.test("validity refuses levels and differences that are none", () => {
  const [one] = pair(10, 2);
  for (const difference of [0, -1, NaN]) {
    assertThrows(() => validity(one, { difference }), RangeError, "difference must be above 0");
  }
  for (const alpha of [0, 1, NaN]) {
    assertThrows(() => validity(one, { alpha }), RangeError, "alpha must be between 0 and 1");
  }
  const found = validity(one);
  assertEquals(JSON.parse(JSON.stringify(found)), found);
});
