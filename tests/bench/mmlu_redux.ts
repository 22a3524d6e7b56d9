import { parse } from "@std/csv";
import { compare, evaluate } from "../../mod.ts";
import { realData, report, timed } from "./_measure.ts";

const SYSTEMS = { from: 4, to: 18 };

const folder = realData("mmlu_redux");
if (folder === null) report([]);
else {
  const files = Array.from(Deno.readDirSync(folder)).map(({ name }) => name).filter((name) => name.endsWith(".csv"))
    .sort();
  const tables = files.map((name) => parse(Deno.readTextFileSync(new URL(name, folder))) as string[][]);
  const rows = tables.flatMap((table) => table.slice(1));
  const references = rows.map((row) => "ABCD"[Number(row[2])]);
  const systems = tables[0][0].slice(SYSTEMS.from, SYSTEMS.to);
  const evaluations = systems.flatMap((system, s) => {
    const predictions = rows.map((row) => row[SYSTEMS.from + s] === "" ? null : row[SYSTEMS.from + s]);
    return evaluate({ system, references, predictions });
  });
  const { ms, value } = await timed(() => compare(evaluations));
  report([{
    name: "mmlu_redux: all paired comparisons, 10,000 resamples each",
    measured: ms,
    bound: 5000,
    unit: "ms",
    detail: `${value.pairs.length} pairs of ${systems.length} systems on ${rows.length} items`,
  }]);
}
