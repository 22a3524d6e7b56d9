import { SingleBar } from "cli-progress";
import { visibleLine } from "../reports/html_table.ts";
import { type RateMeter, rateMeter } from "./_rate_meter.ts";
import { formatDollars, formatRate, formatTimeLeft } from "./_units.ts";

/** The events of a run, shown to a person. */
export interface Progress {
  /** A step begins. Those within other steps, with an index of -1, are not shown. */
  onStep(step: { readonly name: string; readonly typeName: string }, index: number, total: number): void;
  /**
   * A step tells how far it is with something; a total of 0 means that it does not know. `step` is its name, or its path such
   * as `each[3]/ask`; without it the latest step is meant.
   */
  onProgress(done: number, total: number, what: string, step?: string): void;
  /** A step has ended, or will not run; with the `path` of a step within another nothing changes. */
  onOutcome(step: { readonly name: string }, outcome?: unknown, path?: string): void;
  /** What the run has cost so far, in US dollars. */
  onCost(dollars: number): void;
  /** Ends the display. */
  stop(): void;
}

/** Where {@linkcode showProgress} shows. */
export interface ProgressOptions {
  /** Whether a bar can be drawn, default whether standard error is a terminal. */
  readonly isTerminal?: boolean;
  /** Takes plain lines, default standard error. */
  readonly write?: (line: string) => void;
  /** The clock, in milliseconds. */
  readonly now?: () => number;
  /** Takes the bar, default standard error. */
  readonly stream?: NodeJS.WritableStream;
}

const LINE_EVERY_MS = 5000;
const MOST_METERS = 100;
const MOST_NAME = 60;
/** What a path has behind the step of the pipeline: iterations, and steps within it. */
const INNER = /[/[].*$/s;

/**
 * Shows how far a run is, on standard error: a bar where that is a terminal, plain lines otherwise, for each step one every
 * five seconds. Both tell items, rate over the last ten seconds, the time left at that rate, and the cost.
 *
 * @param options see {@linkcode ProgressOptions}
 * @returns the events to hand to the run
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * let clock = 0;
 * const progress = showProgress({ isTerminal: false, write: (line) => lines.push(line), now: () => clock });
 * progress.onProgress(0, 500, "local/nearest", "predict");
 * clock = 5000;
 * progress.onProgress(120, 500, "local/nearest", "predict");
 * assertEquals(lines, ["        predict local/nearest: 120 of 500, 24/s, about 16 s left"]);
 * ```
 */
export function showProgress(options: ProgressOptions = {}): Progress {
  const {
    isTerminal = Deno.stderr.isTerminal(),
    write = (line: string) => console.error(line),
    now = () => performance.now(),
    stream,
  } = options;
  return isTerminal ? barProgress(now, stream) : lineProgress(write, now);
}

/** How far a step of the pipeline is, with all that goes on within it. */
interface StepState {
  readonly meters: Map<string, RateMeter>;
  lastLine: number;
  fraction: number;
}

/** The state of all steps that have begun and not ended, and the cost. */
function tracker(now: () => number) {
  const active = new Map<string, StepState>();
  // Progress of what has not begun, or has ended: it is told, but it is no part of the bar.
  const stray = stateSince(now());
  let latest = "";
  let dollars = 0;
  return {
    active,
    begin(name: string) {
      latest = name;
      active.set(name, stateSince(now()));
    },
    end: (name: string) => active.delete(name),
    spend(total: number) {
      if (Number.isFinite(total) && total > dollars) dollars = total;
    },
    /** Notes progress; gives the step's state and the line that tells it. */
    progress(done: number, total: number, what: string, step: string | undefined): { state: StepState; text: string } {
      const path = step ?? latest;
      const name = path.replace(INNER, "");
      const state = active.get(name) ?? stray;
      const count = Number.isFinite(done) ? Math.max(0, done) : 0;
      const known = Number.isFinite(total) && total > 0 ? total : null;
      if (path === name && known !== null) state.fraction = Math.min(1, count / known);
      const rate = measure(state.meters, `${path}\0${what}`, count, now());
      const label = [step, what].filter((part) => part !== undefined && part !== "").map((part) => shortLine(part!));
      const left = known === null || rate === null || count >= known ? null : (known - count) / rate;
      const text = [
        `${label.join(" ")}: ${known === null ? `${count} so far` : `${count} of ${known}`}`,
        ...(rate === null ? [] : [formatRate(rate)]),
        ...(left === null ? [] : [`${formatTimeLeft(left)} left`]),
        ...(dollars === 0 ? [] : [formatDollars(dollars)]),
      ].join(", ");
      return { state, text };
    },
  };
}

function stateSince(time: number): StepState {
  return { meters: new Map(), lastLine: time, fraction: 0 };
}

/** One meter for each thing that a step does, such as the systems that predict; they may go on side by side. */
function measure(meters: Map<string, RateMeter>, what: string, done: number, at: number): number | null {
  const meter = meters.get(what) ?? rateMeter();
  meters.set(what, meter);
  if (meters.size > MOST_METERS) meters.delete(meters.keys().next().value!);
  meter.note(done, at);
  return meter.rate();
}

function lineProgress(write: (line: string) => void, now: () => number): Progress {
  const steps = tracker(now);
  return {
    onStep({ name, typeName }, index, total) {
      if (index < 0) return;
      steps.begin(name);
      write(`[${index + 1}/${total}] ${name}${name === typeName ? "" : ` (${typeName})`}`);
    },
    onProgress(done, total, what, step) {
      const { state, text } = steps.progress(done, total, what, step);
      if (now() - state.lastLine < LINE_EVERY_MS) return;
      state.lastLine = now();
      write(`        ${text}`);
    },
    onOutcome({ name }, _outcome, path = name) {
      if (path === name) steps.end(name);
    },
    onCost: steps.spend,
    stop() {},
  };
}

function barProgress(now: () => number, stream: NodeJS.WritableStream | undefined): Progress {
  const format = " {bar} {value}/{total} {text}";
  const formatValue = (value: number, _: unknown, type: string) =>
    type === "value" ? `${Math.floor(value)}` : `${value}`;
  const bar = new SingleBar({ format, formatValue, barsize: 24, hideCursor: true, clearOnComplete: true, stream });
  const steps = tracker(now);
  const settled = new Set<string>();
  let most = 0;
  const draw = (text: string) => {
    if (most === 0) return;
    const parts = Array.from(steps.active.values(), ({ fraction }) => fraction).reduce((sum, one) => sum + one, 0);
    const others = steps.active.size > 1 ? ` (+${steps.active.size - 1})` : "";
    bar.update(Math.min(most, settled.size + parts), { text: text + others });
  };
  return {
    onStep({ name }, index, total) {
      if (index < 0) return;
      steps.begin(name);
      if (most === 0) bar.start(total, 0, { text: "" });
      most = total;
      draw(shortLine(name));
    },
    onProgress(done, total, what, step) {
      draw(steps.progress(done, total, what, step).text);
    },
    onOutcome({ name }, _outcome, path = name) {
      if (path !== name) return;
      steps.end(name);
      settled.add(name);
      draw(shortLine([...steps.active.keys()].at(-1) ?? name));
    },
    onCost: steps.spend,
    stop() {
      bar.stop();
      most = 0;
    },
  };
}

function shortLine(text: string): string {
  const line = visibleLine(text);
  return line.length <= MOST_NAME ? line : `${line.slice(0, MOST_NAME - 1)}…`;
}
