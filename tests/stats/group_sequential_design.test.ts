import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { random } from "../../lib/core/random.ts";
import {
  type GroupSequentialDesign,
  groupSequentialDesign,
  type GroupSequentialOptions,
} from "../../lib/stats/group_sequential_design.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("groupSequentialDesign equals an independent quadrature of high order in every number", () => {
  for (const { options, ...row } of oracle.designs) {
    const where = JSON.stringify(options);
    const found = groupSequentialDesign(Object.freeze(options) as GroupSequentialOptions);
    found.looks.forEach((look, k) => {
      agree(look.z, row.z[k], 1e-10, `z ${k} of ${where}`);
      agree(look.alphaSpent, row.alphaSpent[k], 1e-9, `alpha spent ${k} of ${where}`);
      agree(look.power, row.power[k], 1e-9, `power ${k} of ${where}`);
      if (row.futilityZ === null) assertEquals([look.futilityZ, look.betaSpent], [null, null]);
      else {
        agree(look.futilityZ, row.futilityZ[k], 1e-9, `futility ${k} of ${where}`);
        agree(look.betaSpent, row.betaSpent![k], 1e-9, `beta spent ${k} of ${where}`);
      }
    });
    for (const name of ["drift", "inflation", "expectedUnderNull", "expectedUnderAlternative"] as const) {
      agree(found[name], row[name], 1e-10, `${name} of ${where}`);
    }
  }
});

Deno.test("groupSequentialDesign of two and three looks equals nested mpmath integrals", () => {
  for (const { options, z, drift } of oracle.nested) {
    const found = groupSequentialDesign(options as GroupSequentialOptions);
    found.looks.forEach((look, k) => agree(look.z, z[k], 1e-11, `z ${k} of ${JSON.stringify(options)}`));
    if (drift !== undefined) agree(found.drift, drift, 1e-11, `drift of ${JSON.stringify(options)}`);
  }
});

Deno.test("groupSequentialDesign has the constants of Jennison and Turnbull's tables 2.1 to 2.4", () => {
  // "Group Sequential Methods" (2000), alpha 0.05: C_P, C_B, and the inflation R_P and R_B at 80 % and 90 % power.
  for (
    const [looks, pocock, obrien, rates] of [
      [2, 2.178, 1.977, [1.110, 1.100, 1.008, 1.007]],
      [3, 2.289, 2.004, [1.166, 1.151, 1.017, 1.016]],
      [4, 2.361, 2.024, [1.202, 1.183, 1.024, 1.022]],
      [5, 2.413, 2.040, [1.229, 1.207, 1.028, 1.026]],
      [10, 2.555, 2.087, [1.301, 1.271, 1.040, 1.037]],
    ] as const
  ) {
    const [p80, p90] = [0.8, 0.9].map((power) => groupSequentialDesign({ looks, spending: "pocock", power }));
    const [o80, o90] = [0.8, 0.9].map((power) => groupSequentialDesign({ looks, power }));
    assertAlmostEquals(p80.looks[0].z!, pocock, 6e-4, `C_P ${looks}`);
    assertAlmostEquals(o80.looks[looks - 1].z!, obrien, 6e-4, `C_B ${looks}`);
    [p80, p90, o80, o90].forEach((design, i) =>
      assertAlmostEquals(design.inflation, rates[i], 6e-4, `R ${i} ${looks}`)
    );
  }
});

Deno.test("groupSequentialDesign has the published boundaries of five looks", () => {
  const zs = (options: GroupSequentialOptions) =>
    groupSequentialDesign({ looks: 5, ...options }).looks.map(({ z }) => z!);
  // O'Brien and Fleming's, and those of Lan and DeMets's function in their own program (Reboussin and others 2000, ldbounds).
  zs({}).forEach((z, k) => assertAlmostEquals(z, [4.562, 3.226, 2.634, 2.281, 2.040][k], 6e-4));
  zs({ spending: "lan_demets_obrien_fleming" }).forEach((z, k) => {
    assertAlmostEquals(z, [4.877, 3.357, 2.680, 2.290, 2.031][k], 6e-4);
  });
});

