import { SingleBar } from "cli-progress";
import type { RunEvents } from "../pipeline/run_workflow.ts";

/** The events of a run, shown to a person. */
export interface Progress extends Required<Pick<RunEvents, "onStep" | "onProgress">> {
  /** Ends the display. */
  stop(): void;
}

const LINE_EVERY_MS = 5000;

/**
 * Shows how far a run is, on standard error: a bar where that is a terminal, plain lines otherwise.
 *
 * @param options `isTerminal`; `write` for plain lines; `now` in milliseconds
 * @returns the events to hand to the run
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const progress = showProgress({ isTerminal: false, write: (line) => lines.push(line), now: () => 0 });
 * progress.onProgress(1, 2, "local/nearest");
 * assertEquals(lines, []); // nothing yet: the last line is less than five seconds old
 * ```
 */
export function showProgress(
  options: { isTerminal?: boolean; write?: (line: string) => void; now?: () => number } = {},
): Progress {
  const {
    isTerminal = Deno.stderr.isTerminal(),
    write = (line: string) => console.error(line),
    now = () => performance.now(),
  } = options;
  return isTerminal ? barProgress() : lineProgress(write, now);
}

function lineProgress(write: (line: string) => void, now: () => number): Progress {
  let last = now();
  return {
    onStep({ name, typeName }, index, total) {
      last = now();
      write(`[${index + 1}/${total}] ${name}${name === typeName ? "" : ` (${typeName})`}`);
    },
    onProgress(done, total, what) {
      if (now() - last < LINE_EVERY_MS) return;
      last = now();
      write(`        ${what}: ${done} of ${total}`);
    },
    stop() {},
  };
}

function barProgress(): Progress {
  const format = " {bar} {value}/{total} {step} {what}";
  const bar = new SingleBar({ format, barsize: 24, hideCursor: true, clearOnComplete: true, stream: undefined });
  let step = { index: 0, total: 1, name: "" };
  let started = false;
  return {
    onStep({ name }, index, total) {
      step = { index, total, name };
      if (!started) bar.start(total, index, { step: name, what: "" });
      else bar.update(index, { step: name, what: "" });
      started = true;
    },
    onProgress(done, total, what) {
      bar.update(step.index + done / Math.max(1, total), { step: step.name, what: `${what} ${done}/${total}` });
    },
    stop() {
      bar.stop();
    },
  };
}
