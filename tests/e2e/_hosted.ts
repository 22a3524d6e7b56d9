import { join } from "@std/path";
import { type Said, said } from "../cli/_command_line.ts";
import { serveAnthropic } from "../fakes/_anthropic.ts";
import { serveGoogle } from "../fakes/_google.ts";
import { serveOpenAI } from "../fakes/_openai.ts";
import type { FakeCall, FakeServer, FaultSchedule } from "../fakes/_server.ts";

/** The keys that the runs of the tests are given; nothing may write them down. */
export const KEYS = {
  ANTHROPIC_API_KEY: "sk-ant-test-4d1c8be07a93f652",
  GEMINI_API_KEY: "AIzaTest-91c27be4d05f8a36",
  OPENAI_API_KEY: "sk-test-7be05f1c93a8d264",
};

const VARIABLES = [
  ...Object.keys(KEYS),
  ...["GOOGLE_API_KEY", "ANTHROPIC_BASE_URL", "GEMINI_BASE_URL", "GOOGLE_BASE_URL", "OPENAI_BASE_URL"],
  "ASSAY_CASSETTE_PASSPHRASE",
];
const ROOT = new URL("../../", import.meta.url).pathname;

/** What each fake answers a text, and how long it takes. */
export interface HostedScript {
  /** The answer to the last message. */
  readonly answer?: (text: string) => string;
  /** What goes wrong with the calls of each. */
  readonly faults?: Partial<Record<"anthropic" | "google" | "openai", FaultSchedule>>;
  /** Told the text of each call. */
  readonly onCall?: (text: string) => void;
}

/** The three providers, on this machine. */
export interface HostedFakes extends AsyncDisposable {
  /** Claude. */
  readonly anthropic: FakeServer;
  /** Gemini. */
  readonly google: FakeServer;
  /** OpenAI. */
  readonly openai: FakeServer;
  /** The variables by which they are found, keys included. */
  readonly env: Readonly<Record<string, string>>;
  /** Their hosts, for --allow-net. */
  readonly hosts: string;
  /** How many calls came, at all of them. */
  readonly count: number;
  /** What is wrong with the calls. */
  readonly violations: readonly string[];
}

/** How many tokens each of the fakes of Gemini and OpenAI tells; that of Claude counts a token for four characters. */
export const TOLD = { input: 12, output: 5 };

/** Starts the three, which give the same answers. */
export function serveHosted(script: HostedScript = {}): HostedFakes {
  const { answer = () => "ok", faults = {}, onCall } = script;
  const say = (text: string) => {
    onCall?.(text);
    return answer(text);
  };
  const optionsOf = (schedule?: FaultSchedule) =>
    schedule === undefined ? {} : { faults: schedule, retryAfterSeconds: 0.05 };
  const anthropic = serveAnthropic({
    ...optionsOf(faults.anthropic),
    answer: ({ prompt }) => ({ text: say(prompt), usage: { input_tokens: TOLD.input, output_tokens: TOLD.output } }),
  });
  const google = serveGoogle((call) => ({ parts: [{ text: say(textOf(call)) }] }), optionsOf(faults.google));
  const openai = serveOpenAI((call) => ({ pieces: [say(textOf(call))] }), optionsOf(faults.openai));
  const all = [anthropic, google, openai];
  return {
    anthropic,
    google,
    openai,
    env: {
      ...KEYS,
      ANTHROPIC_BASE_URL: anthropic.url,
      GOOGLE_BASE_URL: google.url,
      OPENAI_BASE_URL: `${openai.url}/v1`,
    },
    hosts: all.map(({ url }) => new URL(url).host).join(","),
    get count() {
      return all.reduce((sum, { count }) => sum + count, 0);
    },
    get violations() {
      return all.flatMap(({ violations }) => violations);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(all.map((fake) => fake[Symbol.asyncDispose]()));
    },
  };
}

/** The text of a call's last message; Claude's, Gemini's or OpenAI's. */
export function textOf({ body }: FakeCall): string {
  const { messages, contents } = body as {
    messages?: { content: string | { text?: string }[] }[];
    contents?: { parts: { text?: string }[] }[];
  };
  const content = messages?.at(-1)?.content ?? contents?.at(-1)?.parts ?? "";
  return typeof content === "string" ? content : content.map(({ text = "" }) => text).join("");
}

/** How the command line is started. */
export interface HostedCommand {
  /** Variables, besides those of the fakes. */
  readonly env?: Readonly<Record<string, string>>;
  /** A further folder that it may read and write. */
  readonly also?: string;
  /** The hosts that it may reach. */
  readonly net?: string;
  /** Kills it, as a power cut would, when it resolves. */
  readonly killed?: Promise<void>;
}

/** Runs the command line as a user of hosted models does, in a folder that it may read and write. */
export async function hosted(
  directory: string,
  args: readonly string[],
  options: HostedCommand & { fakes?: Pick<HostedFakes, "env" | "hosts"> } = {},
): Promise<Said> {
  const { fakes, env = {}, also, killed } = options;
  const set = { set: "hosted", net: fakes?.hosts, env: { ...fakes?.env, ...env } };
  return await start(directory, args, { ...set, also, killed });
}

/** Runs the command line as one without keys and network does. */
export async function offline(
  directory: string,
  args: readonly string[],
  options: HostedCommand = {},
): Promise<Said> {
  return await start(directory, args, { set: "run", ...options });
}

async function start(
  directory: string,
  args: readonly string[],
  { set, net, env = {}, also = directory, killed }: HostedCommand & { set: string },
): Promise<Said> {
  const network = net === undefined ? [] : [`--allow-net=${net}`];
  const folders = [`--allow-read=.,${directory},${also}`, `--allow-write=${directory},${also}`];
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", `-P=${set}`, ...network, ...folders, "lib/cli/main.ts", ...args],
      ...["--workspace", join(directory, "workspace")],
    ],
    cwd: ROOT,
    // Keys of whoever runs the tests are not for them.
    env: { NO_COLOR: "1", ...Object.fromEntries(VARIABLES.map((name) => [name, ""])), ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const child = command.spawn();
  killed?.then(() => child.kill("SIGKILL"));
  return said(await child.output());
}

/** The files below a folder that hold one of the texts, in bytes or as they stand in an address. */
export function holding(folder: string, texts: readonly string[]): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    const path = join(folder, name);
    if (isDirectory) return holding(path, texts);
    const content = new TextDecoder("latin1").decode(Deno.readFileSync(path));
    return texts.filter((text) => content.includes(text)).map((text) => `${path} holds ${text}`);
  });
}