Deno.test("groupSequentialDesign has the boundaries that gsDesign shows for its default design", () => {
  // gsDesign(): k = 3, test.type = 4, alpha = 0.025, beta = 0.1, sfu = sfHSD(−4), sfl = sfHSD(−2), as in its vignette.
  const design = groupSequentialDesign({
    looks: 3,
    alpha: 0.025,
    sides: 1,
    power: 0.9,
    spending: "hwang_shih_decani",
    futility: "non_binding",
    futilitySpending: "hwang_shih_decani",
    futilityParameter: -2,
  });
  design.looks.forEach((look, k) => {
    assertAlmostEquals(look.z!, [3.01, 2.55, 2.00][k], 6e-3);
    assertAlmostEquals(look.futilityZ!, [-0.24, 0.94, 2.00][k], 6e-3);
  });
  assertAlmostEquals(design.inflation, 1.070, 6e-4);
});

Deno.test("groupSequentialDesign with one look is the ordinary test", () => {
  for (const sides of [1, 2] as const) {
    for (const spending of ["obrien_fleming", "pocock", "kim_demets"] as const) {
      const { looks: [look], drift, inflation } = groupSequentialDesign({ looks: 1, sides, spending, power: 0.9 });
      agree(look.z, normalQuantile(1 - 0.05 / sides), 1e-13, spending);
      agree(look.nominalAlpha, 0.05, 1e-12, spending);
      agree(drift, normalQuantile(1 - 0.05 / sides) + normalQuantile(0.9), 1e-12, spending);
      agree(inflation, 1, 1e-12, spending);
    }
  }
});

Deno.test("groupSequentialDesign keeps the earlier boundaries of a spending function when later looks move", () => {
  const zs = (fractions: number[]) =>
    groupSequentialDesign({ fractions, spending: "lan_demets_pocock" }).looks.map(({ z }) => z!);
  const [planned, moved] = [zs([0.25, 0.5, 0.75, 1]), zs([0.25, 0.5, 0.9, 1])];
  agree(moved[0], planned[0], 1e-13, "first");
  agree(moved[1], planned[1], 1e-12, "second");
  assert(Math.abs(moved[2] - planned[2]) > 0.01);
});

Deno.test("groupSequentialDesign spends exactly alpha and has exactly the power, whatever the plan", () => {
  const plan = fc.record({
    steps: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 6 }),
    alpha: fc.constantFrom(0.001, 0.05, 0.3),
    sides: fc.constantFrom(1 as const, 2 as const),
    power: fc.constantFrom(0.5, 0.8, 0.99),
    futility: fc.constantFrom("none" as const, "non_binding" as const),
    spending: fc.constantFrom(
      "obrien_fleming" as const,
      "pocock" as const,
      "lan_demets_obrien_fleming" as const,
      "hwang_shih_decani" as const,
    ),
  });
  fc.assert(
    fc.property(plan, ({ steps, ...options }) => {
      const whole = steps.reduce((sum, step) => sum + step, 0);
      let sum = 0;
      const fractions = steps.map((step, i) => i === steps.length - 1 ? 1 : (sum += step) / whole);
      const { looks, inflation, expectedUnderNull, expectedUnderAlternative } = groupSequentialDesign({
        fractions,
        ...options,
      });
      const last = looks.at(-1)!;
      agree(last.alphaSpent, options.alpha, 1e-11, "alpha");
      agree(last.power, options.power, 1e-11, "power");
      assert(
        inflation > 1 - 1e-11 && expectedUnderNull <= inflation + 1e-11 &&
          expectedUnderAlternative <= inflation + 1e-11,
      );
      looks.forEach((look, k) => {
        assert(k === 0 || look.alphaSpent >= looks[k - 1].alphaSpent);
        if (look.futilityZ !== null && look.z !== null) assert(look.futilityZ <= look.z + 1e-12);
      });
      if (options.futility === "non_binding") {
        assertEquals(last.futilityZ, last.z);
        // Two-sided, the wrong direction takes the rest.
        assert(last.betaSpent! <= 1 - options.power + 1e-11);
        if (options.sides === 1) agree(last.betaSpent, 1 - options.power, 1e-9, "beta");
      }
    }),
    { numRuns: 40, seed: 9 },
  );
});

Deno.test("groupSequentialDesign has no boundary where nothing is spent, and still spends all of alpha", () => {
  const { looks } = groupSequentialDesign({ fractions: [0.001, 0.5, 1], spending: "lan_demets_obrien_fleming" });
  assertEquals([looks[0].z, looks[0].nominalAlpha, looks[0].alphaSpent], [null, 0, 0]);
  agree(looks[2].alphaSpent, 0.05, 1e-11, "alpha");
  const early = groupSequentialDesign({ fractions: [0.001, 1] });
  agree(early.looks[1].z, normalQuantile(0.975), 1e-12, "a look that spends nothing");
});

