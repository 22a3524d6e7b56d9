import { assert, assertEquals, assertThrows } from "@std/assert";
import { conditionalPower } from "../../lib/stats/conditional_power.ts";
import { groupSequentialDesign, type GroupSequentialOptions } from "../../lib/stats/group_sequential_design.ts";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("conditionalPower over several looks equals an independent quadrature", () => {
  for (const { options, look, z, assumed, ...row } of oracle.conditional) {
    const found = conditionalPower(groupSequentialDesign(options as GroupSequentialOptions), {
      look,
      z,
      drift: assumed,
    });
    for (const name of ["trend", "null", "drift"] as const) agree(found[name]!, row[name], 1e-9, `${name} at ${z}`);
  }
});

Deno.test("conditionalPower before the last look is Lan and Wittes's closed form", () => {
  // Biometrics 44 (1988) 579-585: Φ((z √t + θ (1 − t) − c) / √(1 − t)).
  const design = groupSequentialDesign({ fractions: [0.3, 0.7, 1], power: 0.9 });
  for (const z of [-3, 0, 1.2, 2.8]) {
    const closed = (drift: number) =>
      normalCdf((z * Math.sqrt(0.7) + drift * 0.3 - design.looks[2].z!) / Math.sqrt(0.3));
    const found = conditionalPower(design, { look: 2, z });
    agree(found.trend, closed(z / Math.sqrt(0.7)), 1e-11, `trend at ${z}`);
    agree(found.design, closed(design.drift), 1e-11, `design at ${z}`);
    agree(found.null, closed(0), 1e-11, `null at ${z}`);
  }
});

Deno.test("conditionalPower grows with the statistic and the drift, and averages to the power", () => {
  const design = groupSequentialDesign({ looks: 4, sides: 1, spending: "pocock" });
  let last = -1;
  for (const z of [-5, -1, 0, 1, 2]) {
    const { trend, design: planned, null: nothing } = conditionalPower(design, { look: 2, z });
    assert(planned > last && nothing < planned && trend >= 0 && trend <= 1);
    last = planned;
  }
  // Over the distribution of the first z, by the trapezoidal rule up to its boundary.
  const mean = design.drift / 2;
  let sum = 0;
  const [low, high, cells] = [mean - 9, design.looks[0].z!, 400];
  for (let i = 0; i <= cells; i++) {
    const z = low + (high - low) * i / cells;
    const weight = (i === 0 || i === cells ? 0.5 : 1) * (high - low) / cells / Math.sqrt(2 * Math.PI);
    sum += weight * Math.exp(-((z - mean) ** 2) / 2) * conditionalPower(design, { look: 1, z }).design;
  }
  agree(sum + design.looks[0].power, 0.8, 1e-4, "power");
});

Deno.test("conditionalPower refuses the last look and what is out of range", () => {
  const design = groupSequentialDesign({ looks: 2 });
  assertThrows(
    () => conditionalPower(design, { look: 2, z: 1 }),
    RangeError,
    "look must be before the last, received 2",
  );
  assertThrows(
    () => conditionalPower(design, { look: 3, z: 1 }),
    RangeError,
    "look must be a whole number from 1 to 2",
  );
  assertThrows(() => conditionalPower(design, { look: 1, z: Infinity }), RangeError, "z must be a finite number");
  assertThrows(
    () => conditionalPower(design, { look: 1, z: 1, drift: NaN }),
    RangeError,
    "drift must be a finite number",
  );
  assertEquals(Object.hasOwn(conditionalPower(design, { look: 1, z: 1 }), "drift"), false);
});
