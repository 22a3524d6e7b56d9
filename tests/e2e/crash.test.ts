import { assertEquals } from "@std/assert";
import { random, randomBelow } from "../../lib/core/random.ts";

const ITEMS = 500;
const KILLS = 20;
const SCRIPT = new URL("_counting_run.ts", import.meta.url).pathname;

/** Runs the script until it ends, or until it has asked for `limit` items and is killed; gives the items that it asked for. */
async function attempt(folder: string, limit = Infinity): Promise<string[]> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", SCRIPT, `${folder}/cache.sqlite`, String(ITEMS), `${folder}/answers.json`],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const decoder = new TextDecoder();
  let text = "";
  let isKilled = false;
  for await (const chunk of child.stdout) {
    text += decoder.decode(chunk, { stream: true });
    if (!isKilled && text.split("\n").length - 1 >= limit) {
      child.kill("SIGKILL");
      isKilled = true;
    }
  }
  await child.status;
  return text.split("\n").filter((line) => line !== "");
}

Deno.test("a run that is killed again and again asks no item twice but those in flight, and ends as an undisturbed one", async () => {
  const [disturbed, calm] = [await Deno.makeTempDir(), await Deno.makeTempDir()];
  try {
    const source = random(11);
    const asked: string[] = [];
    for (let kill = 0; kill < KILLS; kill++) asked.push(...await attempt(disturbed, 1 + randomBelow(source, 40)));
    asked.push(...await attempt(disturbed));
    const undisturbed = await attempt(calm);

    assertEquals(undisturbed.length, ITEMS);
    assertEquals(new Set(asked).size, ITEMS, "an item was never asked");
    // One item is in flight when the process dies; a further one may have been printed but not kept.
    assertEquals(
      asked.length - ITEMS <= KILLS,
      true,
      `${asked.length - ITEMS} items were asked twice in ${KILLS} kills`,
    );
    assertEquals(await Deno.readTextFile(`${disturbed}/answers.json`), await Deno.readTextFile(`${calm}/answers.json`));
    assertEquals(await attempt(disturbed), [], "a finished run asks nothing");
  } finally {
    for (const folder of [disturbed, calm]) await Deno.remove(folder, { recursive: true });
  }
});
