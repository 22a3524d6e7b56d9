import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { compare } from "../../lib/workbench/compare.ts";
import { evaluate } from "../../lib/workbench/evaluate.ts";

const references = Array.from({ length: 30 }, (_, i) => i % 2 === 0 ? "a" : "b");
const FAST = { resamples: 50 };
const system = (name: string, predictions: string[], of = references) =>
  evaluate({ system: name, references: of, predictions }, FAST)[0];

Deno.test("systems are compared pair by pair, or all with a baseline", () => {
  const all = ["a", "b", "c"].map((name) => system(name, references));
  assertEquals(compare(all, FAST).pairs.map(({ first, second }) => first + second), ["ab", "ac", "bc"]);
  assertEquals(compare(all, { ...FAST, baseline: "b" }).pairs.map(({ first, second }) => first + second), ["ab", "cb"]);
});

Deno.test("a system that is right where the other is wrong is better", () => {
  // Fifteen items that only the first got right: the exact p-value is 2 · 2^-15.
  const [pair] = compare([system("good", references), system("poor", references.map(() => "a"))], FAST).pairs;
  assertEquals([pair.verdict, pair.difference.value, pair.counts!.onlyFirst, pair.counts!.onlySecond], [
    "better",
    0.5,
    15,
    0,
  ]);
});

Deno.test("one system, an unknown baseline, repeated names and different items are refused", () => {
  const one = system("one", references);
  assertThrows(() => compare([one], FAST), AssayError, "at least two systems are needed, received 1");
  assertThrows(
    () => compare([one, system("two", references)], { baseline: "twoo" }),
    AssayError,
    'unknown baseline "twoo", did you mean "two"?',
  );
  assertThrows(() => compare([one, one], FAST), AssayError, "system names must differ, received one twice");
  const other = references.toReversed();
  assertThrows(
    () => compare([one, system("two", other, other)], FAST),
    AssayError,
    "one and two must have answered the same items",
  );
});
