import { assert, assertEquals, assertThrows } from "@std/assert";
import { groupSequentialDecision } from "../../lib/stats/group_sequential_decision.ts";
import { groupSequentialDesign, type GroupSequentialOptions } from "../../lib/stats/group_sequential_design.ts";
import oracle from "../oracles/sequential.json" with { type: "json" };
import { agree } from "./_agree.ts";

Deno.test("groupSequentialDecision's intervals equal an independent quadrature of the same orderings", () => {
  for (const { options, look, z, standardError, ...row } of oracle.stagewise) {
    const where = JSON.stringify(options);
    const design = groupSequentialDesign(options as GroupSequentialOptions);
    const { repeated, adjusted } = groupSequentialDecision(design, { look, z, n: 100, standardError });
    for (const name of ["value", "low", "high", "pValue"] as const) {
      agree(adjusted![name], row[name], 1e-9, `${name} at ${z} of ${where}`);
    }
    agree(repeated.low, row.repeated[0], 1e-9, `low of ${where}`);
    agree(repeated.high, row.repeated[1], 1e-9, `high of ${where}`);
    assertEquals([repeated.n, adjusted!.n], [100, 100]);
    agree(repeated.level, options.sides === 1 ? 1 - 2 * options.alpha : 1 - options.alpha, 1e-15, "level");
  }
});

Deno.test("groupSequentialDecision stops at the boundaries themselves, and only there", () => {
  const design = groupSequentialDesign({ looks: 3, spending: "pocock" });
  const c = design.looks[0].z!;
  const at = (look: number, z: number) => groupSequentialDecision(design, { look, z, n: 10 });
  assertEquals([at(1, c).decision, at(1, c).direction], ["stop for efficacy", "larger"]);
  assertEquals([at(2, -c).decision, at(2, -c).direction], ["stop for efficacy", "smaller"]);
  assertEquals([at(2, c - 1e-9).decision, at(2, 0).decision, at(2, 0).adjusted], ["continue", "continue", null]);
  assertEquals([at(3, c - 1e-9).decision, at(3, c - 1e-9).direction], ["stop for futility", null]);
});

Deno.test("groupSequentialDecision stops for futility below the boundary, of either sign where two sides are tested", () => {
  const decide = (sides: 1 | 2, z: number) => {
    const design = groupSequentialDesign({
      looks: 2,
      sides,
      futility: "non_binding",
      futilitySpending: "lan_demets_pocock",
    });
    return groupSequentialDecision(design, { look: 1, z, n: 10 }).decision;
  };
  assertEquals(["stop for futility", "continue", "stop for futility"], [
    decide(2, 0.1),
    decide(2, -1.7),
    decide(2, -0.1),
  ]);
  assertEquals(["stop for futility", "stop for futility", "continue"], [
    decide(1, -0.1),
    decide(1, -9),
    decide(1, 1.7),
  ]);
});

Deno.test("groupSequentialDecision's intervals agree with the decision, just on either side of the boundary", () => {
  for (const spending of ["obrien_fleming", "pocock"] as const) {
    const design = groupSequentialDesign({ looks: 4, spending });
    for (const { look, z } of design.looks) {
      const over = groupSequentialDecision(design, { look, z: z! + 1e-6, n: 1 });
      assert(over.repeated.low! > 0 && over.adjusted!.low! > 0 && over.adjusted!.pValue < 0.05, `${spending} ${look}`);
      const mirrored = groupSequentialDecision(design, { look, z: -z! - 1e-6, n: 1 });
      assertEquals([mirrored.adjusted!.high, mirrored.adjusted!.pValue], [-over.adjusted!.low!, over.adjusted!.pValue]);
    }
    const under = groupSequentialDecision(design, { look: 4, z: design.looks[3].z! - 1e-6, n: 1 });
    assert(under.repeated.low! < 0 && under.adjusted!.low! < 0 && under.adjusted!.pValue > 0.05, spending);
  }
});

Deno.test("groupSequentialDecision's adjusted p-value is what was spent before plus what lies beyond", () => {
  const design = groupSequentialDesign({ looks: 4, spending: "pocock" });
  const at = (look: number) =>
    groupSequentialDecision(design, { look, z: design.looks[look - 1].z!, n: 1 }).adjusted!.pValue;
  for (const look of [1, 2, 3, 4]) agree(at(look), design.looks[look - 1].alphaSpent, 1e-10, `look ${look}`);
});

Deno.test("groupSequentialDecision has no repeated interval where nothing is spent, and bears extreme statistics", () => {
  const design = groupSequentialDesign({ fractions: [0.001, 0.5, 1], spending: "lan_demets_obrien_fleming" });
  const early = groupSequentialDecision(design, { look: 1, z: 30, n: 1 });
  assertEquals([early.decision, early.repeated.low, early.repeated.reason], [
    "continue",
    null,
    "nothing is spent at this look",
  ]);
  const { adjusted } = groupSequentialDecision(design, { look: 3, z: 1e5, n: 1 });
  assert([adjusted!.value, adjusted!.low, adjusted!.high].every(Number.isFinite));
});

Deno.test("groupSequentialDecision refuses what is out of range", () => {
  const design = groupSequentialDesign({ looks: 2 });
  const thrown = (observed: object) => () => groupSequentialDecision(design, { look: 1, z: 1, n: 1, ...observed });
  assertThrows(thrown({ look: 3 }), RangeError, "look must be a whole number from 1 to 2, received 3");
  assertThrows(thrown({ look: 0 }), RangeError, "received 0");
  assertThrows(thrown({ z: NaN }), RangeError, "z must be a finite number");
  assertThrows(thrown({ n: -1 }), RangeError, "n must be");
  assertThrows(thrown({ standardError: 0 }), RangeError, "standardError must be a finite number above 0");
});
