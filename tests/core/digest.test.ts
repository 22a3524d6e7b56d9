import { assertEquals, assertNotEquals } from "@std/assert";
import { digest, digestJson } from "../../lib/core/digest.ts";

// FIPS 180-2, appendix B, and the empty message of NIST's SHA-256 test vectors.
const VECTORS: readonly (readonly [string, string, string])[] = [
  ["the empty message", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["one block", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "two blocks",
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a million letters", "a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
];
for (const [name, message, expected] of VECTORS) {
  Deno.test(`${name} has its published SHA-256, as text and as bytes`, () => {
    assertEquals(digest(message), expected);
    assertEquals(digest(new TextEncoder().encode(message)), expected);
  });
}

Deno.test("the digest of a JSON value does not depend on the order of keys, but on everything else", () => {
  assertEquals(digestJson({ a: 1, b: [2, { c: 3, d: 4 }] }), digestJson({ b: [2, { d: 4, c: 3 }], a: 1 }));
  assertEquals(digestJson({ a: 1 }), digest('{"a":1}'));
  assertNotEquals(digestJson([1, 2]), digestJson([2, 1]));
});
