/** What a benchmark reports: its name, the bound that it should keep, and what was measured. */
export interface Measurement {
  name: string;
  measured: number;
  bound: number;
  unit: string;
  detail: string;
}

/** Milliseconds that a piece of work takes, and what it gives. */
export async function timed<T>(work: () => T | Promise<T>): Promise<{ ms: number; value: T }> {
  const start = performance.now();
  const value = await work();
  return { ms: performance.now() - start, value };
}

/** The middle of several numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

/** The most memory that this process has held so far, in MB; null where the system does not tell. */
export function peakMemory(): number | null {
  if (Deno.build.os !== "linux") return null;
  const match = /VmHWM:\s+(\d+) kB/.exec(Deno.readTextFileSync("/proc/self/status"));
  return match === null ? null : Number(match[1]) / 1024;
}

/** Hands the measurements to the parent process. */
export function report(measurements: readonly Measurement[]): void {
  console.log(JSON.stringify(measurements));
}

/** A folder of real data beside the repository, or null. */
export function realData(name: string): URL | null {
  const folder = new URL(`../../../shared/data/${name}/`, import.meta.url);
  try {
    return Deno.statSync(folder).isDirectory ? folder : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
