import type { ServeOptions } from "../../lib/models/serve_models.ts";

const SCRIPT = new URL("_worker_script.ts", import.meta.url).pathname;

/** A call that a worker has made. */
export interface Call {
  model: string;
  /** When it began, in milliseconds. */
  at: number;
  content: string;
}

/** A worker in a process of its own. */
export interface WorkerProcess {
  /** The calls so far. */
  readonly calls: Call[];
  /** Waits until it has made so many calls; false when it ends before. */
  called(count: number): Promise<boolean>;
  /** Ends it, by its process, and gives its exit code. May be called again. */
  stop(signal?: Deno.Signal): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a worker of `_worker_script.ts`, and waits until it is connected. */
export async function startWorker(
  url: string,
  options: ServeOptions & { hangs?: boolean } = {},
): Promise<WorkerProcess> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "-A", "--no-check", SCRIPT, url, JSON.stringify(options)],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const calls: Call[] = [];
  let isOver = false;
  let wake = () => {};
  const ready = Promise.withResolvers<boolean>();
  const reading = (async () => {
    let text = "";
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (text + chunk).split("\n");
      text = lines.pop()!;
      for (const line of lines) {
        const [, model, at, content] = /^call (\S+) (\S+) (.*)$/.exec(line) ?? [];
        if (model === undefined) ready.resolve(true);
        else calls.push({ model, at: Number(at), content });
      }
      wake();
    }
    isOver = true;
    ready.resolve(false);
    wake();
  })();
  const stop = async (signal: Deno.Signal = "SIGTERM") => {
    try {
      process.kill(signal);
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
    const [{ code }] = await Promise.all([process.status, reading]);
    return code;
  };
  if (!await ready.promise) throw new Error(`the worker ended with code ${await stop()}`);
  return {
    calls,
    async called(count) {
      while (calls.length < count && !isOver) await new Promise<void>((resolve) => wake = resolve);
      return calls.length >= count;
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop("SIGKILL");
    },
  };
}
