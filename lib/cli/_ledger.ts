import { join } from "@std/path";
import { z } from "zod";
import { openAppend } from "../pipeline/_append_file.ts";
import type { Spending } from "../pipeline/meter.ts";

/** What the exchanges of a run used up, kept beside its journal so that a resumed run goes on counting. */
export interface Ledger extends Disposable {
  /** What earlier attempts used up. */
  readonly before: readonly Spending[];
  /** Keeps one exchange; it outlives the process when the call returns. */
  add(spending: Spending): void;
}

const SPENDING = z.strictObject({
  step: z.string(),
  model: z.string(),
  inputTokens: z.number().min(0),
  outputTokens: z.number().min(0),
  cacheReadTokens: z.number().min(0).default(0),
  cacheWriteTokens: z.number().min(0).default(0),
  isGuess: z.boolean(),
  cost: z.number().min(0).nullable(),
  saved: z.number().nullable().default(null),
  seconds: z.number().min(0),
});

/**
 * Opens the ledger of a run.
 *
 * @param folder the run's folder
 * @returns the ledger; lines that a crash cut short are left out
 */
export function openLedger(folder: string): Ledger {
  const path = join(folder, "spending.jsonl");
  const before = readLines(path).flatMap((line) => {
    const parsed = SPENDING.safeParse(parseLine(line));
    return parsed.success ? [parsed.data] : [];
  });
  const file = openAppend(path);
  return {
    before,
    add: (spending) => file.write(JSON.stringify(spending), { sync: false }),
    [Symbol.dispose]: () => file[Symbol.dispose](),
  };
}

function readLines(path: string): string[] {
  try {
    return Deno.readTextFileSync(path).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
