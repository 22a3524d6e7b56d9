import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { accuracy } from "../../lib/metrics/accuracy.ts";
import { CASES } from "./_oracle.ts";

for (const { name, references, predictions, n, scores } of CASES) {
  Deno.test(`accuracy equals sklearn accuracy_score: ${name}`, () => {
    const found = accuracy(references, predictions);
    assertAlmostEquals(found.value!, scores.accuracy, 1e-15);
    assertEquals([found.n, found.method], [n, "wilson"]);
  });
}

Deno.test("accuracy has Wilson's interval", () => {
  // statsmodels proportion_confint(3, 4, method="wilson") = (0.30064184258, 0.95441273919).
  const { low, high } = accuracy(["a", "b", "b", "a"], ["a", "b", "b", "b"]);
  assertAlmostEquals(low!, 0.30064184258, 1e-11);
  assertAlmostEquals(high!, 0.95441273919, 1e-11);
});

Deno.test("accuracy counts missing answers and bounds what they could have made of it", () => {
  // Right 2 of 3 answered, 2 missing: at worst 2 of 5, at best 4 of 5.
  const found = accuracy(["a", "b", "b", "a", "a"], ["a", "b", "a", null, null]);
  assertEquals([found.value, found.n, found.excluded, found.worst, found.best], [2 / 3, 3, 2, 0.4, 0.8]);
});

Deno.test("accuracy says nothing of bounds when nothing is missing", () => {
  const found = accuracy(["a"], ["a"]);
  assertEquals(["excluded" in found, "worst" in found, "best" in found], [false, false, false]);
});

Deno.test("accuracy with all answers missing is null, between 0 and 1", () => {
  const found = accuracy(["a", "b"], [null, null]);
  assertEquals([found.value, found.low, found.high, found.n], [null, null, null, 0]);
  assertEquals([found.excluded, found.worst, found.best], [2, 0, 1]);
  assertEquals(found.reason, "there are no answered items");
});

Deno.test("accuracy takes odd answers as wrong, even one that is named like a property of objects", () => {
  assertEquals(accuracy(["a", "a"], ["constructor", "__proto__"]).value, 0);
  assertEquals(accuracy(["__proto__", "a"], ["__proto__", "__proto__"]).value, 0.5);
});

Deno.test("accuracy refuses a level that is none", () => {
  assertThrows(() => accuracy(["a"], ["a"], { level: 95 }), RangeError, "level must be between 0 and 1");
});
