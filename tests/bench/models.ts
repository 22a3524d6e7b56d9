/** What a call of a hosted model costs beside the call itself, through Anthropic's SDK against the test server. */
import { type Measurement, median, report } from "./_measure.ts";

const CALLS = 10_000;
const [WAIT_MS, CONCURRENCY] = [50, 200];

interface Taken {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peak: number | null;
  readonly heap: number;
}

function command(script: string, args: readonly (string | number)[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--v8-flags=--expose-gc", new URL(script, import.meta.url).pathname, ...args.map(String)],
    stdout: "piped",
    stderr: "inherit",
  });
}

/** Hands the address of a server that waits so long to the work. */
async function withServer<T>(ms: number, work: (url: string) => Promise<T>): Promise<T> {
  const server = command("_models_server.ts", [ms]).spawn();
  const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const { value = "" } = await lines.read();
    return await work(value.trim());
  } finally {
    await lines.cancel();
    server.kill();
    await server.status;
  }
}

async function take(who: "ours" | "sdk" | "fetch", count: number, concurrency: number, url: string): Promise<Taken> {
  const { stdout, success } = await command("_models_calls.ts", [who, count, concurrency, url]).output();
  if (!success) throw new Error(`${who}: ${count} calls failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** CPU of a call, with and without what is around the SDK; in turns, since machines are not the same from minute to minute. */
async function overhead(): Promise<Measurement> {
  const rounds = await withServer(0, async (url) => {
    const found: { ours: number; sdk: number }[] = [];
    for (let round = 0; round < 5; round++) {
      const ours = (await take("ours", 3000, 8, url)).cpuMs / 3000;
      found.push({ ours, sdk: (await take("sdk", 3000, 8, url)).cpuMs / 3000 });
    }
    return found;
  });
  const [ours, sdk] = [median(rounds.map(({ ours }) => ours)), median(rounds.map(({ sdk }) => sdk))];
  return {
    name: "CPU of a hosted call above that of the SDK",
    measured: median(rounds.map(({ ours, sdk }) => ours - sdk)) * 1000,
    bound: 500,
    unit: "µs",
    detail: `${(ours * 1000).toFixed(0)} µs against ${(sdk * 1000).toFixed(0)} µs, median of 5`,
  };
}

/** Calls that only wait, and who loses what against the ideal. */
async function waiting(): Promise<Measurement[]> {
  return await withServer(WAIT_MS, async (url) => {
    const ideal = CALLS / CONCURRENCY * WAIT_MS;
    const [bare, sdk, ours] = [
      await take("fetch", CALLS, CONCURRENCY, url),
      await take("sdk", CALLS, CONCURRENCY, url),
      await take("ours", CALLS, CONCURRENCY, url),
    ];
    const share = ({ ms, cpuMs }: Taken) => `${(ms / ideal).toFixed(2)} × with ${cpuMs.toFixed(0)} ms of CPU`;
    const limit = `fetch alone ${share(bare)}, the SDK alone ${share(sdk)}, this ${share(ours)}`;
    return [{
      name: `${CALLS} hosted calls of ${WAIT_MS} ms, ${CONCURRENCY} at a time, against the ideal`,
      measured: ours.ms / ideal,
      bound: 1.05,
      unit: "×",
      detail: `${ours.ms.toFixed(0)} ms against ${ideal} ms; ${limit}`,
    }, {
      name: "  against the SDK alone",
      measured: ours.ms / sdk.ms,
      bound: 1.05,
      unit: "×",
      detail: `${ours.ms.toFixed(0)} ms against ${sdk.ms.toFixed(0)} ms`,
    }];
  });
}

/** What few and many calls leave behind. */
async function memory(): Promise<Measurement> {
  const [few, many] = [2000, 20_000];
  const [of, most] = await withServer(
    0,
    async (url) => [await take("ours", few, 50, url), await take("ours", many, 50, url)],
  );
  const peaks = [most, of].map(({ peak }) => peak === null ? "unknown" : `${peak.toFixed(0)} MB`);
  return {
    name: `heap after ${many} hosted calls against that after ${few}`,
    measured: most.heap / of.heap,
    bound: 1.05,
    unit: "×",
    detail: `${most.heap.toFixed(1)} MB against ${of.heap.toFixed(1)} MB; the process at most ${peaks.join(" and ")}`,
  };
}

report([await overhead(), ...await waiting(), await memory()]);
