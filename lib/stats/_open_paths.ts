/**
 * The paths of a test statistic that is looked at several times, by the recursive integration of Armitage, McPherson and Rowe
 * (1969). A path's score after the part t of all information has the mean drift · t and the variance t; between two looks it
 * moves by an independent normal step. Jennison and Turnbull, "Group Sequential Methods" (2000), chapter 19; the grid here is
 * Gauss-Legendre on panels as wide as the shorter of the steps before and after, which leaves an error near 1e-15.
 *
 * @module
 */
import { normalCdf } from "./normal_cdf.ts";

/** The distribution of the scores of all paths that no boundary has stopped, as masses at the nodes of a quadrature. */
export interface OpenPaths {
  /** The part of the information at which the paths are. */
  readonly fraction: number;
  /** Their drift. */
  readonly drift: number;
  /** The nodes, rising. */
  readonly scores: Float64Array;
  /** The probability that stands for each node; they add up to that of being open. */
  readonly masses: Float64Array;
  /** Where all paths began. */
  readonly origin: { readonly fraction: number; readonly score: number };
}

/** Scores between which a path goes on. */
export type Region = readonly [low: number, high: number];

const POINTS = 12;
const PANEL = 1.4;
/** Beyond so many deviations a path is not followed: below an open end, and within finite boundaries. */
const [REACH_OPEN, REACH] = [9, 12];
/** A normal step of more deviations has no weight. */
const STEP_REACH = 9.5;

const { nodes: NODES, weights: WEIGHTS } = gaussLegendre(POINTS);

/** All paths together at one score, such as 0 before the first look. */
export function pathsFrom(
  drift: number,
  origin: { fraction: number; score: number } = { fraction: 0, score: 0 },
): OpenPaths {
  return {
    fraction: origin.fraction,
    drift,
    scores: Float64Array.of(origin.score),
    masses: Float64Array.of(1),
    origin,
  };
}

/** The probability that a path is open and at the next look, at the given fraction, at or above the score. */
export function above(paths: OpenPaths, fraction: number, score: number): number {
  return tail(paths, fraction, { score, side: -1 });
}

/** The probability that a path is open and at the next look below the score. */
export function below(paths: OpenPaths, fraction: number, score: number): number {
  return tail(paths, fraction, { score, side: 1 });
}

function tail(paths: OpenPaths, fraction: number, { score, side }: { score: number; side: 1 | -1 }): number {
  if (Math.abs(score) === Infinity) return score > 0 === side > 0 ? total(paths) : 0;
  const step = fraction - paths.fraction;
  const [shift, deviation] = [score - paths.drift * step, Math.sqrt(step)];
  let sum = 0;
  for (let i = 0; i < paths.scores.length; i++) {
    sum += paths.masses[i] * normalCdf(side * (shift - paths.scores[i]) / deviation);
  }
  return sum;
}

/** The probability that a path is open. */
export function total(paths: OpenPaths): number {
  return paths.masses.reduce((sum, mass) => sum + mass, 0);
}

/**
 * The paths that are open after the next look.
 *
 * @param paths those that are open now
 * @param fraction where the next look is
 * @param options `regions`: between which scores a path goes on; `then`: where the look after it is
 */
export function carriedOn(
  paths: OpenPaths,
  fraction: number,
  options: { regions: readonly Region[]; then: number },
): OpenPaths {
  const { drift, origin } = paths;
  const step = fraction - paths.fraction;
  const since = fraction - origin.fraction;
  const [centre, spread] = [origin.score + drift * since, Math.sqrt(since)];
  const width = PANEL * Math.sqrt(Math.min(step, options.then - fraction));
  const scores: number[] = [];
  const masses: number[] = [];
  for (const [from, to] of options.regions) {
    const low = Math.max(from, centre - spread * (from === -Infinity ? REACH_OPEN : REACH));
    const high = Math.min(to, centre + spread * (to === Infinity ? REACH_OPEN : REACH));
    if (!(low < high)) continue;
    const panels = Math.ceil((high - low) / width);
    const half = (high - low) / panels / 2;
    for (let panel = 0; panel < panels; panel++) {
      const middle = low + (2 * panel + 1) * half;
      for (let i = 0; i < POINTS; i++) {
        scores.push(middle + half * NODES[i]);
        masses.push(half * WEIGHTS[i]);
      }
    }
  }
  weigh(paths, step, { scores, masses });
  return { fraction, drift, scores: Float64Array.from(scores), masses: Float64Array.from(masses), origin };
}

/** Multiplies each weight by the density of the paths at its node. */
function weigh(paths: OpenPaths, step: number, grid: { scores: readonly number[]; masses: number[] }): void {
  const reach = STEP_REACH * Math.sqrt(step);
  const scale = 1 / Math.sqrt(2 * Math.PI * step);
  let first = 0;
  for (let j = 0; j < grid.scores.length; j++) {
    const from = grid.scores[j] - paths.drift * step;
    while (first < paths.scores.length && paths.scores[first] < from - reach) first++;
    let density = 0;
    for (let i = first; i < paths.scores.length && paths.scores[i] <= from + reach; i++) {
      const gap = from - paths.scores[i];
      density += paths.masses[i] * Math.exp(-gap * gap / (2 * step));
    }
    grid.masses[j] *= density * scale;
  }
}

/** Nodes and weights on −1 to 1, by Newton's method on Legendre's polynomials. */
function gaussLegendre(points: number): { nodes: Float64Array; weights: Float64Array } {
  const [nodes, weights] = [new Float64Array(points), new Float64Array(points)];
  for (let i = 0; i < points; i++) {
    let x = -Math.cos(Math.PI * (i + 0.75) / (points + 0.5));
    let slope = 1;
    for (let turn = 0; turn < 20; turn++) {
      let [last, value] = [1, x];
      for (let k = 2; k <= points; k++) [last, value] = [value, ((2 * k - 1) * x * value - (k - 1) * last) / k];
      slope = points * (last - x * value) / (1 - x * x);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}
