import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { digestJson } from "../core/digest.ts";
import { resolveInside } from "../core/resolve_inside.ts";
import type { Message } from "../models/model.ts";

const TURN = z.strictObject({
  step: z.string(),
  part: z.int(),
  digest: z.string(),
  prompt: z.string(),
  answer: z.string(),
  model: z.string(),
});
const FILE = z.strictObject({ version: z.literal(1), name: z.string(), turns: z.array(TURN) });
const MOST_BYTES = 100_000_000;

/** One question and its answer in a conversation. */
export type Turn = z.output<typeof TURN>;

/** What identifies a turn: a step asks it as its `part`-th, with these words of these models. */
export interface TurnRequest {
  /** The folder of the run. */
  readonly out: string;
  /** The conversation's name. */
  readonly name: string;
  /** The step that asks. */
  readonly step: string;
  /** Which of the step's questions it is, from 0. */
  readonly part: number;
  /** What is asked. */
  readonly prompt: string;
  /** What else the answer depends on: model, system. */
  readonly settings: unknown;
  /** How many of the last turns the model is told, default all. */
  readonly lastTurns?: number;
}

/** Who writes to a file waits for those before him, so that turns are not lost. */
const waiting = new Map<string, Promise<unknown>>();

/** The turns of a conversation; none if there is no such yet. */
export async function readSession(out: string, name: string): Promise<Turn[]> {
  const path = pathOf(out, name);
  try {
    if ((await Deno.stat(path)).size > MOST_BYTES) throw new RangeError(`it has more than ${MOST_BYTES} bytes`);
    return FILE.parse(JSON.parse(await Deno.readTextFile(path))).turns;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw new AssayError(`Cannot continue the conversation "${name}"`, {
      problems: [`${path} must hold its turns (${(error as Error).message.slice(0, 200)}); remove it to begin anew`],
      cause: error,
    });
  }
}

/**
 * Goes on with a conversation: what was recorded for the same step, part and words is given again, not asked again. If the
 * words have changed since, the conversation is taken up from there, and what followed is dropped.
 */
export async function converse(
  request: TurnRequest,
  ask: (history: readonly Message[]) => Promise<{ text: string; model: string }>,
): Promise<{ turn: Turn; turns: number; isRecorded: boolean }> {
  const { out, name, step, part, prompt, settings, lastTurns = Infinity } = request;
  return await inTurn(pathOf(out, name), async (path) => {
    const known = await readSession(out, name);
    const digest = digestJson({ prompt, settings });
    const at = known.findIndex((turn) => turn.step === step && turn.part === part);
    if (at !== -1 && known[at].digest === digest) {
      return { turn: known[at], turns: known.length, isRecorded: true };
    }
    const before = at === -1 ? known : known.slice(0, at);
    const told = before.slice(Math.max(0, before.length - lastTurns));
    const { text, model } = await ask(told.flatMap((turn): Message[] => [
      { role: "user", content: turn.prompt },
      { role: "assistant", content: turn.answer },
    ]));
    const turn: Turn = { step, part, digest, prompt, answer: text, model };
    await write(path, { version: 1, name, turns: [...before, turn] });
    return { turn, turns: before.length + 1, isRecorded: false };
  });
}

async function inTurn<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  const before = waiting.get(path) ?? Promise.resolve();
  const mine = before.then(() => work(path), () => work(path));
  waiting.set(path, mine);
  try {
    return await mine;
  } finally {
    if (waiting.get(path) === mine) waiting.delete(path);
  }
}

async function write(path: string, file: z.output<typeof FILE>): Promise<void> {
  await Deno.mkdir(join(path, ".."), { recursive: true });
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeTextFile(draft, JSON.stringify(file, null, 1));
    await Deno.rename(draft, path);
  } catch (error) {
    await Deno.remove(draft).catch(() => {});
    throw error;
  }
}

function pathOf(out: string, name: string): string {
  return resolveInside(out, join("sessions", `${name}.json`));
}
