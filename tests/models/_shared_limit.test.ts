import { assertEquals, assertRejects } from "@std/assert";
import type { Redis } from "ioredis";
import { TAKE } from "../../lib/models/_redis_scripts.ts";
import { sharedLimit } from "../../lib/models/_shared_limit.ts";

const need = { inputTokens: 9, outputTokens: 9 };
const limits = { seconds: 60, requests: 5, inputTokens: 100, outputTokens: 100 };
const answer = { text: "paid", model: "x/y", usage: { inputTokens: 1, outputTokens: 1 } };

/** A Redis that says whether a call may begin, and then what it is told to. */
const redisOf = (answers: { take: unknown; else: unknown }): Redis => ({
  eval: (script: string) => {
    const said = script === TAKE ? answers.take : answers.else;
    return said instanceof Error ? Promise.reject(said) : Promise.resolve(said);
  },
} as unknown as Redis);

Deno.test("an answer that is paid is not lost because Redis cannot note what it used", async () => {
  const redis = redisOf({ take: 0, else: new Error("OOM command not allowed") });
  const limit = sharedLimit(redis, "x/y", limits);
  const begun = await limit.begin(() => Promise.resolve(answer), need, new AbortController().signal);
  assertEquals(await begun!.running, answer);
});

Deno.test("without leave from Redis no call begins, and a signal that has aborted asks for none", async () => {
  let calls = 0;
  const call = () => (calls++, Promise.resolve(answer));
  const broken = sharedLimit(redisOf({ take: new Error("gone"), else: 1 }), "x/y", limits);
  await assertRejects(() => broken.begin(call, need, new AbortController().signal), Error, "gone");
  const full = sharedLimit(redisOf({ take: 5000, else: 1 }), "x/y", limits);
  const stopping = new AbortController();
  const waiting = full.begin(call, need, stopping.signal);
  stopping.abort();
  assertEquals([await waiting, await full.begin(call, need, stopping.signal), calls], [undefined, undefined, 0]);
});

Deno.test("the error of a call is its own, for whoever waits for it", async () => {
  const limit = sharedLimit(redisOf({ take: 0, else: 1 }), "x/y", limits);
  const begun = await limit.begin(() => Promise.reject(new Error("refused")), need, new AbortController().signal);
  await assertRejects(() => begun!.running, Error, "refused");
});
