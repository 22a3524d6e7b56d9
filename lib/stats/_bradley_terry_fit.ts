import { choleskyInPlace, choleskySolve } from "./_cholesky.ts";
import type { PairTable } from "./_pair_table.ts";

/** A fitted model: the players' log strengths, with mean 0, and the log weight of ties where it has one. */
export interface BradleyTerryFit {
  /** Strengths, then the weight of ties; it is the solver's own memory. */
  readonly parameters: Float64Array;
  /** The log likelihood at the maximum. */
  readonly logLikelihood: number;
  /** How many Newton steps it took; −1 where it did not converge. */
  readonly steps: number;
}

/** Fits models to counts of one table of pairs. */
export interface BradleyTerrySolver {
  /** The maximum of the likelihood; the counts must have a finite one. */
  readonly fit: (counts: ArrayLike<number>, start?: Float64Array) => BradleyTerryFit;
  /** The variances of the parameters of the last fit, by its information. */
  readonly variances: (counts: ArrayLike<number>) => Float64Array;
}

const MOST_STEPS = 100;
const MOST_HALVINGS = 30;

/**
 * A solver by Newton's method with halved steps. The likelihood is concave, so there is one maximum, and it is found
 * from anywhere.
 *
 * @param table the pairs
 * @param withTies whether ties are an outcome of their own (Davidson) or half a win for each
 * @returns the solver
 */
export function bradleyTerrySolver(table: PairTable, withTies: boolean): BradleyTerrySolver {
  const { players: k, low, high } = table;
  const size = k + (withTies ? 1 : 0);
  const parameters = new Float64Array(size);
  const trial = new Float64Array(size);
  const gradient = new Float64Array(size);
  const matrix = new Float64Array(size * size);

  /** Log likelihood at a point; at the parameters also gradient and information. */
  function look(counts: ArrayLike<number>, point: Float64Array, derive: boolean): number {
    if (derive) {
      gradient.fill(0);
      matrix.fill(0);
    }
    let sum = 0;
    for (let pair = 0; pair < low.length; pair++) {
      const [won, tied, lost] = [counts[3 * pair], counts[3 * pair + 1], counts[3 * pair + 2]];
      const n = won + tied + lost;
      if (n === 0) continue;
      const [a, b] = [low[pair], high[pair]];
      const half = (point[a] - point[b]) / 2;
      const tie = withTies ? point[k] : -Infinity;
      const most = Math.max(Math.abs(half), tie);
      const [forA, forB, forTie] = [Math.exp(half - most), Math.exp(-half - most), Math.exp(tie - most)];
      // The largest of the three is 1: the log of a probability near 1 keeps its digits by what the others add.
      const rest = Math.log1p(half === most ? forB + forTie : -half === most ? forA + forTie : forA + forB);
      if (won > 0) sum += won * (half - most - rest);
      if (lost > 0) sum += lost * (-half - most - rest);
      if (tied > 0) sum += tied * ((withTies ? tie : 0) - most - rest);
      if (!derive) continue;
      const all = forA + forB + forTie;
      const [pa, pb, pt] = [forA / all, forB / all, forTie / all];
      // Written so that nothing cancels where one nearly always wins.
      const pull = won * (pb + pt / 2) + tied * (pb - pa) / 2 - lost * (pa + pt / 2);
      gradient[a] += pull;
      gradient[b] -= pull;
      // The variance of a's score: it is 1, ½ or 0.
      const weight = n * (pa * pb + pt * (pa + pb) / 4);
      matrix[a * size + a] += weight;
      matrix[b * size + b] += weight;
      matrix[a * size + b] -= weight;
      matrix[b * size + a] -= weight;
      if (!withTies) continue;
      gradient[k] += tied * (pa + pb) - (won + lost) * pt;
      const across = -n * pt * (pa - pb) / 2;
      matrix[k * size + a] += across;
      matrix[k * size + b] -= across;
      matrix[k * size + k] += n * pt * (pa + pb);
    }
    return sum;
  }

  /**
   * The information knows no level of the strengths: along it, a ridge of their own size is put, which no step feels.
   */
  function factor(): number {
    let trace = 0;
    for (let i = 0; i < k; i++) trace += matrix[i * size + i];
    const ridge = trace / k / k;
    for (let i = 0; i < k; i++) {
      for (let j = 0; j <= i; j++) matrix[i * size + j] += ridge;
    }
    return choleskyInPlace(matrix, size) ? ridge : NaN;
  }

  return {
    fit: (counts, start) => {
      if (start === undefined) parameters.fill(0);
      else parameters.set(start);
      let likelihood = look(counts, parameters, true);
      let last = Infinity;
      for (let step = 1; step <= MOST_STEPS; step++) {
        if (Number.isNaN(factor())) break;
        choleskySolve(matrix, gradient);
        const longest = gradient.reduce((most, part) => Math.max(most, Math.abs(part)), 0);
        let [length, next] = [1, -Infinity];
        for (let halving = 0; halving <= MOST_HALVINGS; halving++, length /= 2) {
          for (let i = 0; i < size; i++) trial[i] = parameters[i] + length * gradient[i];
          next = look(counts, trial, false);
          // Close by, full steps are right, and the likelihood differs by rounding only.
          if (next >= likelihood || longest < 1e-4) break;
        }
        centre(trial, k);
        parameters.set(trial);
        // Steps shrink quadratically until only rounding is left of them.
        if (longest < 1e-11 || (longest < 1e-6 && longest > last / 2)) {
          return { parameters, logLikelihood: next, steps: step };
        }
        last = longest;
        likelihood = look(counts, parameters, true);
      }
      return { parameters, logLikelihood: likelihood, steps: -1 };
    },
    variances: (counts) => {
      look(counts, parameters, true);
      const ridge = factor();
      const result = new Float64Array(size);
      for (let i = 0; i < size; i++) {
        const unit = new Float64Array(size);
        unit[i] = 1;
        choleskySolve(matrix, unit);
        result[i] = unit[i] - (i < k ? 1 / (ridge * k * k) : 0);
      }
      return result;
    },
  };
}

function centre(parameters: Float64Array, k: number): void {
  let mean = 0;
  for (let i = 0; i < k; i++) mean += parameters[i] / k;
  for (let i = 0; i < k; i++) parameters[i] -= mean;
}