Deno.test("groupSequentialDesign refuses a futility boundary that would leave no room for the power", () => {
  const options = {
    looks: 5,
    spending: "pocock",
    power: 0.8,
    futility: "non_binding",
  } as const;
  const early = { futilitySpending: "hwang_shih_decani", futilityParameter: 40 } as const;
  assertThrows(
    () => groupSequentialDesign({ ...options, ...early }),
    RangeError,
    'futilitySpending must leave room before the last look, received "hwang_shih_decani"',
  );
  agree(groupSequentialDesign(options).looks[4].power, 0.8, 1e-11, "with room");
});

Deno.test("groupSequentialDesign keeps its promise in simulated experiments: 5 % false alarms, 80 % power, where 1.96 does not", () => {
  const source = random(21);
  const normal = () => {
    const radius = Math.sqrt(-2 * Math.log((source() + 0.5) / 2 ** 32));
    return radius * Math.cos(2 * Math.PI * source() / 2 ** 32);
  };
  const runs = 20_000;
  const rejected = (design: GroupSequentialDesign, drift: number, fixed?: number) => {
    let count = 0;
    for (let run = 0; run < runs; run++) {
      let [score, at] = [0, 0];
      for (const { fraction, z, futilityZ } of design.looks) {
        score += drift * (fraction - at) + Math.sqrt(fraction - at) * normal();
        at = fraction;
        const statistic = Math.abs(score) / Math.sqrt(fraction);
        if (statistic >= (fixed ?? z!)) {
          count++;
          break;
        }
        if (drift !== 0 && futilityZ !== null && statistic < futilityZ) break;
      }
    }
    return count / runs;
  };
  // Four standard errors of 20,000 runs.
  for (const spending of ["obrien_fleming", "pocock", "lan_demets_obrien_fleming"] as const) {
    const design = groupSequentialDesign({ looks: 5, spending, futility: "non_binding" });
    assertAlmostEquals(rejected(design, 0), 0.05, 0.0062, spending);
    assertAlmostEquals(rejected(design, design.drift), 0.8, 0.0114, spending);
  }
  // Armitage, McPherson and Rowe (1969): 14.2 % with five looks at 1.96.
  assertAlmostEquals(rejected(groupSequentialDesign({ looks: 5 }), 0, 1.96), 0.142, 0.01);
});

Deno.test("groupSequentialDesign refuses what is out of range", () => {
  const thrown = (options: object) => () => groupSequentialDesign(options as GroupSequentialOptions);
  assertThrows(thrown({}), RangeError, "looks or fractions must be given, received neither");
  assertThrows(thrown({ looks: 2, fractions: [1] }), RangeError, "received both");
  assertThrows(thrown({ looks: 0 }), RangeError, "looks must be a whole number from 1 to 50");
  assertThrows(thrown({ looks: 51 }), RangeError, "received 51");
  assertThrows(thrown({ fractions: [] }), RangeError, "the number of fractions must be");
  assertThrows(
    thrown({ fractions: [0.5, 0.4, 1] }),
    RangeError,
    "fractions[1] must be at least 0.001 above 0.5, received 0.4",
  );
  assertThrows(thrown({ fractions: [0.5, NaN, 1] }), RangeError, "fractions[1]");
  assertThrows(thrown({ fractions: [0.5, 0.9] }), RangeError, "the last of fractions must be 1, received 0.9");
  assertThrows(thrown({ looks: 2, alpha: 0 }), RangeError, "alpha must be between 0 and 1");
  assertThrows(thrown({ looks: 2, alpha: 0.5, sides: 1 }), RangeError, "alpha must be below 0.5 on each side");
  assertThrows(thrown({ looks: 2, sides: 3 }), RangeError, "sides must be a whole number from 1 to 2");
  assertThrows(thrown({ looks: 2, power: 0.02 }), RangeError, "power must be above 0.025");
  assertThrows(thrown({ looks: 2, spending: "fleming" }), RangeError, 'spending must be one of "obrien_fleming"');
  assertThrows(thrown({ looks: 2, futility: "binding" }), RangeError, "futility must be one of");
  assertThrows(thrown({ looks: 2, futilitySpending: "pocock" }), RangeError, "futilitySpending must be one of");
  assertThrows(thrown({ looks: 2, spending: "kim_demets", spendingParameter: 0 }), RangeError, "kim_demets must be");
});
