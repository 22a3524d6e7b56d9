import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { queueName, readRedisUrl } from "../../lib/models/_redis_queue.ts";

Deno.test("readRedisUrl reads every part, and shows neither user nor password", () => {
  const { shown, options } = readRedisUrl("rediss://us%40er:p%3A%2Fw@host.example:6380/3");
  assertEquals(shown, "rediss://***@host.example:6380/3");
  const expected = { host: "host.example", port: 6380, username: "us@er", password: "p:/w", db: 3, tls: {} };
  assertEquals(options, expected);
});

Deno.test("readRedisUrl fills in port and database, and takes the brackets from an IPv6 address", () => {
  const { shown, options } = readRedisUrl("redis://[::1]");
  assertEquals(shown, "redis://[::1]:6379");
  assertEquals([options.host, options.port, options.db, options.tls], ["::1", 6379, 0, undefined]);
  assertEquals(readRedisUrl("redis://:secret@h/").shown, "redis://***@h:6379");
});

Deno.test("readRedisUrl tells all that is wrong at once, but never the password", () => {
  const wrong: [string, number][] = [
    ["", 1],
    ["localhost", 1],
    ["http://u:s3cret@h", 1],
    ["redis://", 1],
    ["redis://u:s3cret@h/one", 1],
    ["redis://u:s3cret@h/1/2?db=3#x", 2],
    ["redis://u:s3cret%ZZ@h/-1?x", 3],
  ];
  for (const [url, count] of wrong) {
    const error = assertThrows(() => readRedisUrl(url), AssayError) as AssayError;
    assertEquals([error.code, error.problems.length], ["bad_input", count], url);
    assertEquals(Deno.inspect(error).includes("s3cret"), false, url);
  }
});

Deno.test("queueName keeps models apart and holds nothing that parts a key", () => {
  const ids = ["a/b", "a:b", "a.b", "a%2Fb", "A/b", "ü/b", "a b"];
  const names = ids.map(queueName);
  assertEquals(new Set(names).size, ids.length);
  for (const name of names) assertEquals(/[:.\s]/.test(name), false, name);
});
