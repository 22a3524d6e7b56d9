import { formatCount, formatNumber, formatP } from "../core/format.ts";
import { type Frame, frameOf } from "../data/frame.ts";
import type { Table } from "../reports/content.ts";
import { formatEstimate } from "../reports/tables.ts";
import type { Drift } from "./detect_drift.ts";

/** The checks for people, worst first as they were judged. */
export function driftTable({ checks, alpha, correction }: Drift): Table {
  const right = "right";
  return {
    caption: `Drift: ${correction.replaceAll("_", " ")}, level ${alpha}`,
    columns: [
      { title: "column" },
      { title: "compared" },
      { title: "verdict", short: true },
      { title: "effect" },
      { title: "size", align: right },
      { title: "threshold", align: right },
      { title: "p adjusted", align: right },
      { title: "values", align: right },
      { title: "test" },
    ],
    rows: checks.map((check) => [
      check.column,
      check.aspect,
      check.verdict,
      check.effect.name,
      formatEstimate(check.effect),
      formatNumber(check.threshold),
      formatP(check.adjustedP),
      `${formatCount(check.n.reference)} and ${formatCount(check.n.current)}`,
      check.test,
    ]),
  };
}

/** What was not compared, for people; null when everything was. */
export function notComparedTable(drift: Drift): Table | null {
  const rows = [
    ...drift.onlyInReference.map((name) => [name, "it is in the reference only"]),
    ...drift.onlyInCurrent.map((name) => [name, "it is in the current frame only"]),
    ...drift.notCompared.map(({ column, reason }) => [column, reason]),
  ];
  if (rows.length === 0) return null;
  return { caption: "Not compared", columns: [{ title: "column" }, { title: "why" }], rows };
}

/** The checks as a frame, one row each. */
export function driftFrame({ checks }: Drift): Frame {
  const column = <T extends string | number | null>(of: (check: Drift["checks"][number]) => T) => checks.map(of);
  const numbers = {
    statistic: column(({ statistic }) => statistic),
    p: column(({ pValue }) => pValue),
    adjusted_p: column(({ adjustedP }) => adjustedP),
  };
  const effects = {
    effect: column(({ effect }) => effect.value),
    effect_low: column(({ effect }) => effect.low),
    effect_high: column(({ effect }) => effect.high),
    effect_observed: column(({ effect }) => effect.observed),
    psi: column(({ measures }) => measures.population_stability_index ?? null),
  };
  return frameOf({
    column: column((check) => check.column),
    kind: column(({ kind }) => kind),
    aspect: column(({ aspect }) => aspect),
    test: column(({ test }) => test),
    ...numbers,
    effect_name: column(({ effect }) => effect.name),
    ...effects,
    threshold: column(({ threshold }) => threshold),
    n_reference: column(({ n }) => n.reference),
    n_current: column(({ n }) => n.current),
    verdict: column(({ verdict }) => verdict),
    reason: column(({ reason }) => reason),
  }, { numbers: [...Object.keys(numbers), ...Object.keys(effects)] });
}
