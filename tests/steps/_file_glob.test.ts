import { assertEquals, assertThrows } from "@std/assert";
import { globMatcher } from "../../lib/steps/_file_glob.ts";

Deno.test("a pattern matches as its words say, and none can stall a run", () => {
  const cases: [string, string, boolean][] = [
    ["*.csv", "a.csv", true],
    ["*.csv", "x/a.csv", false],
    ["**/*.csv", "a.csv", true],
    ["**/*.csv", "x/y/a.csv", true],
    ["x/**", "x/y/z", true],
    ["x/**/z", "x/z", true],
    ["x/**/z", "xz", false],
    ["?.txt", "😀.txt", true],
    ["?.txt", ".txt", false],
    ["{a,b/{c,d}}.txt", "b/d.txt", true],
    ["{a,b/{c,d}}.txt", "b.txt", false],
    ["a.c", "abc", false],
    ["(a|b)", "(a|b)", true],
    ["*a*b", "xaxbxb", true],
    ["", "", true],
  ];
  for (const [pattern, path, expected] of cases) {
    assertEquals(globMatcher(pattern)(path), expected, `${pattern} ${path}`);
  }
  const started = performance.now();
  assertEquals(globMatcher("*a".repeat(100) + "b")("a".repeat(4000)), false);
  assertEquals(globMatcher("**/*a/".repeat(100) + "b")("a/".repeat(1000)), false);
  assertEquals(performance.now() - started < 5000, true);
  for (const pattern of ["{a", "a}", "[a]", "a\\b", "{a,b}".repeat(7), "{".repeat(900), "x".repeat(2000)]) {
    assertThrows(() => globMatcher(pattern), RangeError, "Cannot read the pattern");
  }
});
