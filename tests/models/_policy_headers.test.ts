import { assertEquals } from "@std/assert";
import { readRateHeaders, retryAfterOf } from "../../lib/models/_policy_headers.ts";

const now = Date.parse("2026-11-21T12:00:00Z");

Deno.test("the headers of both vendors are read, with times as dates and as durations", () => {
  const anthropic = new Headers({
    "anthropic-ratelimit-requests-limit": "50",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": "2026-11-21T12:00:30Z",
    "anthropic-ratelimit-output-tokens-remaining": "8000",
    "anthropic-ratelimit-output-tokens-reset": "2026-11-21T11:59:00Z",
  });
  assertEquals(readRateHeaders(anthropic, { now }), {
    requests: { limit: 50, remaining: 0, resetSeconds: 30 },
    outputTokens: { remaining: 8000, resetSeconds: 0 },
  });
  const openai = new Headers({
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-remaining-tokens": "149984",
    "x-ratelimit-reset-tokens": "6m12.5s",
  });
  assertEquals(readRateHeaders(openai, { now }), {
    requests: { limit: 60, remaining: 59, resetSeconds: 1 },
    tokens: { remaining: 149984, resetSeconds: 372.5 },
  });
});

Deno.test("headers that make no sense are passed over", () => {
  for (const bad of ["", "-1", "NaN", "1e400", "Infinity", "0x10", "9".repeat(400), "1 2", "soon", "1m1"]) {
    const headers = new Headers({
      "x-ratelimit-remaining-requests": bad,
      "x-ratelimit-limit-tokens": "10",
      "x-ratelimit-reset-tokens": bad,
      "retry-after": bad,
    });
    assertEquals(readRateHeaders(headers, { now }).requests, undefined, bad);
    const { resetSeconds = 0 } = readRateHeaders(headers, { now }).tokens!;
    const wait = retryAfterOf(headers, { now }) ?? 0;
    for (const seconds of [resetSeconds, wait]) assertEquals(seconds >= 0 && seconds <= 86_400, true, bad);
  }
  assertEquals(readRateHeaders(new Headers()), {});
});

Deno.test("retry-after is seconds, a date or milliseconds, and never negative", () => {
  const of = (headers: Record<string, string>) => retryAfterOf(new Headers(headers), { now });
  assertEquals(of({ "retry-after": "30" }), 30);
  assertEquals(of({ "retry-after": "0.5" }), 0.5);
  assertEquals(of({ "retry-after": "Sat, 21 Nov 2026 12:00:10 GMT" }), 10);
  assertEquals(of({ "retry-after": "Sat, 21 Nov 2026 11:00:00 GMT" }), 0);
  assertEquals(of({ "retry-after": "9", "retry-after-ms": "1500" }), 1.5);
  assertEquals(of({}), undefined);
});
