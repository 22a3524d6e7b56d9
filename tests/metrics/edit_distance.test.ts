import { assert, assertEquals, assertThrows } from "@std/assert";
import { random, randomBelow } from "../../lib/core/random.ts";
import { editDistance, type EditKind } from "../../lib/metrics/edit_distance.ts";
import { ORACLE } from "./_text_oracle.ts";

Deno.test("editDistance equals RapidFuzz: Levenshtein, OSA and unrestricted Damerau-Levenshtein", () => {
  for (const [a, b, levenshtein, osa, damerau] of ORACLE.edits as [string, string, number, number, number, number][]) {
    assertEquals(editDistance(a, b), levenshtein, `${a} | ${b}`);
    assertEquals(editDistance(a, b, { kind: "osa" }), osa, `${a} | ${b}`);
    assertEquals(editDistance(a, b, { kind: "damerau" }), damerau, `${a} | ${b}`);
  }
});

Deno.test("editDistance of texts beyond a block of 32 characters equals the plain table", () => {
  const source = random(7);
  const draw = (size: number) => Array.from({ length: size }, () => "abcdef"[randomBelow(source, 6)]).join("");
  for (const size of [1, 31, 32, 33, 63, 64, 65, 96, 97, 200]) {
    for (const other of [1, 32, 64, 150]) {
      const [a, b] = [`x${draw(size)}y`, `z${draw(other)}w`];
      assertEquals(editDistance(a, b), plainDistance(a, b), `${a} | ${b}`);
    }
  }
});

Deno.test("editDistance is a symmetric distance for levenshtein and damerau", () => {
  const texts = ["", "ca", "abc", "ac", "👍a", "a👍", "kitten"];
  for (const kind of ["levenshtein", "damerau"] as EditKind[]) {
    for (const a of texts) {
      assertEquals(editDistance(a, a, { kind }), 0);
      for (const b of texts) {
        const direct = editDistance(a, b, { kind });
        assertEquals(direct, editDistance(b, a, { kind }));
        for (const c of texts) assert(direct <= editDistance(a, c, { kind }) + editDistance(c, b, { kind }));
      }
    }
  }
});

Deno.test("editDistance counts code points: no normalisation, lone surrogates are characters", () => {
  assertEquals(editDistance("👍", "👎"), 1);
  assertEquals(editDistance("é", "e\u0301"), 2);
  assertEquals(editDistance("\ud83d", "\ud83d\udc4d"), 1);
});

Deno.test("editDistance stops at most + 1", () => {
  assertEquals(editDistance("aaaa", "bbbb", { most: 2 }), 3);
  assertEquals(editDistance("aaaa", "bbbb", { most: 4 }), 4);
  assertEquals(editDistance("a".repeat(1000), "", { most: 0 }), 1);
});

Deno.test("editDistance refuses what would take too long, and long equal ends cost nothing", () => {
  const big = "ab".repeat(2 ** 18);
  assertEquals(editDistance(`${big}x`, `${big}y`), 1);
  assertThrows(() => editDistance(big, "ba".repeat(2 ** 18 - 7) + "c"), RangeError, "compared in about a second");
  assertThrows(() => editDistance("a".repeat(2 ** 20 + 1), "a"), RangeError, "1048577 characters");
  assertThrows(
    () => editDistance("a", "b", { kind: "hamming" as EditKind }),
    RangeError,
    "levenshtein, osa or damerau",
  );
  assertThrows(() => editDistance("a", "b", { most: -1 }), RangeError, "most must be a whole number");
});

function plainDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = row;
  }
  return previous[b.length];
}
