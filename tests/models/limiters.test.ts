import { assert, assertEquals, assertThrows } from "@std/assert";
import { limiters } from "../../lib/models/limiters.ts";

Deno.test("everyone who asks for a model gets the same limiter, other models another", () => {
  const shared = limiters({ limits: { "a/b": { maxConcurrency: 3 } }, others: { maxConcurrency: 7 } });
  assert(shared.limiterOf("a/b") === shared.limiterOf("a/b"));
  assert(shared.limiterOf("a/b") !== shared.limiterOf("a/c"));
  assert(shared.limiterOf("a/b") !== limiters().limiterOf("a/b"));
  const ids = ["a/b", "a/c", "__proto__", "constructor"];
  assertEquals(ids.map((id) => shared.limiterOf(id).state().concurrency), [3, 7, 7, 7]);
});

Deno.test("limits out of range are refused at once", () => {
  assertThrows(() => limiters({ limits: { "a/b": { requestsPerMinute: -1 } } }), RangeError);
  assertThrows(() => limiters({ others: { maxConcurrency: 1e6 } }), RangeError);
});
