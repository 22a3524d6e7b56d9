import { median, report, timed } from "./_measure.ts";

const times: number[] = [];
for (let round = 0; round < 4; round++) {
  const { ms, value } = await timed(() => {
    const args = ["run", "-q", "-P=run", "lib/cli/main.ts", "demo"];
    return new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).output();
  });
  if (!value.success) throw new Error("the demo failed");
  if (round > 0) times.push(ms);
}
report([{
  name: "demo, warm, from start to report",
  measured: median(times),
  bound: 5000,
  unit: "ms",
  detail: "median of 3",
}]);
