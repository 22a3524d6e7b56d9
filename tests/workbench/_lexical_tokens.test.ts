import { assert, assertEquals } from "@std/assert";
import { openCharacterGrams } from "../../lib/workbench/_lexical_tokens.ts";

const cosine = (a: Float64Array, b: Float64Array) => {
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

Deno.test("openCharacterGrams finds tokens alike that share runs of letters, and not others", async () => {
  const [running, runs, runner, tulip, upper] = await openCharacterGrams()
    .embed(["running", "runs", "runner", "tulip", "RUNNING"]);
  assertEquals(upper, running);
  assert(cosine(running, runner) > 0.3, "running and runner");
  assert(cosine(running, runs) > 0.1, "running and runs");
  assert(Math.abs(cosine(running, tulip)) < 0.1, "running and tulip");
});

Deno.test("openCharacterGrams hardly ever finds unrelated tokens alike", async () => {
  const letters = "abcdefghijklmnopqrst";
  const tokens = Array.from({ length: 20 }, (_, i) => letters[i].repeat(2) + letters[(i * 7 + 3) % 20].repeat(3));
  const vectors = await openCharacterGrams().embed(tokens);
  let most = 0;
  vectors.forEach((a, i) => vectors.slice(0, i).forEach((b) => most = Math.max(most, Math.abs(cosine(a, b)))));
  assert(most < 0.4, String(most));
});

Deno.test("openCharacterGrams gives every token but a blank one a direction, the same at all times", async () => {
  const tokens = ["a", ",", "\u{1f600}", "ß", "İ", "\ud83d", "__proto__", "", " "];
  const vectors = await openCharacterGrams().embed(tokens);
  assertEquals(vectors.map((vector) => vector.some((value) => value !== 0)), [...Array(7).fill(true), false, false]);
  assertEquals(await openCharacterGrams().embed(tokens.toReversed()), vectors.toReversed());
  assertEquals(new Set(vectors.map((vector) => vector.length)), new Set([512]));
});
