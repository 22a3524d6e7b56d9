import { assertEquals, assertThrows } from "@std/assert";
import {
  credentialNames,
  credentialOf,
  MODEL_ALIASES,
  modelIdOf,
  modelIdOrName,
} from "../../lib/models/model_names.ts";

Deno.test("aliases, bare names and ids become ids", () => {
  const ids = [
    "sonnet",
    "claude-3-5-haiku-20241022",
    "gemini-2.5-flash",
    "gpt-5-mini",
    "openai/qwen3:8b",
    "local/nearest",
  ];
  assertEquals(ids.map(modelIdOf), [
    MODEL_ALIASES.sonnet.id,
    "anthropic/claude-3-5-haiku-20241022",
    "google/gemini-2.5-flash",
    "openai/gpt-5-mini",
    "openai/qwen3:8b",
    "local/nearest",
  ]);
});

Deno.test("each alias says its date and source, and names a hosted model", () => {
  for (const { id, date, source } of Object.values(MODEL_ALIASES)) {
    assertEquals([modelIdOf(id), /^20\d\d-\d\d-\d\d$/.test(date), source.startsWith("https://")], [id, true, true]);
  }
});

Deno.test("what is no model is refused with the nearest name", () => {
  for (
    const name of [
      "",
      "constructor",
      "mistral/x",
      "anthropic/",
      "anthropic/a b",
      `openai/${"x".repeat(300)}`,
      "openai/../x?y",
    ]
  ) {
    assertThrows(() => modelIdOf(name), Error, "model must be a known name");
  }
  assertThrows(() => modelIdOf("hauku"), Error, 'did you mean "haiku"?');
  assertThrows(() => modelIdOf("local/nearets"), Error, 'did you mean "local/nearest"?');
});

Deno.test("a provider's key is named, a local model needs none", () => {
  assertEquals(["anthropic/x", "google/x", "openai/x", "local/nearest", "constructor/x"].map(credentialOf), [
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "OPENAI_API_KEY",
    null,
    null,
  ]);
  assertEquals(credentialNames("google/x"), ["GEMINI_API_KEY", "GOOGLE_API_KEY"]);
});

Deno.test("a name that is no model stands for itself where its lack is told elsewhere", () => {
  assertEquals(["sonnet", "gpt-x", "system", ""].map(modelIdOrName), [
    modelIdOf("sonnet"),
    "openai/gpt-x",
    "system",
    "",
  ]);
});
