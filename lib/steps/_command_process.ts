import { AssayError } from "../core/assay_error.ts";

/** How {@linkcode runProcess} runs a program. */
export interface ProcessOptions {
  /** The program: a name that is looked up in PATH, or an absolute path. */
  readonly program: string;
  /** Its arguments, passed as they are. */
  readonly args: readonly string[];
  /** The folder in which it runs. */
  readonly cwd: string;
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads; nothing if absent. */
  readonly stdin?: string;
  /** The bytes that it may write to each of stdout and stderr. */
  readonly maxBytes: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** How long it has between SIGTERM and SIGKILL, and what it started after its own end; default 2,000 ms. */
  readonly graceMs?: number;
}

/** What a program left. */
export interface ProcessResult {
  /** Its exit code, 128 + the signal's number if one ended it. */
  readonly code: number;
  /** The signal that ended it. */
  readonly endedBy: string | null;
  /** What it wrote to stdout; bytes that are not UTF-8 are replaced. */
  readonly stdout: string;
  /** The same of stderr. */
  readonly stderr: string;
}

const GRACE_MS = 2_000;

/**
 * Runs a program without a shell, and ends it and what it started when it is aborted or writes too much.
 *
 * It has a process group of its own where the system and the permissions allow to end a group; otherwise only the program
 * itself is ended.
 *
 * @param options see {@linkcode ProcessOptions}
 * @returns what it left
 * @throws {AssayError} if it writes too much; the signal's reason when aborted
 */
export async function runProcess(options: ProcessOptions): Promise<ProcessResult> {
  const { program, args, cwd, env, stdin, maxBytes, signal, graceMs = GRACE_MS } = options;
  signal?.throwIfAborted();
  const isDetached = Deno.build.os !== "windows" && Deno.permissions.querySync({ name: "run" }).state === "granted";
  const child = new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { ...env },
    clearEnv: true,
    detached: isDetached,
    stdin: stdin === undefined ? "null" : "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stopper = new AbortController();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const kill = (name: Deno.Signal) => killGroup(child, name, isDetached);
  let excess: string | null = null;
  const end = () => {
    kill("SIGTERM");
    timers.push(setTimeout(() => {
      kill("SIGKILL");
      stopper.abort();
    }, graceMs));
  };
  const onExcess = (name: string) => {
    if (excess === null) end();
    excess ??= name;
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    const reading = Promise.all([
      readStream(child.stdout, { maxBytes, signal: stopper.signal, onExcess: () => onExcess("stdout") }),
      readStream(child.stderr, { maxBytes, signal: stopper.signal, onExcess: () => onExcess("stderr") }),
    ]);
    const writing = stdin === undefined ? Promise.resolve() : writeStream(child.stdin, stdin, stopper.signal);
    const status = await child.status;
    // What it left running may hold its output open for ever.
    timers.push(setTimeout(() => {
      if (isDetached) kill("SIGKILL");
      stopper.abort();
    }, graceMs));
    const [stdout, stderr] = await reading;
    await writing;
    signal?.throwIfAborted();
    if (excess !== null) {
      throw new AssayError(`Cannot run ${program}`, {
        problems: [`it wrote more than ${maxBytes} bytes to ${excess}; raise max_output_mb, or let it write a file`],
        code: "provider_failed",
      });
    }
    return { code: status.code, endedBy: status.signal, stdout, stderr };
  } finally {
    signal?.removeEventListener("abort", end);
    timers.forEach(clearTimeout);
  }
}

/** What has ended already needs no signal. */
function killGroup(child: Deno.ChildProcess, name: Deno.Signal, isDetached: boolean): void {
  try {
    if (isDetached) Deno.kill(-child.pid, name);
    else child.kill(name);
  } catch (error) {
    const isOver = error instanceof Deno.errors.NotFound || error instanceof TypeError;
    if (!isOver) throw error;
  }
}

/** Reads to the end, but keeps only so much: the program must not wait for a reader. */
async function readStream(
  stream: ReadableStream<Uint8Array>,
  options: { maxBytes: number; signal: AbortSignal; onExcess: () => void },
): Promise<string> {
  const { maxBytes, signal, onExcess } = options;
  const reader = stream.getReader();
  const stop = () => void reader.cancel();
  signal.addEventListener("abort", stop, { once: true });
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let total = 0;
  while (true) {
    const { done, value } = await reader.read();
    if (done) break;
    total += value.length;
    if (total > maxBytes) onExcess();
    else texts.push(decoder.decode(value, { stream: true }));
  }
  signal.removeEventListener("abort", stop);
  return texts.join("") + decoder.decode();
}

/** A program need not read what it is given. */
async function writeStream(stream: WritableStream<Uint8Array>, text: string, signal: AbortSignal): Promise<void> {
  const writer = stream.getWriter();
  const stop = () => void writer.abort().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch (error) {
    const isOver = error instanceof Deno.errors.BrokenPipe || error instanceof Deno.errors.ConnectionReset;
    if (!isOver && !signal.aborted) throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
