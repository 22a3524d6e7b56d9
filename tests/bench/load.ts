import pl from "nodejs-polars";
import { load } from "../../mod.ts";
import { type Measurement, median, report, timed } from "./_measure.ts";

const ROWS = 1_000_000;
const ROUNDS = 9;

const folder = Deno.makeTempDirSync();
try {
  const csv = `${folder}/rows.csv`;
  const jsonl = `${folder}/rows.jsonl`;
  const text = (i: number) => `prompt ${i} asks for something of middling length`;
  const lines = Array.from({ length: ROWS }, (_, i) => `${i},${text(i)},class_${i % 10}`);
  Deno.writeTextFileSync(csv, `id,text,label\n${lines.join("\n")}\n`);
  const objects = Array.from(
    { length: ROWS },
    (_, i) => JSON.stringify({ id: i, text: text(i), label: `class_${i % 10}` }),
  );
  Deno.writeTextFileSync(jsonl, `${objects.join("\n")}\n`);

  report([
    await ratio("CSV", () => pl.readCSV(csv).height, () => load(csv).frame.height),
    await ratio("JSONL", () => pl.scanJson(jsonl).collectSync().height, () => load(jsonl).frame.height),
  ]);
} finally {
  Deno.removeSync(folder, { recursive: true });
}

/** Both ways in turn, so that noise of the machine meets both. */
async function ratio(format: string, plain: () => number, ours: () => number): Promise<Measurement> {
  const times = { plain: [] as number[], ours: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    const [a, b] = [await timed(plain), await timed(ours)];
    if (a.value !== ROWS || b.value !== ROWS) {
      throw new Error(`expected ${ROWS} rows, received ${a.value} and ${b.value}`);
    }
    if (round === 0) continue;
    times.plain.push(a.ms);
    times.ours.push(b.ms);
  }
  const [plainMs, oursMs] = [median(times.plain), median(times.ours)];
  return {
    name: `load ${format}, 1,000,000 rows, against plain Polars`,
    measured: oursMs / plainMs,
    bound: 1.2,
    unit: "×",
    detail: `${oursMs.toFixed(0)} ms against ${plainMs.toFixed(0)} ms, medians of ${ROUNDS}`,
  };
}
