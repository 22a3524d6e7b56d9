import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { hasRedis, startRedis } from "../_redis.ts";
import { inTempDir, ROOT } from "../cli/_command_line.ts";
import { offline, serveHosted } from "./_hosted.ts";
import { answerTo, ITEMS, PIPELINE } from "./_hosted_pipeline.ts";

Deno.test({
  name: "workers hold the keys of hosted models, and the run that asks them needs none",
  ignore: !hasRedis,
}, async () => {
  await using fakes = serveHosted({ answer: answerTo });
  await using redis = await startRedis();
  const { host } = new URL(redis.url);
  const worker = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "-P=hosted",
      `--allow-net=${host},${fakes.hosts}`,
      "lib/cli/worker.ts",
      "--executor",
      redis.url,
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1", ...fakes.env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = worker.output();
  try {
    await inTempDir(async (directory) => {
      Deno.writeTextFileSync(join(directory, "items.csv"), ITEMS);
      const pipeline = join(directory, "hosted.yaml");
      Deno.writeTextFileSync(pipeline, PIPELINE.replaceAll("DIR", directory));
      const args = ["run", pipeline, "--out", join(directory, "out"), "--executor", redis.url];
      const said = await offline(directory, args, { net: host });
      assertEquals(said.code, 0, said.stderr);
      assertStringIncludes(said.stdout, "gate gate: pass");
      const last = await offline(directory, ["runs", "last"]);
      assertMatch(last.stdout.split("\n")[0], /9 of 9 steps done, \$0\.0\d+, exit code 0/);
      assertEquals([fakes.count, fakes.violations], [10, []]);
    });
  } finally {
    worker.kill("SIGINT");
    const { code, stderr } = await output;
    assertEquals([code, new TextDecoder().decode(stderr)], [0, ""]);
  }
});
