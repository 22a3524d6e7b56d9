import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { openCassette, recording } from "../../lib/models/cassette.ts";
import { limiters } from "../../lib/models/limiters.ts";
import { modelOpener } from "../../lib/models/open_hosted.ts";
import { openModel } from "../../lib/models/open_model.ts";
import { replayingAny } from "../../lib/models/replaying_any.ts";

const asked = (content: string) => ({ messages: [{ role: "user" as const, content }] });

/** A cassette in which each model was asked some texts. */
async function cassetteOf(recorded: Record<string, readonly string[]>): Promise<string> {
  const path = Deno.makeTempFileSync({ suffix: ".jsonl" });
  using cassette = openCassette(path, { mode: "record" });
  for (const [id, texts] of Object.entries(recorded)) {
    const model = recording({ id, generate: () => Promise.resolve({ text: `${id} says`, model: id }) }, cassette);
    for (const text of texts) await model.generate(asked(text));
  }
  return path;
}

Deno.test("local/replay answers what was recorded, whichever model was asked, and costs nothing", async () => {
  using replay = openCassette(await cassetteOf({ "x/a": ["one"], "x/b": ["two"] }), { mode: "replay" });
  const opened = modelOpener({ env: () => undefined, limiters: limiters(), replay })("local/replay");
  if (opened.kind !== "prompted") throw new Error("it is not prompted");
  const texts = await Promise.all(["one", "two"].map(async (text) => (await opened.model.generate(asked(text))).text));
  assertEquals([texts, opened.model.id, opened.model.price], [["x/a says", "x/b says"], "local/replay", undefined]);
});

Deno.test("what was not recorded shows the nearest, what two models answered asks for a name", async () => {
  using replay = openCassette(await cassetteOf({ "x/a": ["one two three"], "x/b": ["one two three"] }), {
    mode: "replay",
  });
  const model = replayingAny(replay);
  await assertRejects(() => model.generate(asked("one two four")), AssayError, "the nearest recorded request");
  await assertRejects(() => model.generate(asked("one two three")), AssayError, "x/a, x/b to this request");
});

Deno.test("local/replay without a cassette, or with an empty one, says what it needs", async () => {
  assertThrows(() => openModel("local/replay"), AssayError, "--replay FILE");
  using empty = openCassette(await cassetteOf({}), { mode: "replay" });
  await assertRejects(() => replayingAny(empty).generate(asked("one")), AssayError, "it holds nothing of local/replay");
});
