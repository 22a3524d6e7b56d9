/**
 * The benchmarks. `deno task bench` runs each in a process of its own, prints a table and writes reports/bench.json.
 *
 * The bounds are goals, told beside what was measured; nothing fails when a busy machine misses one.
 */
import type { Measurement } from "./_measure.ts";

const BENCHES = ["start", "load", "engine", "models", "stats", "metrics", "clinc150", "mmlu_redux"];

if (Deno.args.includes("--help")) {
  console.log(`deno task bench [name …]: measures speed and memory. Names: ${BENCHES.join(", ")}`);
  Deno.exit(0);
}
const unknown = Deno.args.filter((name) => !BENCHES.includes(name));
if (unknown.length > 0) {
  console.error(`error: unknown benchmark ${unknown.join(", ")}, known: ${BENCHES.join(", ")}`);
  Deno.exit(2);
}

const found: Measurement[] = [];
for (const name of Deno.args.length > 0 ? Deno.args : BENCHES) {
  const script = new URL(`${name}.ts`, import.meta.url).pathname;
  const { success, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", script],
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`the benchmark ${name} failed`);
  const measured = JSON.parse(new TextDecoder().decode(stdout)) as Measurement[];
  if (measured.length === 0) console.log(`${name}: skipped, its data is not here`);
  found.push(...measured);
}

const width = Math.max(0, ...found.map(({ name }) => name.length));
for (const { name, measured, bound, unit, detail } of found) {
  const digits = unit === "×" ? 2 : 0;
  const kept = measured <= bound ? "within" : "ABOVE ";
  console.log(
    `${name.padEnd(width)}  ${measured.toFixed(digits).padStart(7)} ${
      unit.padEnd(2)
    }  ${kept} ${bound} ${unit}  (${detail})`,
  );
}
Deno.mkdirSync("reports", { recursive: true });
Deno.writeTextFileSync(
  "reports/bench.json",
  `${JSON.stringify({ deno: Deno.version.deno, measurements: found }, null, 2)}\n`,
);
