/** A Redis server of a test's own. */
export interface RedisServer {
  /** redis://127.0.0.1:PORT. */
  readonly url: string;
  /** Where it listens. */
  readonly port: number;
  /** Whether it still runs, and its process. */
  readonly process: Deno.ChildProcess;
  /** Stops it, by its process, and removes its folder. May be called again. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Whether there is a server to test with. */
export const hasRedis = await new Deno.Command("redis-server", { args: ["--version"], stdout: "null", stderr: "null" })
  .output().then(({ success }) => success, () => false);

/** Starts a server in an empty folder, on a free port or the given one, without persistence. */
export async function startRedis(options: { password?: string; port?: number } = {}): Promise<RedisServer> {
  const { password, port = freePort() } = options;
  const folder = await Deno.makeTempDir();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no"];
  const process = new Deno.Command("redis-server", {
    args: [...args, ...(password === undefined ? [] : ["--requirepass", password])],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const output = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("Ready to accept connections")) {
    const { done, value } = await output.read();
    if (done) throw new Error(`redis-server did not start:\n${said}`);
    said += value;
  }
  const drained = (async () => {
    while (!(await output.read()).done);
  })();
  let stopping: Promise<void> | undefined;
  const stop = () =>
    stopping ??= (async () => {
      process.kill("SIGKILL");
      await process.status;
      await drained;
      await Deno.remove(folder, { recursive: true });
    })();
  return { url: `redis://127.0.0.1:${port}`, port, process, stop, [Symbol.asyncDispose]: stop };
}

/** A port that nothing listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
