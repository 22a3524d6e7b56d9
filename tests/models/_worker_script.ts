/**
 * A worker with models for tests: `deno run _worker_script.ts URL OPTIONS`, the options of serveModels as JSON. It prints "ready",
 * then a line for each call: "call MODEL MILLISECONDS CONTENT", and ends on SIGTERM.
 */
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Model, ModelRequest } from "../../lib/models/model.ts";
import { serveModels } from "../../lib/models/serve_models.ts";

const [url, json] = Deno.args;
const encoder = new TextEncoder();
const print = (line: string) => Deno.stdout.writeSync(encoder.encode(`${line}\n`));

/** What each model does with the last message. */
const ANSWERS: Record<string, (content: string) => Promise<string> | string> = {
  "test/echo": (content) => content.toUpperCase(),
  "test/brief": () => "",
  "test/hangs": () => new Promise(() => {}),
  "test/kills": () => Deno.exit(1),
  "test/slow": (content) => new Promise((resolve) => setTimeout(() => resolve(content), 300)),
  "test/large": (content) => "x".repeat(Number(content)),
  "test/fails": (content) => {
    const { code, title, problems } = JSON.parse(content);
    throw new AssayError(title, { code, problems });
  },
  "test/faulty": () => {
    throw new TypeError("no such thing");
  },
};

function open(id: string): { kind: "prompted"; model: Model } {
  const { hangs = false } = JSON.parse(json);
  if (!Object.hasOwn(ANSWERS, id)) throw new AssayError("Cannot open the model", { problems: [`no key for ${id}`] });
  const answer = hangs ? ANSWERS["test/hangs"] : ANSWERS[id];
  return {
    kind: "prompted",
    model: {
      id,
      async generate({ messages, maxOutputTokens = 0 }: ModelRequest) {
        const { content } = messages[messages.length - 1];
        print(`call ${id} ${performance.timeOrigin + performance.now()} ${content.slice(0, 100)}`);
        return {
          text: await answer(content),
          model: id,
          usage: { inputTokens: content.length, outputTokens: id === "test/brief" ? 0 : maxOutputTokens },
        };
      },
    },
  };
}

const stop = new AbortController();
Deno.addSignalListener("SIGTERM", () => stop.abort());
const worker = await serveModels(url, { ...JSON.parse(json), open });
print("ready");
await new Promise((resolve) => stop.signal.addEventListener("abort", resolve));
await worker.close();
Deno.exit(0);
