/**
 * Asks a model so often, and prints what it took: `deno run _models_calls.ts WHO COUNT CONCURRENCY URL`. WHO is `ours`, the model
 * with SDK, limiter and policy; `sdk`, Anthropic's SDK alone; or `fetch`, the same request without both. In a process of its own,
 * since the most memory ever held cannot be set back.
 */
import process from "node:process";
import Anthropic from "@anthropic-ai/sdk";
import { limiters } from "../../lib/models/limiters.ts";
import { openHosted } from "../../lib/models/open_hosted.ts";
import { peakMemory, timed } from "./_measure.ts";

const [who, count, concurrency, url] = [Deno.args[0], Number(Deno.args[1]), Number(Deno.args[2]), Deno.args[3]];
const apiKey = "sk-bench";
const name = "claude-haiku-4-5";

function asker(): (prompt: string) => Promise<unknown> {
  const bodyOf = (prompt: string) => ({
    model: name,
    max_tokens: 4096,
    messages: [{ role: "user" as const, content: prompt }],
  });
  if (who === "ours") {
    const { model } = openHosted(`anthropic/${name}`, {
      env: (variable) => variable === "ANTHROPIC_API_KEY" ? apiKey : undefined,
      limiters: limiters({ others: { maxConcurrency: concurrency } }),
      baseUrls: { anthropic: url },
    });
    return (prompt) => model.generate({ messages: [{ role: "user", content: prompt }] });
  }
  if (who === "sdk") {
    const sdk = new Anthropic({ apiKey, baseURL: url, maxRetries: 0, logLevel: "off" });
    return (prompt) => sdk.messages.create(bodyOf(prompt));
  }
  const headers = { "content-type": "application/json", "x-api-key": apiKey, "anthropic-version": "2023-06-01" };
  return async (prompt) => {
    const body = JSON.stringify(bodyOf(prompt));
    return await (await fetch(`${url}/v1/messages`, { method: "POST", headers, body })).json();
  };
}

const ask = asker();
let next = 0;
const work = (until: number) => {
  const worker = async () => {
    while (next < until) await ask(`prompt number ${next++}`);
  };
  return Promise.all(Array.from({ length: concurrency }, worker));
};
// Connections, the SDK and the compiler are warm before it counts.
await work(2 * concurrency);
next = 0;
const before = process.cpuUsage();
const { ms } = await timed(() => work(count));
const { user, system } = process.cpuUsage(before);
// Given with --v8-flags=--expose-gc; what the heap holds before it was tidied up says little.
const { gc } = globalThis as { gc?: () => void };
gc?.();
const heap = gc === undefined ? null : Deno.memoryUsage().heapUsed / 2 ** 20;
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000, peak: peakMemory(), heap }));
