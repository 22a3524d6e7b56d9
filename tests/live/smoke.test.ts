import { assertEquals, assertRejects } from "@std/assert";
import { modelIdOf } from "../../lib/models/model_names.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import { serveGoogle } from "../fakes/_google.ts";
import { serveOpenAI } from "../fakes/_openai.ts";
import { smoke } from "./_smoke.ts";

const INPUT = { town: "Ghent" };
const JSON_ANSWER = '{"answer":"yes"}';

/** What is asked for, told by the request. */
function kindOf(body: unknown): "call" | "json" | "text" {
  const text = JSON.stringify(body);
  return text.includes("Ghent") ? "call" : text.includes('"enum"') ? "json" : "text";
}

/** Servers that answer as the smoke tests want, by the name of the provider. */
const FAKES = {
  anthropic: () =>
    serveAnthropic({
      answer({ params }) {
        const kind = kindOf(params);
        if (kind === "call") return { text: "", toolCalls: [{ id: "toolu_1", name: "weather", input: INPUT }] };
        return { text: kind === "json" ? JSON_ANSWER : "Yes." };
      },
    }),
  google: () =>
    serveGoogle(({ body }) => {
      const kind = kindOf(body);
      if (kind === "call") return { parts: [{ functionCall: { name: "weather", args: INPUT } }] };
      return { parts: [{ text: kind === "json" ? JSON_ANSWER : "Yes." }] };
    }),
  openai: () =>
    serveOpenAI(({ body }) => {
      const kind = kindOf(body);
      if (kind === "call") return { calls: [{ id: "call_1", name: "weather", input: JSON.stringify(INPUT) }] };
      return { pieces: [kind === "json" ? JSON_ANSWER : "Yes."] };
    }),
};
const KEYS = ["ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY", "OPENAI_API_KEY"];
const MODELS = { anthropic: "haiku", google: "flash", openai: "openai/gpt-5.4-nano" };

for (const [provider, serve] of Object.entries(FAKES)) {
  const model = MODELS[provider as keyof typeof MODELS];

  Deno.test(`the live test of ${provider} holds for a server that speaks its protocol`, async () => {
    await using fake = serve();
    const path = provider === "openai" ? "/v1" : "";
    const env = (name: string) => name.endsWith("_BASE_URL") ? `${fake.url}${path}` : "key";
    await smoke(modelIdOf(model), env);
    assertEquals(fake.violations, []);
    assertEquals(fake.count, provider === "openai" ? 3 : 4);
  });

  Deno.test(`each provider has one live test, which asks a cheap model: ${provider}`, async () => {
    const text = await Deno.readTextFile(new URL(`./${provider}.test.ts`, import.meta.url));
    assertEquals(text.match(/smokeTest\("[^"]+"\)/g), [`smokeTest("${model}")`]);
  });
}

Deno.test("a server that does not call the function fails the live test", async () => {
  await using fake = serveAnthropic({
    answer: ({ params }) => ({ text: kindOf(params) === "json" ? JSON_ANSWER : "Yes." }),
  });
  const env = (name: string) => name.endsWith("_BASE_URL") ? fake.url : "key";
  await assertRejects(() => smoke(modelIdOf("haiku"), env), Error, "weather");
});

Deno.test("without its key no provider is asked", async () => {
  const files = Object.keys(FAKES).map((provider) => `tests/live/${provider}.test.ts`);
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["test", "-A", "--no-check", "--no-lock", ...files],
    cwd: new URL("../..", import.meta.url),
    env: { NO_COLOR: "1", ...Object.fromEntries(KEYS.map((name) => [name, ""])) },
  }).output();
  assertEquals([code, new TextDecoder().decode(stdout).includes("0 passed | 0 failed | 3 ignored")], [0, true]);
});
