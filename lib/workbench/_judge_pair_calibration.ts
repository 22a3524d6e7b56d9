import { AssayError } from "../core/assay_error.ts";
import { describeRows, rowsWhere, textColumn } from "../data/column.ts";
import type { Frame } from "../data/frame.ts";
import type { AgreementEstimate } from "../stats/agreement.ts";
import { cohenKappa } from "../stats/cohen_kappa.ts";
import type { Estimate } from "../stats/estimate.ts";
import type { Outcome } from "../stats/match.ts";
import { proportion } from "../stats/proportion.ts";
import { labelWarnings, notCalibrated } from "./_judge_calibration.ts";

/** What a judge's preferences are worth by those of people. */
export interface PairCalibration {
  /** In words: "calibrated against 120 human labels", or "not calibrated against human labels". */
  readonly status: string;
  /** How many judged pairs have a human preference. */
  readonly labelled: number;
  /** The share of pairs on which judge and human say the same, ties included; null without labels. */
  readonly agreement: Estimate | null;
  /** The same among pairs that both decide; null without labels. */
  readonly decidedAgreement: Estimate | null;
  /** Agreement beyond chance over first, tie and second; null without labels. */
  readonly kappa: AgreementEstimate | null;
  /** What keeps it from being trusted, in words. */
  readonly warnings: readonly string[];
}

const OUTCOMES: readonly Outcome[] = ["first", "tie", "second"];

/** Reads the preferences of people: "first", "second", "tie", or nothing. */
export function humanPreferences(input: Frame, column: string): (Outcome | null)[] {
  const values = textColumn(input, column, { doing: "judge", allowNull: true });
  const wrong = rowsWhere(values, (value) => value !== null && !OUTCOMES.includes(value as Outcome));
  if (wrong.length > 0) {
    throw new AssayError("Cannot judge", {
      problems: [describeRows(column, wrong, 'must hold "first", "second", "tie" or nothing')],
    });
  }
  return values as (Outcome | null)[];
}

/** Holds preferences against those of people. */
export function calibratePreferences(
  judged: readonly (Outcome | null)[],
  human: { column: string; preferences: readonly (Outcome | null)[] } | null,
  { level, isClustered }: { level: number; isClustered: boolean },
): PairCalibration {
  const rows = judged.flatMap((outcome, row) =>
    outcome === null || (human?.preferences[row] ?? null) === null ? [] : [row]
  );
  const labelled = rows.length;
  if (human === null || labelled === 0) {
    const given = human?.preferences.filter((one) => one !== null).length ?? 0;
    const { status, warnings } = notCalibrated(human === null ? null : { column: human.column, labelled: given });
    return { status, labelled: 0, agreement: null, decidedAgreement: null, kappa: null, warnings };
  }
  const { preferences } = human;
  const same = (some: readonly number[]) => some.filter((row) => judged[row] === preferences[row]).length;
  const decided = rows.filter((row) => judged[row] !== "tie" && preferences[row] !== "tie");
  return {
    status: `calibrated against ${labelled} human ${labelled === 1 ? "label" : "labels"}`,
    labelled,
    agreement: proportion(same(rows), labelled, { level }),
    decidedAgreement: proportion(same(decided), decided.length, { level, empty: "no pair is decided by both" }),
    kappa: cohenKappa(rows.map((row) => judged[row]), rows.map((row) => preferences[row]), { level, labels: OUTCOMES }),
    warnings: labelWarnings(labelled, isClustered),
  };
}
