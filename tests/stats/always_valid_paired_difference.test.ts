import { assert, assertEquals, assertThrows } from "@std/assert";
import { random, randomBelow } from "../../lib/core/random.ts";
import { alwaysValidMean } from "../../lib/stats/always_valid_mean.ts";
import { alwaysValidPairedDifference } from "../../lib/stats/always_valid_paired_difference.ts";
import { pairedProportionDifference } from "../../lib/stats/paired_proportion_difference.ts";
import { agree } from "./_agree.ts";

Deno.test("alwaysValidPairedDifference is the always-valid mean of the differences, and turns with its sides", () => {
  const first = Object.freeze(Array.from({ length: 50 }, (_, i) => Math.sin(i)));
  const second = Object.freeze(Array.from({ length: 50 }, (_, i) => Math.cos(3 * i)));
  const found = alwaysValidPairedDifference(first, second, { planned: 80 });
  assertEquals(found, alwaysValidMean(first.map((x, i) => x - second[i]), { planned: 80 }));
  const turned = alwaysValidPairedDifference(second, first, { planned: 80 });
  assertEquals([turned.low, turned.high, turned.pValue], [-found.high!, -found.low!, found.pValue]);
});

Deno.test("alwaysValidPairedDifference of right and wrong answers is the difference of accuracies, wider than one look's", () => {
  const source = random(3);
  const first = Array.from({ length: 400 }, () => randomBelow(source, 10) < 8);
  const second = Array.from(
    { length: 400 },
    (_, i) => first[i] ? randomBelow(source, 10) < 8 : randomBelow(source, 10) < 3,
  );
  const found = alwaysValidPairedDifference(first, second, { planned: 400 });
  const count = (a: boolean, b: boolean) => first.filter((x, i) => x === a && second[i] === b).length;
  const single = pairedProportionDifference({
    both: count(true, true),
    onlyFirst: count(true, false),
    onlySecond: count(false, true),
    neither: count(false, false),
  });
  agree(found.value, single.value, 1e-13, "value");
  assert(found.low! < single.low! && found.high! > single.high!);
  const numbers = alwaysValidPairedDifference(first.map(Number), second.map(Number), { planned: 400 });
  assertEquals(numbers, found);
});

Deno.test("alwaysValidPairedDifference leaves a pair out when either side is missing, its cluster too, and counts it", () => {
  const first = [1, null, 3, 4, null, 2];
  const second = [0, 1, null, 1, null, 5];
  const found = alwaysValidPairedDifference(first, second, { planned: 10, burnIn: 2 });
  assertEquals([found.n, found.excluded], [3, 3]);
  agree(found.value, 1 / 3, 1e-14, "value");
  assert(found.low !== null);
  const clusters = ["a", "gone", "gone", "b", "gone", "b"];
  const clustered = alwaysValidPairedDifference(first, second, { planned: 10, burnIn: 2, clusters });
  assertEquals([clustered.n, clustered.clusters, clustered.excluded, clustered.value], [3, 2, 3, 0.5]);
  const none = alwaysValidPairedDifference([null], [null], { planned: 10 });
  assertEquals([none.value, none.n, none.excluded, none.reason], [null, 0, 1, "there are no values"]);
});

Deno.test("alwaysValidPairedDifference has no interval for systems that never differ", () => {
  const same = new Array(100).fill(true);
  const found = alwaysValidPairedDifference(same, same, { planned: 100 });
  assertEquals([found.value, found.low, found.pValue, found.reason], [0, null, null, "the values have no spread"]);
});

Deno.test("alwaysValidPairedDifference refuses other lengths and what is no answer", () => {
  const options = { planned: 10 };
  assertThrows(() => alwaysValidPairedDifference([1], [1, 2], options), RangeError, "first (1), second (2)");
  assertThrows(
    () => alwaysValidPairedDifference([1, NaN], [1, 2], options),
    RangeError,
    "first[1] must be a finite number, true, false or null, received NaN",
  );
  assertThrows(() => alwaysValidPairedDifference([1], ["x" as never], options), RangeError, "second[0]");
  assertThrows(() => alwaysValidPairedDifference([undefined as never], [1], options), RangeError, "received nothing");
  assertThrows(() => alwaysValidPairedDifference([1], [2], { planned: 1, clusters: [] }), RangeError, "clusters (0)");
  assertThrows(() => alwaysValidPairedDifference([], [], { planned: 0.5 }), RangeError, "planned must be");
});
