import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";
import { type ItemScores, type Measured, scoreMean, type ScoreOptions } from "./_item_scores.ts";

/** Measures each task by the chances that k of its attempts, drawn without replacement, all pass or all fail. */
export function measureAttempts(
  doing: string,
  attempts: readonly (readonly boolean[] | null)[],
  score: (chances: { passing: number; failing: number }) => number,
  options: ScoreOptions & { k?: number },
): ItemScores {
  const { k = 1 } = options;
  checkInteger(doing, "k", k, { min: 1 });
  const measured = attempts.map((results, task): Measured => {
    if (results === null) return "there are no attempts";
    const odd = results.find((passed) => typeof passed !== "boolean");
    if (odd !== undefined) {
      throw new TypeError(
        `Cannot ${doing}: task ${task}: an attempt must be true or false, received ${describeValue(odd)}`,
      );
    }
    const n = results.length;
    if (n < k) return `there are fewer than ${k} attempts`;
    const passed = results.filter(Boolean).length;
    return score({ passing: allDrawn(passed, n, k), failing: allDrawn(n - passed, n, k) });
  });
  return scoreMean(measured, { ...options, bounds: [0, 1] });
}

/** C(some, k) / C(n, k), as a product, so that nothing overflows. */
function allDrawn(some: number, n: number, k: number): number {
  let chance = 1;
  for (let i = 0; i < k && chance > 0; i++) chance *= Math.max(0, some - i) / (n - i);
  return chance;
}
