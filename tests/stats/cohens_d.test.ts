import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { cohensD } from "../../lib/stats/cohens_d.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

const sample = fc.array(fc.integer({ min: -50, max: 50 }).map((value) => value / 4), { minLength: 3, maxLength: 12 });

Deno.test("cohensD and its exact interval equal mpmath's roots, and d_av Bonett's formula", () => {
  for (const { first, second, level, d, z, average } of oracle.differences) {
    const run = (kind: "independent" | "paired_z" | "paired_average") =>
      cohensD(Object.freeze([...first]), Object.freeze([...second]), { kind, level });
    agreeEstimate(run("independent"), d, 1e-10, "d");
    agreeEstimate(run("paired_z"), z, 1e-10, "d_z");
    agreeEstimate(run("paired_average"), average, 1e-10, "d_av");
  }
});

Deno.test("cohensD gives the printed example of statpsych's ci.stdmean.ps for pairs", () => {
  // Means 110.4 and 102.1, deviations 15.3 and 14.6, correlation 0.75, 25 pairs: built to have exactly these moments.
  const n = 25;
  const u = Array.from({ length: n }, (_, i) => i - 12);
  const v = u.map((value) => value * value - 52);
  const unit = (values: number[]) => values.map((x) => x / Math.sqrt(values.reduce((s, y) => s + y * y, 0) / (n - 1)));
  const [p, q] = [unit(u), unit(v)];
  const first = p.map((x) => 110.4 + 15.3 * x);
  const second = p.map((x, i) => 102.1 + 14.6 * (0.75 * x + Math.sqrt(1 - 0.75 ** 2) * q[i]));
  const found = cohensD(first, second, { kind: "paired_average" });
  agreeEstimate(found, [0.5550319, 0.2394905, 0.8705732], 1e-6, "ci.stdmean.ps");
  assertEquals([found.method, found.n], ["bonett", 25]);
});

Deno.test("cohensD turns its sign when the samples change places, and ignores shift, scale and order", () => {
  fc.assert(
    fc.property(sample, sample, fc.constantFrom("independent" as const, "paired_z" as const), (a, b, kind) => {
      const m = Math.min(a.length, b.length);
      const [x, y] = kind === "independent" ? [a, b] : [a.slice(0, m), b.slice(0, m)];
      const found = cohensD(x, y, { kind });
      if (found.value === null) return;
      const turned = cohensD(y, x, { kind });
      const moved = cohensD(x.map((value) => 8 * value + 3), y.map((value) => 8 * value + 3), { kind });
      const off = (one: number | null, other: number | null) => Math.abs(one! - other!) / (1 + Math.abs(other!));
      assert(off(turned.value, -found.value) < 1e-12 && off(turned.low, -found.high!) < 1e-9);
      assert(off(moved.value, found.value) < 1e-12 && off(moved.high, found.high) < 1e-9);
      assert(found.low! <= found.value + 1e-9 && found.value <= found.high! + 1e-9);
      const wider = cohensD(x, y, { kind, level: 0.99 });
      assert(wider.low! < found.low! && found.high! < wider.high!);
      if (kind === "independent") assert(off(cohensD(x.toReversed(), y).value, found.value) < 1e-12);
    }),
    { numRuns: 60 },
  );
});

Deno.test("cohensD is undefined without spread, and says why", () => {
  assertUndefined(cohensD([], [1, 2]), null, "a value in each sample");
  assertUndefined(cohensD([1], [2]), null, "no spread");
  assertUndefined(cohensD([1, 1], [2, 2, 2]), null, "no spread");
  assertUndefined(cohensD([], [], { kind: "paired_z" }), null, "no pairs");
  assertUndefined(cohensD([1], [2], { kind: "paired_average" }), null, "one pair");
  assertUndefined(cohensD([1, 2], [2, 3], { kind: "paired_z" }), null, "differences have no spread");
  assertUndefined(cohensD([1, 1], [2, 2], { kind: "paired_average" }), null, "no spread");
  const least = cohensD([1], [2, 4]);
  assert(least.value !== null && least.low! < least.value && least.value < least.high!);
});

Deno.test("cohensD keeps tiny and huge values, and a difference far beyond the spread", () => {
  const d = cohensD([1, 2, 3, 4], [2, 4, 4, 7]);
  for (const scale of [1e-140, 1e140]) {
    const found = cohensD([1, 2, 3, 4].map((x) => x * scale), [2, 4, 4, 7].map((x) => x * scale));
    agreeEstimate(found, [d.value, d.low, d.high], 1e-9, `scale ${scale}`);
  }
  const far = cohensD([1e6, 1e6 + 1, 1e6 + 2], [0, 1, 2]);
  agree(far.value, 1e6, 1e-9, "far apart");
  assert(far.low! > 2e5 && far.high! < 2e6);
});

Deno.test("cohensD refuses pairs of different lengths, missing values and unknown options", () => {
  assertThrows(() => cohensD([1, 2], [1], { kind: "paired_z" }), RangeError, "same length");
  assertThrows(() => cohensD([1, NaN], [1, 2]), RangeError, "first[1] must be a finite number, received NaN");
  assertThrows(() => cohensD([1, 2], [1, 2], { kind: "paired" as "paired_z" }), RangeError, "kind must be one of");
  assertThrows(() => cohensD([1, 2], [1, 2], { level: 1 }), RangeError, "level must be between 0 and 1");
});
