import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { isInside, resolveInside } from "../../lib/core/resolve_inside.ts";
import { inTempDir } from "../cli/_command_line.ts";

const withRoot = (test: (root: string, outside: string) => void) =>
  inTempDir((directory) => {
    const [root, outside] = [join(directory, "root"), join(directory, "outside")];
    for (const folder of [root, outside, join(root, "sub")]) Deno.mkdirSync(folder);
    test(root, outside);
  });

Deno.test("a path inside is made absolute, whether it exists or not", () =>
  withRoot((root) => {
    assertEquals(resolveInside(root, "."), root);
    assertEquals(resolveInside(root, "sub"), join(root, "sub"));
    assertEquals(resolveInside(root, "sub/../a/b.txt"), join(root, "a/b.txt"));
    assertEquals(resolveInside(join(root, "new"), "a/b"), join(root, "new/a/b"));
  }));

Deno.test("a path that climbs out or is absolute is refused", () =>
  withRoot((root, outside) => {
    for (
      const path of ["..", "../outside", "sub/../../outside", "../root2", "sub/../..", outside, join(root, "sub"), "/"]
    ) {
      assertThrows(() => resolveInside(root, path), RangeError, "it must stay inside");
    }
  }));

Deno.test("a link that leaves the folder is refused, one that stays is followed", () =>
  withRoot((root, outside) => {
    Deno.symlinkSync(outside, join(root, "out"));
    Deno.symlinkSync(join(root, "sub"), join(root, "in"));
    for (const path of ["out", "out/x", "out/new/x"]) {
      assertThrows(() => resolveInside(root, path), RangeError, "it must stay inside");
    }
    assertEquals(resolveInside(root, "in/x"), join(root, "sub/x"));
  }));

Deno.test("a link to something outside that does not exist yet is refused too", () =>
  withRoot((root, outside) => {
    Deno.symlinkSync(join(outside, "later"), join(root, "link"));
    for (const path of ["link", "link/x"]) {
      assertThrows(() => resolveInside(root, path), RangeError, "it must stay inside");
    }
  }));

Deno.test("the folder itself may be reached through a link", () =>
  withRoot((root, outside) => {
    Deno.symlinkSync(root, join(outside, "way"));
    assertEquals(resolveInside(join(outside, "way"), "a"), join(root, "a"));
  }));

Deno.test("a name that only begins with two dots is inside", () =>
  withRoot((root) => {
    assertEquals(resolveInside(root, "..data"), join(root, "..data"));
    assertEquals(resolveInside(root, "..."), join(root, "..."));
  }));

Deno.test("a path through a regular file is refused in the words of the project", () =>
  withRoot((root) => {
    Deno.writeTextFileSync(join(root, "file"), "x");
    const error = assertThrows(() => resolveInside(root, "file/x")) as Error;
    assertEquals(error.message.slice(0, 7), "Cannot ");
  }));

Deno.test("inside is judged by whole names", () => {
  assertEquals(isInside("/a/b", "/a/b"), true);
  assertEquals(isInside("/a/b", "/a/b/c"), true);
  assertEquals(isInside("/", "/a"), true);
  assertFalse(isInside("/a/b", "/a/bc"));
  assertFalse(isInside("/a/b", "/a"));
});
