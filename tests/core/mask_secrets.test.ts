import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { maskSecrets, secretsIn } from "../../lib/core/mask_secrets.ts";

const KEYS: readonly string[] = [
  "sk-ant-api03-Zm9vYmFy_x-1234567890",
  "sk-proj-abcdefghijklmnop",
  "AIzaSyA1234567890abcdefghijklmnopqrstu",
  "hf_abcdefghijklmnopqrstuvwx",
  "ghp_0123456789abcdefghijABCDEFGHIJ012345",
  "AKIAIOSFODNN7EXAMPLE",
  "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
];
for (const key of KEYS) {
  Deno.test(`a key is known by its shape wherever it stands: ${key.slice(0, 6)}…`, () => {
    assertEquals(maskSecrets(`${key} and "${key}", (key=${key})`), `*** and "***", (key=***)`);
  });
}

const REPLACED: readonly (readonly [string, string])[] = [
  ["Authorization: Bearer abc.DEF-123~x", "Authorization: Bearer ***"],
  ["authorization: bearer   abcdefgh", "authorization: bearer   ***"],
  ['{"authorization":"Basic dXNlcjpwYXNz"}', '{"authorization":"Basic ***"}'],
  ["redis://user:p@ss@127.0.0.1:6379/0", "redis://user:***@127.0.0.1:6379/0"],
  ["rediss://:x@h and postgres://a:b@h/db", "rediss://:***@h and postgres://a:***@h/db"],
];
for (const [text, masked] of REPLACED) {
  Deno.test(`only the secret part is replaced: ${masked}`, () => assertEquals(maskSecrets(text), masked));
}

const ORDINARY: readonly string[] = [
  "task-augmentation-with-many-words runs",
  "the bearer of news",
  "http://127.0.0.1:8080/path@x and https://user@host/",
  "mail a:b@c.d, ratio 1:2@3",
  "sk-learn and AIza",
  "",
];
for (const text of ORDINARY) {
  Deno.test(`ordinary text stays: ${text}`, () => assertEquals(maskSecrets(text, ["", "abc"]), text));
}

Deno.test("secrets that overlap are replaced as a whole, whatever their order", () => {
  for (const secrets of [["abcdef", "defghi"], ["defghi", "abcdef"]]) {
    assertEquals(maskSecrets("<abcdefghi>", secrets), "<***>");
  }
  assertEquals(maskSecrets("<secret-long>", ["secret", "secret-long"]), "<***>");
  assertEquals(maskSecrets("<aaaaaa>", ["aaaa"]), "<***>");
});

Deno.test("a secret is also found as JSON and URLs write it", () => {
  const secret = 'p"ss wörd\\';
  assertEquals(maskSecrets(JSON.stringify({ a: secret }), [secret]), '{"a":"***"}');
  assertEquals(maskSecrets(`?key=${encodeURIComponent(secret)}&x=1`, [secret]), "?key=***&x=1");
});

Deno.test("no secret survives, wherever it is put", () => {
  const part = fc.string({ unit: "binary", maxLength: 20 });
  const secret = fc.string({ unit: "binary-ascii", minLength: 4, maxLength: 20 }).filter((text) => !text.includes("*"));
  fc.assert(fc.property(fc.array(secret, { minLength: 1, maxLength: 3 }), fc.array(part), (secrets, parts) => {
    const masked = maskSecrets(parts.join(secrets[0]) + secrets.join(""), secrets);
    for (const one of secrets) assertFalse(masked.includes(one), JSON.stringify([one, masked]));
  }));
});

const HARD: readonly string[] = ["sk-", "://", "://a:", "Bearer ", "eyJ", "AIza", "sk-ant-", "eyJaaaaaaaa.", "a:b@"];
Deno.test("texts made to be slow take no longer than others", () => {
  const started = performance.now();
  for (const piece of HARD) maskSecrets(piece.repeat(200_000));
  const seconds = (performance.now() - started) / 1000;
  assert(seconds < 10, `${seconds} s`);
});

Deno.test("the secrets of an environment are the values of telling names and the passwords of URLs", () => {
  const found = secretsIn({
    PATH: "/usr/bin",
    ANTHROPIC_API_KEY: "value-1",
    hf_token: "value-2",
    DB_PASSWORD: "value-3",
    EMPTY_KEY: "",
    SHORT_KEY: "abc",
    ABSENT_KEY: undefined,
    REDIS_URL: "redis://:100%25sure@db",
    ODD_URL: "redis://:100%zz@db",
    PLAIN_URL: "https://example.org/",
  });
  assertEquals(found, ["value-1", "value-2", "value-3", "100%25sure", "100%sure", "100%zz"]);
});
