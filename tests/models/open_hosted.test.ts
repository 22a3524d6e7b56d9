import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openCassette } from "../../lib/models/cassette.ts";
import { limiters } from "../../lib/models/limiters.ts";
import type { Model, ModelRequest } from "../../lib/models/model.ts";
import {
  HOSTED_VARIABLES,
  type HostedConnection,
  type HostedOptions,
  isHosted,
  modelOpener,
  openHosted,
  type Provider,
} from "../../lib/models/open_hosted.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import { virtualClock } from "./_virtual_clock.ts";

const hello: ModelRequest = { messages: [{ role: "user", content: "Hello" }] };

interface Loaded {
  provider: Provider;
  name: string;
  connection: HostedConnection;
}

function hosted(variables: Record<string, string>, more: Partial<HostedOptions> = {}) {
  const loads: Loaded[] = [];
  const clock = virtualClock();
  let calls = 0;
  const options: HostedOptions = {
    env: (name) => variables[name],
    limiters: limiters(clock),
    mayReach: () => true,
    policy: { ...clock, random: () => 0 },
    load: (provider) =>
      Promise.resolve((name: string, connection: HostedConnection): Model => {
        loads.push({ provider, name, connection });
        return {
          id: `${provider}/${name}`,
          generate() {
            if (calls++ === 0) return Promise.reject(new ProviderError(`${provider}/${name}`, "overloaded", "busy"));
            return Promise.resolve({ text: "Hi", model: "m" });
          },
        };
      }),
    ...more,
  };
  return { options, loads, clock, calls: () => calls };
}

function problemsOf(id: string, variables: Record<string, string>, more: Partial<HostedOptions> = {}) {
  return (assertThrows(() => openHosted(id, hosted(variables, more).options), AssayError) as AssayError).problems;
}

Deno.test("a hosted model has its key, its price, the policy, and its provider only once it is asked", async () => {
  const { options, loads, clock, calls } = hosted({
    ANTHROPIC_API_KEY: " k1 ",
    ANTHROPIC_BASE_URL: "http://localhost:1/x",
  });
  const { model, kind } = openHosted("sonnet", options);
  assertEquals([kind, model.id, model.price?.input, loads.length], ["prompted", "anthropic/claude-sonnet-5-5", 2, 0]);
  assertEquals((await clock.run(Promise.all([model.generate(hello), model.generate(hello)]))).length, 2);
  assertEquals(calls(), 3);
  assertEquals(loads.map(({ provider, name, connection }) => [provider, name, connection.apiKey, connection.baseUrl]), [
    ["anthropic", "claude-sonnet-5-5", "k1", "http://localhost:1/x"],
  ]);
});

