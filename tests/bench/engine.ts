import { data, pipeline, predict, steps } from "../../mod.ts";
import { type Measurement, median, peakMemory, report, timed } from "./_measure.ts";

const ITEMS = 10_000;
const STEPS = 500;

const folder = Deno.makeTempDirSync();
try {
  report([await planning(), ...await batches(), ...await answering(), await looping(), ...await fanOut()]);
} finally {
  Deno.removeSync(folder, { recursive: true });
}

async function planning(): Promise<Measurement> {
  const lines = Array.from({ length: STEPS }, (_, i) => {
    const input = i === 0 ? "path: x.csv" : `input: "{{ steps.s${i - 1}.frame }}", id: "{{ params.id }}"`;
    return `  - { name: s${i}, type: ${i === 0 ? "load" : "validate"}, ${input} }`;
  });
  const text = `name: long\nparams: { id: key }\nsteps:\n${lines.join("\n")}\n`;
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const plan = () => pipeline.planWorkflow(pipeline.parseWorkflow(text, "long.yaml"), steps.STEP_TYPES);
    times.push((await timed(plan)).ms);
  }
  return {
    name: `plan ${STEPS} steps`,
    measured: median(times),
    bound: 100,
    unit: "ms",
    detail: "parsed and checked, median of 5",
  };
}

/** A model that does nothing, so that what is measured is everything around it. */
async function answering(): Promise<Measurement[]> {
  using cache = pipeline.openCache(`${folder}/cache.sqlite`);
  const texts = Array.from({ length: ITEMS }, (_, i) => `prompt number ${i}`);
  const test = data.frameOf({ text: texts, label: texts.map((_, i) => i % 2 === 0 ? "a" : "b") });
  const train = data.frameOf({ text: ["x", "y"], label: ["a", "b"] });
  let asked = 0;
  const generate = () => {
    asked++;
    return Promise.resolve({ text: "a", model: "bench/none" });
  };
  const model = { id: "bench/none", generate };
  const ask = () =>
    predict({
      train,
      test,
      input: "text",
      target: "label",
      systems: [{ model: "bench/none" }],
      open: () => ({ kind: "prompted", model }),
      cache,
    });
  const first = await timed(ask);
  const again = await timed(ask);
  if (asked !== ITEMS) throw new Error(`expected ${ITEMS} calls, received ${asked}`);
  const memory = peakMemory();
  return [
    {
      name: `${ITEMS} items through a model that does nothing`,
      measured: first.ms,
      bound: 1000,
      unit: "ms",
      detail: "each answer kept",
    },
    { name: `the same ${ITEMS} items from the cache`, measured: again.ms, bound: 1000, unit: "ms", detail: "no call" },
    ...(memory === null
      ? []
      : [{ name: "engine: peak memory", measured: memory, bound: 300, unit: "MB", detail: "the whole process" }]),
  ];
}

/** Whole pipelines with ever more rows, each in a process of its own. */
async function batches(): Promise<Measurement[]> {
  const found: Measurement[] = [];
  const peaks: number[] = [];
  const bounds = [{ count: 10_000, ms: 1000, mb: 300 }, { count: 100_000, ms: 8000, mb: 300 }, {
    // Beyond the promises: frames are held whole, at less than 1 KB a row.
    count: 300_000,
    ms: 40_000,
    mb: 400,
  }];
  for (const { count, ms, mb } of bounds) {
    const { stdout, success } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", new URL("_memory.ts", import.meta.url).pathname, String(count)],
      stderr: "inherit",
    }).output();
    if (!success) throw new Error(`the pipeline with ${count} rows failed`);
    const { firstMs, againMs, before, peak } = JSON.parse(new TextDecoder().decode(stdout));
    const name = `pipeline, ${count} rows through a model that does nothing`;
    found.push({
      name,
      measured: firstMs,
      bound: ms,
      unit: "ms",
      detail: `read, planned and asked, ${perItem(firstMs, count)}`,
    });
    const bound = Math.max(1000, count / 10);
    found.push({
      name: "  the same from the cache",
      measured: againMs,
      bound,
      unit: "ms",
      detail: perItem(againMs, count),
    });
    if (peak === null) continue;
    peaks.push(peak);
    const detail = `${(peak / peaks[0]).toFixed(2)} × that of ${bounds[0].count} rows; ${before.toFixed(0)} MB before`;
    found.push({ name: "  its peak memory", measured: peak, bound: mb, unit: "MB", detail });
  }
  return found;
}

function perItem(ms: number, count: number): string {
  return `${(ms / count * 1000).toFixed(0)} µs a row`;
}

/** A loop whose step does next to nothing. */
async function looping(): Promise<Measurement> {
  const text = `name: loop
steps:
  - name: each
    type: for_loop
    data_source: ${ITEMS}
    steps: [{ name: set, type: set_variable, variables: { last: "{{ item }}" } }]
`;
  const plan = pipeline.planWorkflow(pipeline.parseWorkflow(text, "loop.yaml"), steps.STEP_TYPES);
  const { ms } = await timed(() => pipeline.runWorkflow(plan, { out: `${folder}/out` }));
  // As much as the same number of items of a batch step may take.
  return { name: `for_loop, ${ITEMS} iterations`, measured: ms, bound: 1000, unit: "ms", detail: perItem(ms, ITEMS) };
}

/** Calls that only wait: what is lost against the ideal is the engine's. */
async function fanOut(): Promise<Measurement[]> {
  const [waitMs, concurrency] = [50, 200];
  const texts = Array.from({ length: ITEMS }, (_, i) => `prompt number ${i}`);
  const generate = async () => {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return { text: "a", model: "bench/slow" };
  };
  const bare = await timed(() => {
    let next = 0;
    const worker = async () => {
      while (next++ < ITEMS) await generate();
    };
    return Promise.all(Array.from({ length: concurrency }, worker));
  });
  const { ms } = await timed(() =>
    predict({
      train: data.frameOf({ text: ["x", "y"], label: ["a", "b"] }),
      test: data.frameOf({ text: texts, label: texts.map(() => "a") }),
      input: "text",
      target: "label",
      systems: [{ model: "bench/slow" }],
      open: () => ({ kind: "prompted", model: { id: "bench/slow", generate } }),
      maxConcurrency: concurrency,
    })
  );
  const ideal = ITEMS / concurrency * waitMs;
  return [{
    name: `${ITEMS} calls of ${waitMs} ms, ${concurrency} at a time, against the ideal`,
    measured: ms / ideal,
    bound: 1.05,
    unit: "×",
    detail: `${ms.toFixed(0)} ms against ${ideal} ms`,
  }, {
    name: "  against the same timers without the engine",
    measured: ms / bare.ms,
    bound: 1.05,
    unit: "×",
    detail: `${ms.toFixed(0)} ms against ${bare.ms.toFixed(0)} ms`,
  }];
}
