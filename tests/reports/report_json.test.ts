import { assert, assertEquals, assertThrows } from "@std/assert";
import { REPORT_FORMAT, reportJson } from "../../lib/reports/report_json.ts";
import { exampleInput } from "./_example.ts";

/** All objects in a JSON value, with the path to each. */
function objectsIn(value: unknown, path = ""): { path: string; object: Record<string, unknown> }[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.entries(value).flatMap(([key, member]) => objectsIn(member, `${path}/${key}`));
  return Array.isArray(value) ? below : [{ path, object: value as Record<string, unknown> }, ...below];
}

const input = exampleInput();
const text = reportJson(input);
const value = JSON.parse(text);

Deno.test("Every number with an interval has its value, n, level, both ends and method", () => {
  const estimates = objectsIn(value).filter(({ object }) => "value" in object || "low" in object && "level" in object);
  assert(estimates.length > 50);
  for (const { path, object } of estimates) {
    for (const key of ["value", "low", "high", "level", "n", "method"]) assert(key in object, `${path} has no ${key}`);
    assert(
      (object.value !== null && object.low !== null) || typeof object.reason === "string",
      `${path} has no reason`,
    );
  }
});

Deno.test("Every metric of every system is there, exactly as it was computed", () => {
  for (const [i, { system, metrics, n, total, failures }] of input.evaluations.entries()) {
    const written = value.evaluations[i];
    assertEquals([written.system, written.n, written.total, written.failures], [system, n, total, failures]);
    assertEquals(written.metrics, JSON.parse(JSON.stringify(metrics)));
  }
  assertEquals(value.comparison.pairs.length, 3);
});

Deno.test("There is no NaN, no infinity and no undefined in it", () => {
  assertEquals(text.match(/NaN|Infinity|undefined/g), null);
});

Deno.test("The answers of single items are not in it", () => {
  assertEquals(objectsIn(value).filter(({ object }) => "answers" in object || "predictions" in object), []);
  // 40 items were asked; no list is as long.
  const longest = Math.max(...(text.match(/\[[^[\]{}]*\]/g) ?? []).map((list) => list.split(",").length));
  assert(longest < 40);
});

Deno.test("Neither charts nor the model card are repeated in it", () => {
  assertEquals(["charts", "modelCard", "provenance"].filter((key) => key in value), []);
});

Deno.test("It names its format, has sorted keys and ends with a line break", () => {
  assertEquals(value.format, REPORT_FORMAT);
  assert(text.endsWith("}\n"));
  for (const { path, object } of objectsIn(value)) {
    const keys = Object.keys(object).filter((key) => !/^\d+$/.test(key));
    assertEquals(keys, keys.toSorted((a, b) => a < b ? -1 : 1), path);
  }
});

Deno.test("A number that JSON cannot hold is an error, not null", () => {
  const [first] = input.evaluations;
  const accuracy = { ...first.metrics.accuracy, value: NaN };
  const broken = { ...first, metrics: { accuracy } };
  assertThrows(() => reportJson({ title: "t", evaluations: [broken] }), RangeError, "finite");
});

Deno.test("Equal input made anew gives equal text", () => {
  assertEquals(reportJson(exampleInput()), text);
});
