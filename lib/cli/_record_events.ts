import { join } from "@std/path";
import { maskSecrets } from "../core/mask_secrets.ts";
import type { Spending } from "../pipeline/meter.ts";
import { type LogLevel, openLog, type RunLog } from "../pipeline/run_log.ts";
import type { RunRecord } from "../pipeline/run_record.ts";
import type { RunEvents } from "../pipeline/run_workflow.ts";
import type { Ledger } from "./_ledger.ts";
import { showProgress } from "./progress.ts";
import { saveOutputs } from "./_save_outputs.ts";

/** What listens to a run: its journal, log, ledger, outputs, and the display. */
export interface RecordedEvents extends Disposable {
  /** To hand to the run. */
  readonly handlers: RunEvents;
  /** The run's log. */
  readonly log: RunLog;
  /** Ends the display and tells what became of steps that were not done. */
  finish(): void;
  /** Ends the display. */
  stop(): void;
}

/** Joins everything that listens to a run. */
export function recordEvents(
  { record, ledger, folder, secrets = [], level }: {
    record: RunRecord;
    ledger: Ledger;
    folder: string;
    secrets?: readonly string[];
    level?: LogLevel;
  },
): RecordedEvents {
  const progress = showProgress();
  const log = openLog(join(folder, "log.jsonl"), { level, secrets });
  const untold: string[] = [];
  const started = new Map<string, number>();
  const used = new Map<
    string,
    { cost: number | null; unpriced: number; saved: number; input: number; output: number }
  >();
  let cost = ledger.before.reduce((sum, spending) => sum + (spending.cost ?? 0), 0);
  const isTop = (path: string) => !path.includes("/");

  const spend = (spending: Spending) => {
    ledger.add(spending);
    cost += spending.cost ?? 0;
    progress.onCost(cost);
    const parts = spending.step.split("/");
    // What a step costs includes what the steps within it cost.
    for (let i = 1; i <= parts.length; i++) {
      const path = i === parts.length ? spending.step : parts.slice(0, i).join("/").replace(/\[\d+\]$/, "");
      const sum = used.get(path) ?? { cost: null, unpriced: 0, saved: 0, input: 0, output: 0 };
      if (spending.cost === null) sum.unpriced++;
      else sum.cost = (sum.cost ?? 0) + spending.cost;
      sum.saved += spending.saved ?? 0;
      sum.input += spending.inputTokens + spending.cacheReadTokens + spending.cacheWriteTokens;
      sum.output += spending.outputTokens;
      used.set(path, sum);
    }
    log.debug("answered", { ...spending });
  };

  return {
    log,
    handlers: {
      onStep(step, index, total, path) {
        started.set(path, performance.now());
        record.note({ event: "step", step: path, status: "running" }, { sync: isTop(path) });
        log.info("step begins", { step: path, type: step.typeName });
        progress.onStep(step, index, total);
      },
      onProgress: (done, total, what, path) => progress.onProgress(done, total, what, path),
      onRetry(_step, attempt, error, path) {
        log.warn("trying again", { step: path, attempt, reason: error.message });
      },
      onOutputs(step, outputs, path) {
        if (!isTop(path)) return;
        for (const problem of saveOutputs(join(folder, "outputs"), step, outputs)) log.debug("not kept", { problem });
      },
      onOutcome(step, { status, reason, attempt }, path) {
        const begun = started.get(path);
        const spent = used.get(path);
        started.delete(path);
        used.delete(path);
        const durationMs = begun === undefined ? undefined : Math.round(performance.now() - begun);
        const entry = {
          event: "step" as const,
          step: path,
          status,
          reason,
          attempt,
          durationMs,
          ...(status === "degraded" ? { degraded: true } : {}),
          ...(spent === undefined ? {} : { tokens: { input: spent.input, output: spent.output } }),
          ...(spent === undefined || spent.cost === null ? {} : { cost: spent.cost }),
          ...(spent === undefined || spent.unpriced === 0 ? {} : { unpriced: spent.unpriced }),
          ...(spent === undefined || spent.saved === 0 ? {} : { saved: spent.saved }),
        };
        record.note(entry, { sync: isTop(path) });
        const isWrong = status === "failed" || status === "degraded";
        log[isWrong ? "warn" : "info"]("step ended", { step: path, status, reason, durationMs, ...spent });
        if (isTop(path) && status !== "done") {
          untold.push(`${path}: ${status}${reason === undefined ? "" : `, ${reason}`}`);
        }
        progress.onOutcome(step, undefined, path);
      },
      onSpend: spend,
      onExceed(problem) {
        log.warn("limit passed", { problem });
        untold.push(`limit passed: ${problem}`);
      },
    },
    finish() {
      progress.stop();
      untold.forEach((line) => console.error(maskSecrets(line, secrets)));
    },
    stop: () => progress.stop(),
    [Symbol.dispose]: () => log[Symbol.dispose](),
  };
}
