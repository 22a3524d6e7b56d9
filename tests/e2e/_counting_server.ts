import { join } from "@std/path";

/** What one process asked the server for before it ended. */
export interface Attempt {
  /** The questions, in the order in which they came. */
  readonly asked: readonly string[];
  /** The exit code, or null if the process was killed. */
  readonly code: number | null;
  /** What it said on standard error. */
  readonly stderr: string;
}

/** When a process is killed. */
export interface Kill {
  /** After so many questions. */
  readonly after: number;
  /** Or earlier, so many milliseconds after its start. */
  readonly ms?: number;
}

/** A server that answers at once and knows who asked what, and the processes that ask it. */
export interface CountingServer extends AsyncDisposable {
  /** Starts the run or goes on with it, until it ends or is killed. */
  attempt(run: {
    pipeline: string;
    folder: string;
    kill?: Kill;
    env?: Readonly<Record<string, string>>;
  }): Promise<Attempt>;
}

const SCRIPT = new URL("_counting_run.ts", import.meta.url).pathname;

/** Starts the server on a free port of this machine. `answer` gives the answer to a question. */
export function startCountingServer(answer: (question: string) => string | Response): CountingServer {
  const watchers = new Map<string, (question: string) => void>();
  let attempts = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const question = await request.text();
    watchers.get(request.headers.get("attempt") ?? "")?.(question);
    const given = answer(question);
    return typeof given === "string" ? new Response(given) : given;
  });
  return {
    async attempt({ pipeline, folder, kill, env }) {
      const id = String(attempts++);
      const asked: string[] = [];
      let isKilled = false;
      const args = [
        pipeline,
        join(folder, "workspace"),
        join(folder, "out"),
        `http://127.0.0.1:${server.addr.port}`,
        id,
      ];
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-A", "--no-check", SCRIPT, ...args],
        env: { NO_COLOR: "1", ...env },
        stdin: "null",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const end = () => {
        if (isKilled) return;
        isKilled = true;
        child.kill("SIGKILL");
      };
      watchers.set(id, (question) => {
        asked.push(question);
        if (kill !== undefined && asked.length >= kill.after) end();
      });
      const timer = kill?.ms === undefined ? undefined : setTimeout(end, kill.ms);
      const { code, stderr } = await child.output();
      clearTimeout(timer);
      return { asked, code: isKilled ? null : code, stderr: new TextDecoder().decode(stderr) };
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
