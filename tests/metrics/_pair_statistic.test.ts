import { assertEquals } from "@std/assert";
import { drivePolitely } from "../../lib/core/drive.ts";
import { resamplePair, resamplePairInSlices } from "../../lib/metrics/_pair_statistic.ts";

const LABELS = ["a", "b", "c"];
const references = Array.from({ length: 60 }, (_, i) => LABELS[i % 2]);
const answersOf = (system: string, step: number) => ({
  system,
  references,
  predictions: references.map((label, i) => i % 7 === 0 ? null : i % step === 0 ? LABELS[(i + 1) % 2] : label),
});

Deno.test("resamplePair in slices gives the same, bit for bit", async () => {
  const [one, two] = [answersOf("one", 3), answersOf("two", 5)];
  const options = { resamples: 500, seed: 2 };
  const sliced = await drivePolitely(resamplePairInSlices(one, two, LABELS, options));
  assertEquals(sliced, resamplePair(one, two, LABELS, options));
});

Deno.test("resamplePair leaves a class that neither knows out of the draws, but the whole difference is undefined", () => {
  const found = resamplePair(answersOf("one", 3), answersOf("two", 5), LABELS, { resamples: 20 })!;
  assertEquals([...found.values], [NaN]);
  assertEquals(found.replicates[0].some(Number.isNaN), false);
});

Deno.test("resamplePair of systems that share no answered item is null", () => {
  const none = { system: "none", references, predictions: references.map(() => null) };
  assertEquals(resamplePair(none, answersOf("one", 3), LABELS, {}), null);
});
