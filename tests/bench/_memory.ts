/**
 * Asks a model that does nothing about so many rows, through a whole pipeline, and prints what it took:
 * `deno run _memory.ts COUNT`. In a process of its own, since the most memory ever held cannot be set back.
 */
import { type data, pipeline, steps } from "../../mod.ts";
import { peakMemory, timed } from "./_measure.ts";

const count = Number(Deno.args[0]);
const folder = Deno.makeTempDirSync();
try {
  const path = `${folder}/rows.csv`;
  using file = Deno.openSync(path, { write: true, createNew: true });
  const encoder = new TextEncoder();
  file.writeSync(encoder.encode("id,text\n"));
  for (let i = 0; i < count; i++) file.writeSync(encoder.encode(`${i},prompt number ${i}\n`));
  const text = `name: batch
steps:
  - { name: load, type: load, path: "${path}" }
  - { name: ask, type: claude, input: "{{ steps.load.frame }}", prompt: "Say a. {row.text}" }
`;
  const plan = () => pipeline.planWorkflow(pipeline.parseWorkflow(text, "batch.yaml"), steps.STEP_TYPES);
  using cache = pipeline.openCache(`${folder}/cache.sqlite`);
  const generate = () => Promise.resolve({ text: "a", model: "bench/none" });
  const run = () =>
    pipeline.runWorkflow(plan(), {
      out: `${folder}/out`,
      cache,
      open: () => ({ kind: "prompted", model: { id: "bench/none", generate } }),
    });
  const before = peakMemory();
  const first = await timed(run);
  const peak = peakMemory();
  const again = await timed(run);
  const answered = first.value.find(({ step, name }) => step === "ask" && name === "frame")!.value as data.Frame;
  if (answered.height !== count) throw new Error(`expected ${count} answers, received ${answered.height}`);
  console.log(JSON.stringify({ firstMs: first.ms, againMs: again.ms, before, peak }));
} finally {
  Deno.removeSync(folder, { recursive: true });
}
