import { assertEquals } from "@std/assert";
import { fitsVersion } from "../../lib/pipeline/_compose_version.ts";

// The table of ranges of node-semver's documentation, for versions without pre-release.
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["1", ["1.0.0", "1.9.9", "1"], ["0.9.9", "2.0.0"]],
  ["1.2", ["1.2.0", "1.2.9"], ["1.1.9", "1.3.0"]],
  ["1.2.x", ["1.2.0", "1.2.9"], ["1.1.9", "1.3.0"]],
  ["1.2.3", ["1.2.3", "v1.2.3"], ["1.2.4", "1.2"]],
  ["=1.2.3", ["1.2.3"], ["1.2.4"]],
  ["^1.2.0", ["1.2.0", "1.9.0"], ["1.1.9", "2.0.0"]],
  ["^1", ["1.0.0", "1.9.9"], ["0.9.0", "2.0.0"]],
  ["^0.2.3", ["0.2.3", "0.2.9"], ["0.2.2", "0.3.0", "1.0.0"]],
  ["^0.0.3", ["0.0.3"], ["0.0.4", "0.0.2"]],
  ["^0.0", ["0.0.0", "0.0.9"], ["0.1.0"]],
  ["^0", ["0.0.0", "0.9.9"], ["1.0.0"]],
  ["~1.2", ["1.2.0", "1.2.9"], ["1.3.0"]],
  ["~1.2.3", ["1.2.3", "1.2.9"], ["1.2.2", "1.3.0"]],
  ["~1", ["1.0.0", "1.9.9"], ["2.0.0"]],
  [">=1.0", ["1.0.0", "7.1.0"], ["0.9.9"]],
  [">1.2", ["1.3.0"], ["1.2.0", "1.2.9"]],
  ["<=1.2", ["1.2.9", "0.1.0"], ["1.3.0"]],
  ["<2", ["1.9.9"], ["2.0.0"]],
  [">= 1.0 <3", ["1.0.0", "2.9.0"], ["3.0.0", "0.9.0"]],
  ["*", ["0.0.1"], []],
];
for (const [range, inside, outside] of CASES) {
  Deno.test(`the range ${range} holds what it should and no more`, () => {
    assertEquals(inside.filter((version) => fitsVersion(version, range) !== true), []);
    assertEquals(outside.filter((version) => fitsVersion(version, range) !== false), []);
  });
}

Deno.test("what is no version or range cannot be compared, but is equal to itself", () => {
  assertEquals([fitsVersion("1.0.0", "newest"), fitsVersion("beta", "1"), fitsVersion("1.0.0", "")], [
    null,
    null,
    null,
  ]);
  assertEquals(fitsVersion("1.0.0-beta", "1.0.0-beta"), true);
  assertEquals(fitsVersion("1.0.0", `${" ".repeat(100_000)}x`), null);
});
