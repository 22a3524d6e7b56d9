import type { Frame } from "../data/frame.ts";
import type { JudgedClaim, RowVerdict } from "./_judge_cells.ts";
import { withJudgeColumns } from "./_judge_columns.ts";
import type { JudgeMode } from "./_judge_modes.ts";
import type { ReadyCriterion } from "./_judge_scale.ts";

/** What the columns of single answers depend on. */
export interface RowColumnsShown {
  readonly column: string;
  readonly mode: JudgeMode;
  readonly criteria: readonly ReadyCriterion[];
  readonly isRepeated: boolean;
}

const CLAIM_COUNTS = ["supported", "contradicted", "not_in_source"] as const;
const VERDICTS: readonly JudgedClaim["verdict"][] = ["supported", "contradicted", "not in the source"];

/** The names of all columns that are added. */
export function rowColumnNames({ column, mode, criteria, isRepeated }: RowColumnsShown, hasPass: boolean): string[] {
  return [
    "score",
    "reason",
    ...(hasPass ? ["pass"] : []),
    ...(hasParts(mode) ? criteria.flatMap(({ name }) => [name, `${name}_reason`]) : []),
    ...(mode === "faithfulness" ? ["claims", ...CLAIM_COUNTS] : []),
    ...(isRepeated ? ["samples"] : []),
    "failure",
  ].map((name) => `${column}_${name}`);
}

/** The rows with what is said of them. A mode with criteria of the user has a score and a reason for each. */
export function rowColumns(
  input: Frame,
  verdicts: readonly RowVerdict[],
  { column, mode, criteria, isRepeated, mark }: RowColumnsShown & { mark: number | null },
): Frame {
  const columns: Record<string, (string | number | boolean | null)[]> = {};
  const numbers = ["score"];
  const add = (name: string, of: (verdict: RowVerdict) => string | number | boolean | null) => {
    columns[`${column}_${name}`] = verdicts.map(of);
  };
  add("score", ({ score }) => score);
  add("reason", ({ reason }) => reason);
  if (mark !== null) add("pass", ({ score }) => score === null ? null : score >= mark);
  if (hasParts(mode)) {
    criteria.forEach(({ name }, i) => {
      add(name, ({ parts }) => parts[i]?.score ?? null);
      add(`${name}_reason`, ({ parts }) => parts[i]?.reason ?? null);
      numbers.push(name);
    });
  }
  if (mode === "faithfulness") {
    const claimsOf = ({ parts }: RowVerdict) => parts[0]?.claims ?? null;
    add("claims", (verdict) => {
      const claims = claimsOf(verdict);
      return claims === null ? null : JSON.stringify(claims);
    });
    CLAIM_COUNTS.forEach((name, i) => {
      add(name, (verdict) => claimsOf(verdict)?.filter((claim) => claim.verdict === VERDICTS[i]).length ?? null);
      numbers.push(name);
    });
  }
  if (isRepeated) add("samples", ({ samples }) => samples);
  add("failure", ({ failure }) => failure);
  return withJudgeColumns(input, columns, numbers.map((name) => `${column}_${name}`));
}

function hasParts(mode: JudgeMode): boolean {
  return mode === "rubric" || mode === "g_eval";
}
