import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { findModels } from "../../lib/cli/_find_models.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import { priceOfModel } from "../../lib/models/prices.ts";

Deno.test("with an executor hosted models need no key here, have their price, and are never asked here", async () => {
  using models = findModels({ executor: "redis://127.0.0.1:1" });
  const opened = models.open("sonnet");
  if (opened.kind !== "prompted") throw new Error("it is asked, not trained");
  const { id, price, generate } = opened.model;
  assertEquals([id, price], ["anthropic/claude-sonnet-5-5", priceOfModel("anthropic/claude-sonnet-5-5")]);
  await assertRejects(() => generate({ messages: [{ role: "user", content: "Hi" }] }), Error, "never asked");
  assertEquals(models.open("local/majority").kind, "trained");
  assertThrows(() => models.open("sonet"), AssayError, "sonnet");
});

Deno.test("a run records or replays, not both", () => {
  assertThrows(() => findModels({ record: "a.jsonl", replay: "b.jsonl" }), AssayError, "exclude each other");
});