Deno.test("an unknown price is null, a given one counts, and what headers say reaches the shared limiter", async () => {
  const { options, loads, clock } = hosted({ OPENAI_API_KEY: "k" });
  const prices = { "openai/own": { input: 0, output: 0, date: "", source: "" } };
  assertEquals(openHosted("openai/unknown", options).model.price, null);
  const { model } = openHosted("openai/own", { ...options, prices });
  assertEquals(model.price?.output, 0);
  await clock.run(model.generate(hello));
  loads[0].connection.onHeaders(
    new Headers({ "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "30s" }),
  );
  const before = clock.now();
  await clock.run(openHosted("openai/own", options).model.generate(hello));
  assertEquals(clock.now() - before, 30_000);
});

Deno.test("a key that is missing is named with how to grant it; another server of OpenAI's protocol needs none", () => {
  assertEquals(problemsOf("opus", {}), [
    "ANTHROPIC_API_KEY must hold the key, and the task must be allowed to read it: deno task hosted run …, or --allow-env=ANTHROPIC_API_KEY",
  ]);
  assert(problemsOf("flash", { GEMINI_API_KEY: "  " })[0].startsWith("GEMINI_API_KEY or GOOGLE_API_KEY must hold"));
  assert(problemsOf("openai/x", { OPENAI_BASE_URL: "https://api.openai.com/v2" })[0].startsWith("OPENAI_API_KEY"));
  const own = hosted({ OPENAI_BASE_URL: "http://127.0.0.1:11434/v1" });
  assertEquals(openHosted("openai/qwen3:8b", own.options).model.id, "openai/qwen3:8b");
  const denied = () => {
    throw new Deno.errors.NotCapable("no");
  };
  assert(problemsOf("opus", {}, { env: denied })[0].includes("--allow-env=ANTHROPIC_API_KEY"));
});

Deno.test("each provider has its variables, those of options before those of the environment", async () => {
  const variables = { GOOGLE_API_KEY: "g", GEMINI_BASE_URL: "http://g:1", GOOGLE_BASE_URL: "http://g:2" };
  const seen: (string | undefined)[] = [];
  for (const baseUrls of [undefined, { google: "http://g:3" }]) {
    const { options, loads, clock } = hosted(variables, { baseUrls });
    await clock.run(openHosted("flash", options).model.generate(hello));
    seen.push(loads[0].connection.baseUrl, loads[0].connection.apiKey);
  }
  assertEquals(seen, ["http://g:2", "g", "http://g:3", "g"]);
  assertEquals(HOSTED_VARIABLES, [
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_BASE_URL",
    "GEMINI_API_KEY",
    "GEMINI_BASE_URL",
    "GOOGLE_API_KEY",
    "GOOGLE_BASE_URL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
  ]);
});

Deno.test("a host that may not be reached, and an address that is none, are told without secrets", () => {
  const asked: string[] = [];
  const mayReach = (host: string) => (asked.push(host), false);
  const problems = problemsOf("opus", { ANTHROPIC_API_KEY: "k" }, { mayReach });
  assertEquals(problems, [
    "this task has no access to api.anthropic.com:443; grant it: deno task hosted run …, or --allow-net=api.anthropic.com:443",
  ]);
  problemsOf("openai/x", { OPENAI_BASE_URL: "http://[::1]/v1" }, { mayReach });
  assertEquals(asked, ["api.anthropic.com:443", "[::1]:80"]);
  for (const bad of ["localhost:1", "ftp://x", "file:///etc/passwd", "http://me:hunter2@h/", "nonsense"]) {
    const [problem] = problemsOf("openai/x", { OPENAI_API_KEY: "k", OPENAI_BASE_URL: bad });
    assert(problem.startsWith("the base URL of OPENAI_BASE_URL must be") && !problem.includes("hunter2"), problem);
  }
});

Deno.test("a provider that cannot be loaded is told, and loaded the next time if it is there", async () => {
  let tries = 0;
  const raw: Model = { id: "openai/x", generate: () => Promise.resolve({ text: "Hi", model: "m" }) };
  const load = () => ++tries === 1 ? Promise.reject(new Error("no such file")) : Promise.resolve(() => raw);
  const { options, clock } = hosted({ OPENAI_API_KEY: "k" }, { load });
  const { model } = openHosted("openai/x", options);
  await assertRejects(() => clock.run(model.generate(hello)), Error, "no such file");
  assertEquals((await clock.run(model.generate(hello))).text, "Hi");
});

Deno.test("local models are opened here, hosted ones once, under any of their names", () => {
  const { options } = hosted({ ANTHROPIC_API_KEY: "k" });
  const open = modelOpener(options);
  assertEquals(["local/nearest", "local/majority", "sonnet"].map((id) => open(id).kind), [
    "prompted",
    "trained",
    "prompted",
  ]);
  assert(open("sonnet") === open("anthropic/claude-sonnet-5-5"));
  assertThrows(() => open("hauku"), AssayError, 'did you mean "haiku"?');
  assertThrows(() => openHosted("local/nearest", options), AssayError, "no hosted model");
  assertEquals(["openai/x", "local/x", "openai", "constructor/x"].map(isHosted), [true, false, false, false]);
});

Deno.test("what is recorded is replayed without key, network and provider, at the same price", async () => {
  const path = Deno.makeTempFileSync();
  const { options, clock, calls } = hosted({ ANTHROPIC_API_KEY: "k" });
  {
    using record = openCassette(path, { mode: "record" });
    const opened = modelOpener({ ...options, record })("sonnet");
    assert(opened.kind === "prompted");
    // Recording waits for the disk, which the virtual clock knows nothing of.
    const pending = (opened as { model: Model }).model.generate(hello);
    await clock.advance(10);
    await pending;
    assertEquals(calls(), 2);
  }
  using replay = openCassette(path, { mode: "replay" });
  const refuse = () => {
    throw new Error("asked");
  };
  const open = modelOpener({ env: refuse, limiters: limiters(), mayReach: refuse, load: refuse, replay });
  const { model } = open("sonnet") as { model: Model };
  assertEquals([(await model.generate(hello)).text, model.price?.input], ["Hi", 2]);
  assertEquals(open("local/majority").kind, "trained");
});

Deno.test("each provider of this project is found, and is reached where the options say", async () => {
  const variables = { ANTHROPIC_API_KEY: "k", GEMINI_API_KEY: "k", OPENAI_API_KEY: "k" };
  // Nothing listens on this port.
  const nowhere = "http://127.0.0.1:1";
  const baseUrls = { anthropic: nowhere, google: nowhere, openai: nowhere };
  for (const id of ["anthropic/a", "google/b", "openai/c"]) {
    const { options } = hosted(variables, { load: undefined, baseUrls, policy: { maxRetries: 0 } });
    const error = await assertRejects(
      () => openHosted(id, options).model.generate(hello),
      ProviderError,
    ) as ProviderError;
    assertEquals([error.model, error.kind], [id, "connection"]);
  }
});

Deno.test("a batch that nothing could find again is cancelled when the signal aborts; one with a store goes on", async () => {
  for (const store of [undefined, { get: () => undefined, put: () => {} }]) {
    const stopping = new AbortController();
    await using server = serveAnthropic({ batch: { polls: 9, onLook: () => stopping.abort(new Error("stopped")) } });
    const { options } = hosted({ ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.url });
    const { model } = openHosted("sonnet", options);
    const { signal } = stopping;
    await assertRejects(() => model.batched!({ store, signal }).generate({ ...hello, signal }), Error, "stopped");
    assertEquals(server.calls.some(({ path }) => path.endsWith("/cancel")), store === undefined);
  }
});
