import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { clusteredMean } from "../../lib/stats/clustered_mean.ts";
import { clusteredProportion } from "../../lib/stats/clustered_proportion.ts";
import { wilsonInterval } from "../../lib/stats/wilson_interval.ts";

const names = (count: number, size: number) =>
  Array.from({ length: count * size }, (_, i) => `c${Math.floor(i / size)}`);

Deno.test("many clusters of one item each give Wilson's interval", () => {
  const outcomes = Array.from({ length: 4000 }, (_, i) => i % 5 === 0 ? 1 : 0);
  const { value, low, high, clusters, n } = clusteredProportion(outcomes, outcomes.map((_, i) => i));
  const [plainLow, plainHigh] = wilsonInterval(800, 4000);
  assertEquals([value, clusters, n], [0.2, 4000, 4000]);
  assertAlmostEquals(low!, plainLow, 1e-5);
  assertAlmostEquals(high!, plainHigh, 1e-5);
});

Deno.test("clusters that are all alike inside count as one item each", () => {
  const outcomes = names(30, 8).map((name) => Number(name.slice(1)) % 2);
  const { low, high, standardError } = clusteredProportion(outcomes, names(30, 8));
  // 30 items in place of 240; the CR1 factor and t make it a little wider than Wilson of 15 in 30.
  const [plainLow, plainHigh] = wilsonInterval(15, 30);
  assert(low! < plainLow && low! > plainLow - 0.02, `${low}`);
  assert(high! > plainHigh && high! < plainHigh + 0.02, `${high}`);
  assertEquals(standardError, clusteredMean(outcomes, names(30, 8)).standardError);
});

Deno.test("all right or all wrong has an interval, of as many items as there are clusters", () => {
  const all = clusteredProportion(names(10, 4).map(() => true), names(10, 4));
  assertEquals([all.value, all.high, all.standardError], [1, 1, null]);
  const [plain] = wilsonInterval(10, 10);
  assert(all.low! < plain && all.low! > plain - 0.1, `${all.low} against ${plain}`);
  const none = clusteredProportion(names(10, 4).map(() => 0), names(10, 4));
  assertEquals(none.low, 0);
  assertAlmostEquals(none.high!, 1 - all.low!, 1e-12);
});

Deno.test("one cluster and no items have no interval, and say why", () => {
  assertEquals(clusteredProportion([1, 0], ["a", "a"]).reason, "all items are of one cluster");
  const { value, low, reason } = clusteredProportion([], []);
  assertEquals([value, low, reason], [null, null, "there are no items"]);
});

Deno.test("what is neither 0 nor 1, and lists of different lengths, are refused", () => {
  assertThrows(() => clusteredProportion([0.5], ["a"]), RangeError, "outcomes[0] must be 0 or 1, received 0.5");
  assertThrows(() => clusteredProportion([1], ["a", "b"]), RangeError, "length");
});

Deno.test("it covers a rare property of clustered items, where the clustered t interval does not", () => {
  const source = random(7);
  const uniform = () => source() / 2 ** 32;
  // Of 4,000 runs it covers .912 at a rate of .06, .923 at .1, .943 at .2, .955 at .5; the t interval .809, .858, .913, .945.
  const [runs, count, size, rate] = [1500, 25, 4, 0.1];
  let [covered, coveredByT, outside] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const outcomes: number[] = [];
    for (let c = 0; c < count; c++) {
      // Half of the clusters share one outcome, so that items depend.
      const shared = uniform() < rate ? 1 : 0;
      const isShared = uniform() < 0.5;
      for (let i = 0; i < size; i++) outcomes.push(isShared ? shared : Number(uniform() < rate));
    }
    const clusters = names(count, size);
    const { low, high } = clusteredProportion(outcomes, clusters);
    if (low! <= rate && rate <= high!) covered++;
    const t = clusteredMean(outcomes, clusters);
    if (t.low !== null && t.low <= rate && rate <= t.high!) coveredByT++;
    if (t.low !== null && t.low < 0) outside++;
  }
  assert(covered / runs > 0.905, `it covers ${covered / runs}`);
  assert(
    coveredByT / runs < covered / runs - 0.02 && outside > runs / 4,
    `t covers ${coveredByT / runs}, ${outside} below 0`,
  );
});
