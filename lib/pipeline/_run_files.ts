import { z } from "zod";

/** What is needed to run a pipeline again as it was. */
export interface RunManifest {
  /** The run's id. */
  readonly id: string;
  /** The pipeline's name. */
  readonly name: string;
  /** The path of its file. */
  readonly path: string;
  /** The SHA-256 of its file. */
  readonly digest: string;
  /** What the user gave for params, as it was given. */
  readonly given: Readonly<Record<string, string>>;
  /** Where the run writes. */
  readonly out: string;
  /** When it began, ISO 8601. */
  readonly started: string;
  /** How many steps the plan has; absent in records of older versions. */
  readonly steps?: number;
}

/** Tokens that were used. */
export interface JournalTokens {
  /** Tokens of requests. */
  readonly input: number;
  /** Tokens of answers. */
  readonly output: number;
}

/** One line of a run's journal. */
export interface JournalEntry {
  /** When, ISO 8601. */
  readonly at: string;
  /** "started", "resumed", "step", "finished", "failed" or "interrupted". */
  readonly event: "started" | "resumed" | "step" | "finished" | "failed" | "interrupted";
  /** The step, where the entry is of one; a step within another has its name after that one's: `each[3].ask`, `each/ask`. */
  readonly step?: string;
  /** What became of the step: "running", "done", "degraded" (done by a fallback), "failed", "skipped" or "not run". */
  readonly status?: string;
  /** Why, where something went wrong. */
  readonly reason?: string;
  /** The run's exit code, at its end. */
  readonly exitCode?: number;
  /** How long the step took, in milliseconds. */
  readonly durationMs?: number;
  /** What the step cost in US dollars, steps within it included. */
  readonly cost?: number;
  /** US dollars that the provider's cache saved of it; below 0 where it cost more. */
  readonly saved?: number;
  /** What the step used, steps within it included. */
  readonly tokens?: JournalTokens;
  /** How many exchanges of the attempts at a step have no known price, so that they are not in its cost; absent where there are none. */
  readonly unpriced?: number;
  /** Which attempt it was, from 1. */
  readonly attempt?: number;
  /** Whether a fallback took the place of what was asked for. */
  readonly degraded?: boolean;
}

const TIME = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "must be a time");
const MANIFEST = z.looseObject({
  id: z.string(),
  name: z.string(),
  path: z.string(),
  digest: z.string(),
  given: z.record(z.string(), z.string()),
  out: z.string(),
  started: TIME,
  steps: z.int().min(0).optional(),
});

const COUNT = z.number().min(0);
const EVENTS = ["started", "resumed", "step", "finished", "failed", "interrupted"] as const;
/** An event of a later version: no damage, but nothing that this one could tell. */
const LATER = z.looseObject({
  at: TIME,
  event: z.string().refine((event) => !(EVENTS as readonly string[]).includes(event)),
});
const ENTRY = z.looseObject({
  at: TIME,
  event: z.enum(EVENTS),
  step: z.string().optional(),
  status: z.string().optional(),
  reason: z.string().optional(),
  exitCode: z.int().optional(),
  durationMs: COUNT.optional(),
  cost: COUNT.optional(),
  saved: z.number().optional(),
  tokens: z.looseObject({ input: COUNT, output: COUNT }).optional(),
  unpriced: COUNT.optional(),
  attempt: z.int().min(1).optional(),
  degraded: z.boolean().optional(),
});

/**
 * Reads a run's manifest.json; fields of later versions are kept.
 *
 * @param text what the file holds
 * @param id the name of its folder
 * @returns the manifest, or what is wrong with it
 */
export function parseManifest(text: string, id: string): RunManifest | string {
  const value = parseJson(text);
  if (value === undefined) return "manifest.json is cut short or not JSON";
  const result = MANIFEST.safeParse(value);
  if (!result.success) {
    const fields = [
      ...new Set(result.error.issues.map(({ path }) => path.length === 0 ? "all of it" : path.join("."))),
    ];
    return `manifest.json is not a run's manifest: ${fields.join(", ")}`;
  }
  return result.data.id === id ? result.data : `manifest.json is of another run: ${result.data.id.slice(0, 100)}`;
}

/**
 * Reads a run's journal.
 *
 * @param text what the file holds, one JSON object a line
 * @returns the entries, and the numbers of damaged lines: a last line that a crash cut short is left out and not counted
 */
export function parseJournal(text: string): { journal: JournalEntry[]; damaged: number[] } {
  const lines = text.split("\n");
  const journal: JournalEntry[] = [];
  const damaged: number[] = [];
  lines.forEach((line, i) => {
    if (line.trim() === "") return;
    const value = parseJson(line);
    if (LATER.safeParse(value).success) return;
    const result = ENTRY.safeParse(value);
    if (result.success) journal.push(result.data);
    else if (i < lines.length - 1) damaged.push(i + 1);
  });
  return { journal, damaged };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
