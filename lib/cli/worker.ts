import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { modelIdOf } from "../models/model_names.ts";
import type { ModelSettings } from "../models/model_settings.ts";
import { findModels, settingsOf } from "./_find_models.ts";
import { serveModels, type ServeOptions } from "../models/serve_models.ts";
import { visibleLine } from "../reports/html_table.ts";
import { EXIT_CODES } from "./exit_codes.ts";
import { tellError } from "./tell_error.ts";

const HELP = `Answers items of runs that were started with --executor, until it is stopped.

  --executor <url>            redis://host:port, rediss:// for TLS, optionally with user:password@ and /database
  --concurrency <n>           how many items of a model at the same time, 1 to 1000 (default: 8)
  --limit <model=n/seconds>   at most n requests in any window of so many seconds, over all workers; may be repeated,
                              give every worker the same
  --models <file>             limits and retries of models; its limits a minute hold over all workers as well

Ctrl+C finishes the items in hand; a second one does not wait for them.

Exit codes: 0 stopped, 2 the input is wrong, 4 Redis does not answer, 130 stopped twice, 70 a fault of the program.`;

const KINDS: Readonly<Record<string, string>> = {
  requests: "requests",
  inputTokens: "tokens of requests",
  outputTokens: "tokens of answers",
};
const NAMES = ["--executor", "--concurrency", "--limit", "--models", "--help"];

/** What the arguments of the worker say. */
export interface WorkerArguments {
  /** The address of Redis. */
  readonly url: string;
  /** How many items of a model at the same time. */
  readonly concurrency?: number;
  /** How often each model may be asked. */
  readonly limits: NonNullable<ServeOptions["limits"]>;
  /** The file of limits and retries. */
  readonly models?: string;
}

/**
 * Reads the arguments of the worker.
 *
 * @param args the arguments after the program's name; `--name value` or `--name=value`
 * @returns what they say
 * @throws {AssayError} telling all that is wrong with them
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { limits } = readWorkerArguments(["--executor=redis://127.0.0.1", "--limit", "local/nearest=30/60"]);
 * assertEquals(limits, { "local/nearest": { requests: 30, seconds: 60 } });
 * ```
 */
export function readWorkerArguments(args: readonly string[]): WorkerArguments {
  const problems: string[] = [];
  const urls: string[] = [];
  const counts: number[] = [];
  const files: string[] = [];
  const limits = new Map<string, { requests: number; seconds: number }>();
  for (let at = 0; at < args.length; at++) {
    const [, name, inline] = /^(--[^=]*)(?:=([\s\S]*))?$/.exec(args[at]) ?? [];
    if (name === undefined || !NAMES.includes(name)) {
      // What was given may hold a password, when the name before it is misspelt.
      const shown = name ?? (args[at].includes("@") ? "a text with @" : `"${args[at]}"`);
      problems.push(`unknown argument ${shown}, ${didYouMean(name ?? "", NAMES)}`);
      continue;
    }
    const value = inline ?? (args[at + 1]?.startsWith("--") ? undefined : args[++at]);
    if (value === undefined || value === "") problems.push(`${name} must be followed by a value, received nothing`);
    else if (name === "--executor") urls.push(value);
    else if (name === "--models") files.push(value);
    else if (name === "--concurrency") {
      counts.push(Number(value));
      if (/^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 1000) continue;
      problems.push(`--concurrency must be a whole number from 1 to 1000, received "${value}"`);
    } else readLimit(value);
  }
  const isGiven = (name: string) => args.some((arg) => arg === name || arg.startsWith(`${name}=`));
  if (!isGiven("--executor")) problems.push("--executor must be given: redis://host:port, where the runs are");
  if (urls.length > 1) problems.push(`--executor must be given once, received ${urls.length}`);
  if (counts.length > 1) problems.push(`--concurrency must be given once, received ${counts.length}`);
  if (files.length > 1) problems.push(`--models must be given once, received ${files.length}`);
  if (problems.length > 0) throw new AssayError("Cannot read the arguments", { problems });
  return {
    url: urls[0],
    concurrency: counts[0],
    limits: Object.fromEntries(limits),
    ...(files.length === 0 ? {} : { models: files[0] }),
  };

  function readLimit(text: string): void {
    const [, model, requests, seconds] = /^(.+)=(\d{1,7})\/(\d{1,5}(?:\.\d{1,3})?)$/.exec(text) ?? [];
    if (model === undefined || Number(requests) === 0 || Number(seconds) === 0) {
      problems.push(`--limit must be MODEL=REQUESTS/SECONDS, both above 0, received "${text}"`);
    } else if (limits.has(model)) problems.push(`--limit must be given once for ${model}, received it twice`);
    else {
      limits.set(model, { requests: Number(requests), seconds: Number(seconds) });
      try {
        modelIdOf(model);
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        problems.push(...error.problems.map((problem) => `--limit: ${problem}`));
      }
    }
  }
}

/**
 * The command line of a worker.
 *
 * @param args the arguments after the program's name
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  try {
    if (args.includes("--help") || args.includes("-h")) console.log(HELP);
    else await work(readWorkerArguments(args));
    return EXIT_CODES.ok;
  } catch (error) {
    return tellError(error);
  }
}

async function work({ url, concurrency, limits: given, models: file }: WorkerArguments): Promise<void> {
  const limits = { ...sharedLimits(settingsOf({ models: file })), ...given };
  const count = { answered: 0, failed: 0 };
  const stop = new AbortController();
  const onSignal = () => stop.signal.aborted ? Deno.exit(EXIT_CODES.interrupted) : stop.abort();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, onSignal);
  using models = findModels({ models: file });
  try {
    await using worker = await serveModels(url, {
      open: models.open,
      concurrency,
      limits,
      onServe: (model, error) => error === undefined ? say(`serving ${model}`) : say(error.message),
      onAnswer: ({ ok }) => ok ? count.answered++ : count.failed++,
      onTrouble: (reason) => console.error(visibleLine(`trouble with Redis: ${reason}`)),
    });
    say(`worker at ${worker.address}; it serves what runs ask for, and Ctrl+C stops it`);
    for (const [model, { seconds, ...amounts }] of Object.entries(limits)) {
      const what = Object.entries(amounts).map(([kind, amount]) => `${amount} ${KINDS[kind]}`).join(", ");
      say(`${model}: at most ${what} in ${seconds} seconds, over all workers`);
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    stop.signal.addEventListener("abort", () => resolve());
    if (!stop.signal.aborted) await promise;
    say("finishing the items in hand");
  } finally {
    for (const signal of signals) Deno.removeSignalListener(signal, onSignal);
  }
  say(`stopped: ${count.answered} answered, ${count.failed} failed`);
}

/** The limits a minute of a file, as all workers keep them together. */
function sharedLimits({ limits }: ModelSettings): NonNullable<ServeOptions["limits"]> {
  const shared = Object.entries(limits).map(([model, limit]) => {
    const { requestsPerMinute: requests, inputTokensPerMinute: inputTokens, outputTokensPerMinute: outputTokens } =
      limit;
    const amounts = Object.entries({ requests, inputTokens, outputTokens }).filter(([, amount]) =>
      amount !== undefined
    );
    return [model, { seconds: 60, ...Object.fromEntries(amounts) }] as const;
  });
  return Object.fromEntries(shared.filter(([, limit]) => Object.keys(limit).length > 1));
}

/** Names of models come from elsewhere. */
function say(text: string): void {
  console.log(visibleLine(text));
}

if (import.meta.main) Deno.exit(await main(Deno.args));
