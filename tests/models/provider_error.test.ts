import { assert, assertEquals } from "@std/assert";
import { kindOfStatus, ProviderError, type ProviderErrorKind } from "../../lib/models/provider_error.ts";

Deno.test("what can heal is the provider's failure, what cannot is bad input", () => {
  const heals: Record<ProviderErrorKind, boolean> = {
    rate_limit: true,
    overloaded: true,
    server: true,
    timeout: true,
    connection: true,
    malformed: true,
    auth: false,
    bad_request: false,
    not_found: false,
  };
  for (const [kind, canHeal] of Object.entries(heals)) {
    const error = new ProviderError("x/y", kind as ProviderErrorKind, "why");
    assertEquals([error.canHeal, error.code], [canHeal, canHeal ? "provider_failed" : "bad_input"], kind);
  }
});

Deno.test("every status of a failure has a kind, and only those that pass by themselves can heal", () => {
  for (let status = 400; status <= 599; status++) {
    const { canHeal } = new ProviderError("x/y", kindOfStatus(status), "");
    assertEquals(canHeal, status >= 500 || [408, 409, 429].includes(status), `${status}`);
  }
  assertEquals([408, 409, 429, 503, 529, 500, 504, 401, 403, 404, 400, 422].map(kindOfStatus), [
    "timeout",
    "server",
    "rate_limit",
    "overloaded",
    "overloaded",
    "server",
    "server",
    "auth",
    "auth",
    "not_found",
    "bad_request",
    "bad_request",
  ]);
});

Deno.test("a message is one bounded line without keys and control characters, however long the body is", () => {
  const key = "sk-ant-api03-abcdefghijklmnop";
  const body = `${"x".repeat(690)}\n ${key}\u001b[31m ${"y".repeat(100_000)}`;
  const { message } = new ProviderError("x/y", "server", body, { status: 500 });
  assert(message.length < 800);
  assert(!message.includes("sk-ant") && !message.includes("\n") && !message.includes("\u001b"));
  assert(message.endsWith("… (status 500)"));
});

Deno.test("status, wait and attempts are kept and told", () => {
  const error = new ProviderError("x/y", "rate_limit", "slow down", {
    status: 429,
    retryAfterSeconds: 7,
    attempts: 3,
    limits: { requests: { remaining: 0 } },
  });
  assertEquals(error.message, "Cannot get an answer from x/y: slow down (status 429), after 3 attempts");
  assertEquals([error.problem, error.status, error.retryAfterSeconds, error.limits], [
    "slow down",
    429,
    7,
    { requests: { remaining: 0 } },
  ]);
  const bare = new ProviderError("x/y", "timeout", "late");
  assertEquals([bare.status, bare.retryAfterSeconds, bare.limits, bare.attempts], [null, null, null, 1]);
});
