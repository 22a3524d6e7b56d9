import type { Measurement } from "./_measure.ts";

/** A piece of work, and what it is held against. */
export interface Contest {
  /** What is done. */
  readonly name: string;
  /** The work; its value is compared with that of the other library, where both give one. */
  readonly ours: () => unknown;
  /** What is done before each round, and not timed. */
  readonly prepare?: () => void;
  /** The other library. */
  readonly library?: string;
  /** The name of its work in the Python script. */
  readonly key?: string;
  /** What the other library took where it was installed, in milliseconds. */
  readonly cited?: number;
  /** How many times faster ours is to be, default 1. */
  readonly faster?: number;
  /** The bound in milliseconds, where it is one of our own. */
  readonly bound?: number;
  /** How often it is timed, default 5. */
  readonly rounds?: number;
}

/** Another library, in a process that is asked for one work at a time. */
export interface Rival {
  /** The versions by the libraries' names. */
  readonly versions: Readonly<Record<string, string>>;
  /** Does the work once. */
  readonly time: (key: string) => Promise<{ ms: number; value: number | null }>;
  /** Ends the process. */
  readonly close: () => Promise<void>;
}

const PYTHONS = ["/usr/bin/python3", "python3"];
const ROUNDS = 5;

/** The first Python that has what the script imports, or null. */
export async function openRival(script: string, folder: string): Promise<Rival | null> {
  const path = new URL(script, import.meta.url).pathname;
  for (const python of PYTHONS) {
    const command = new Deno.Command(python, { args: [path, folder], stdin: "piped", stdout: "piped", stderr: "null" });
    let child: Deno.ChildProcess;
    try {
      child = command.spawn();
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) continue;
      throw error;
    }
    const lines = linesOf(child.stdout);
    const writer = child.stdin.getWriter();
    const close = async () => {
      await writer.close();
      await child.status;
    };
    const first = await lines.next();
    if (first.done) {
      // It could not import a library, and said so.
      await child.status;
      continue;
    }
    return {
      versions: JSON.parse(first.value),
      close,
      time: async (key) => {
        await writer.write(new TextEncoder().encode(`${key}\n`));
        const { value, done } = await lines.next();
        if (done) throw new Error(`${script} ended at ${key}`);
        return JSON.parse(value);
      },
    };
  }
  return null;
}

/** Times each work in turn with that of the other library, so that noise of the machine meets both, and takes the least of each. */
export async function contest(contests: readonly Contest[], rival: Rival | null): Promise<Measurement[]> {
  const found: Measurement[] = [];
  for (const one of contests) {
    let [ours, theirs] = [Infinity, Infinity];
    for (let round = 0; round < (one.rounds ?? ROUNDS); round++) {
      one.prepare?.();
      const start = performance.now();
      const value = one.ours();
      ours = Math.min(ours, performance.now() - start);
      if (one.key === undefined || rival === null) continue;
      const other = await rival.time(one.key);
      theirs = Math.min(theirs, other.ms);
      checkAgreement(one.name, value, other.value);
    }
    const isBeside = theirs < Infinity;
    const reference = isBeside ? theirs : one.cited;
    found.push({
      name: one.name,
      measured: ours,
      bound: Math.round(one.bound ?? reference! / (one.faster ?? 1)),
      unit: "ms",
      detail: detailOf(one, { ours, reference, version: isBeside ? rival!.versions[one.library!] : undefined }),
    });
  }
  return found;
}

function detailOf(
  { library, bound, faster = 1 }: Contest,
  { ours, reference, version }: { ours: number; reference?: number; version?: string },
): string {
  if (library === undefined || reference === undefined) return bound === undefined ? "" : "a goal of our own";
  const goal = faster === 1 ? "" : `, the goal is ${faster} ×`;
  const compared = `${reference.toFixed(0)} ms, ${(reference / ours).toFixed(1)} × ours${goal}`;
  return version === undefined
    ? `${library} not installed, cited: ${compared}`
    : `${library} ${version} beside it: ${compared}`;
}

function checkAgreement(name: string, ours: unknown, theirs: number | null): void {
  if (typeof ours !== "number" || theirs === null) return;
  if (Math.abs(ours - theirs) <= 1e-9 * Math.abs(theirs)) return;
  throw new Error(`${name}: ours is ${ours}, theirs ${theirs}`);
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
}
