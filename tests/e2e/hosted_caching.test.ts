import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { formatDollars } from "../../lib/cli/_units.ts";
import { priceOfModel } from "../../lib/models/prices.ts";
import { inTempDir } from "../cli/_command_line.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import { hosted, KEYS } from "./_hosted.ts";
import { askingAbout, rowsOf } from "./_hosted_pipeline.ts";

Deno.test("what the provider's cache saves over rows with one long instruction is told with the run", async () => {
  await using server = serveAnthropic();
  await inTempDir(async (directory) => {
    Deno.writeTextFileSync(join(directory, "rows.csv"), rowsOf(12));
    const system = `    system: "${"Read with care. ".repeat(600)}"\n`;
    const pipeline = join(directory, "rows.yaml");
    Deno.writeTextFileSync(pipeline, askingAbout(join(directory, "rows.csv"), "sonnet", system));
    const fakes = { env: { ...KEYS, ANTHROPIC_BASE_URL: server.url }, hosts: new URL(server.url).host };
    const said = await hosted(directory, ["run", pipeline, "--out", join(directory, "out")], { fakes });
    assertEquals([said.code, server.violations], [0, []]);

    const runs = join(directory, "workspace", "runs");
    const [id] = Array.from(Deno.readDirSync(runs), ({ name }) => name);
    const lines = Deno.readTextFileSync(join(runs, id, "spending.jsonl")).trim().split("\n").map((line) =>
      JSON.parse(line)
    );
    assertEquals(lines.length, 12);
    const sum = (name: string) => lines.reduce((total, line) => total + line[name], 0);
    // The first to be asked is kept, all that follow read it.
    assert(sum("cacheReadTokens") > 7 * 2400, `${sum("cacheReadTokens")} tokens were read`);
    const { input, cacheRead, cacheWrite } = priceOfModel("anthropic/claude-sonnet-5-5")!;
    const saved = (sum("cacheReadTokens") * (input - cacheRead!) + sum("cacheWriteTokens") * (input - cacheWrite!)) /
      1e6;
    assert(saved > 0 && Math.abs(sum("saved") - saved) < 1e-12, `${sum("saved")} is not ${saved}`);
    const { stdout } = await hosted(directory, ["runs", "last"]);
    assertStringIncludes(stdout.split("\n")[0], `${formatDollars(saved)} saved by the provider's cache`);
  });
});
