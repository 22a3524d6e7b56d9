import type { Finding } from "./_judge_ask.ts";
import { overallScore, type ReadyCriterion } from "./_judge_scale.ts";

/** A claim of an answer, and what the source says of it. */
export interface JudgedClaim {
  /** The claim. */
  readonly claim: string;
  /** What the source says. */
  readonly verdict: "supported" | "contradicted" | "not in the source";
  /** Why. */
  readonly reason: string;
}

/** One judgement of one text by one criterion. */
export interface Cell {
  readonly score: number;
  readonly reason: string;
  readonly claims?: readonly JudgedClaim[];
}

/** Why a text has no judgement. */
export interface CellFailure {
  readonly failure: string;
  readonly reason: string;
}

/** All judgements by criterion and row, one or more each, and what failed. */
export interface Cells {
  readonly of: readonly (readonly Cell[][])[];
  readonly failures: (CellFailure | null)[];
}

/** What is said of a row in the end. */
export interface RowVerdict {
  readonly score: number | null;
  readonly reason: string | null;
  readonly failure: string | null;
  /** By criterion. */
  readonly parts: readonly (Cell | null)[];
  /** On how many judgements it rests. */
  readonly samples: number;
}

/** A row whose answer a system did not give. */
export const NO_ANSWER = "no answer";
/** A row whose answer says nothing that could be checked. */
export const NO_CLAIMS = "no claims";

const MOST_REASON = 2000;

/** Cells to be filled. */
export function emptyCells(criteria: number, rows: number): Cells {
  return {
    of: Array.from({ length: criteria }, () => Array.from({ length: rows }, () => [])),
    failures: new Array<CellFailure | null>(rows).fill(null),
  };
}

/** Takes over findings, which are questions about the rows in their order; the first failure of a row is kept. */
export function takeFindings(
  cells: Cells,
  findings: readonly (Finding | null)[],
  take: (json: unknown, row: number) => void,
): void {
  findings.forEach((finding, row) => {
    if (finding === null) return;
    if (finding.failure === null) take(finding.json, row);
    else cells.failures[row] ??= { failure: finding.failure, reason: finding.reason };
  });
}

/** What is said of each row: the mean of its judgements, with the reason of the one that is nearest to it. */
export function settleRows({ of, failures }: Cells, criteria: readonly ReadyCriterion[]): RowVerdict[] {
  return failures.map((failed, row) => {
    const parts = of.map((cells) => settled(cells[row]));
    const samples = Math.min(...of.map((cells) => cells[row].length));
    if (parts.some((part) => part === null)) {
      const { failure, reason } = failed ?? { failure: NO_ANSWER, reason: "there is no answer to judge" };
      return { score: null, reason, failure, parts, samples };
    }
    const known = parts as Cell[];
    const reason = known.length === 1
      ? known[0].reason
      : known.map((part, i) => `${criteria[i].name}: ${part.reason}`).join("\n");
    return { score: overallScore(known.map(({ score }) => score), criteria), reason, failure: null, parts, samples };
  });
}

/** A text of a judge as it is kept: of bounded length. */
export function bounded(text: string): string {
  return text.length > MOST_REASON ? `${text.slice(0, MOST_REASON)}…` : text;
}

function settled(cells: readonly Cell[]): Cell | null {
  if (cells.length === 0) return null;
  const score = cells.reduce((sum, cell) => sum + cell.score, 0) / cells.length;
  const nearest = cells.reduce((best, cell) =>
    Math.abs(cell.score - score) < Math.abs(best.score - score) ? cell : best
  );
  return { ...nearest, score };
}
