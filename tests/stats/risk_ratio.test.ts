import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { riskRatio } from "../../lib/stats/risk_ratio.ts";
import oracle from "../oracles/effects.json" with { type: "json" };
import { agree } from "./_agree.ts";
import { agreeEstimate, assertUndefined } from "./_effects.ts";

fc.configureGlobal({ seed: 2026 });

Deno.test("riskRatio's score interval inverts Miettinen and Nurminen's test, and Katz's equals statsmodels", () => {
  for (const { table, level, score, katz } of oracle.two_by_two) {
    const [[a, b], [c, d]] = table;
    const value = a / (a + b) / (c / (c + d));
    const where = JSON.stringify(table);
    agreeEstimate(riskRatio(table, { level }), [value, ...score], 1e-10, where);
    if (katz !== undefined) agreeEstimate(riskRatio(table, { level, method: "log" }), [value, ...katz], 1e-10, where);
  }
});

Deno.test("riskRatio turns over when the groups change places", () => {
  const count = fc.integer({ min: 1, max: 40 });
  const rest = fc.integer({ min: 0, max: 40 });
  fc.assert(
    fc.property(count, rest, count, rest, (a, b, c, d) => {
      const [found, turned] = [riskRatio([[a, b], [c, d]]), riskRatio([[c, d], [a, b]])];
      agree(turned.value, 1 / found.value!, 1e-13, "value");
      agree(turned.low, 1 / found.high!, 1e-9, "low");
      assert(found.low! <= found.value! * (1 + 1e-12) && found.value! <= found.high! * (1 + 1e-12));
    }),
    { numRuns: 60 },
  );
});

Deno.test("riskRatio says where there is no bound or no ratio at all", () => {
  assertUndefined(riskRatio([[0, 5], [0, 9]]), null, "no event");
  assertUndefined(riskRatio([[0, 0], [3, 9]]), null, "empty");
  const open = riskRatio([[5, 5], [0, 9]]);
  assertEquals([open.value, open.high, open.reason?.includes("no upper bound")], [null, null, true]);
  assert(open.low! > 1);
  const none = riskRatio([[0, 5], [4, 9]]);
  assertEquals([none.value, none.low], [0, 0]);
  assert(none.high! > 0 && Number.isFinite(none.high!));
  assertUndefined(riskRatio([[0, 5], [4, 9]], { method: "log" }), 0, "score");
  assertUndefined(riskRatio([[5, 0], [4, 0]], { method: "log" }), 1, "score");
  assertThrows(() => riskRatio([[1, 2], [3, 4]], { method: "wald" as "log" }), RangeError, "method must be one of");
});
