import { incompleteBeta } from "./_incomplete_beta.ts";
import { type BetaPoint, betaPoint } from "./_saddle_point.ts";
import { betaDistribution } from "./beta_distribution.ts";

/** The two shapes of a beta distribution. */
type Shapes = readonly [a: number, b: number];

/** What lies on either side of a difference. */
export interface DifferenceTails {
  /** The probability of at most this difference. */
  readonly below: number;
  /** The probability of more. */
  readonly above: number;
  /** E max(D − d, 0); only for d = 0, otherwise NaN. */
  readonly gain: number;
  /** E max(d − D, 0); only for d = 0, otherwise NaN. */
  readonly loss: number;
}

/** The difference D of two independent beta variables, the second minus the first. */
export interface BetaDifference {
  /** Its mean. */
  readonly mean: number;
  /** Its standard deviation. */
  readonly deviation: number;
  /** What lies on either side of a difference, −1 to 1. */
  readonly tails: (difference: number) => DifferenceTails;
}

/** Less of the narrower distribution than this is left out at each end. */
const NEGLIGIBLE = 1e-22;
/** At an end where the integrand falls at least as e^u. */
const FARTHEST = 52;

/**
 * The difference of two independent beta variables.
 *
 * The density of the narrower one is integrated against the tails of the wider one, over the logit of the place between the ends
 * of what both supports share: there the integrand is smooth and falls exponentially on both sides, where the trapezoidal rule
 * converges exponentially. The step is halved until nothing changes.
 */
export function betaDifference(first: Shapes, second: Shapes): BetaDifference {
  const [one, two] = [momentsOf(first), momentsOf(second)];
  const turned = one.variance > two.variance;
  const [narrow, wide] = turned ? [second, first] : [first, second];
  const law = betaDistribution(...narrow);
  const pair = {
    narrow,
    wide,
    range: {
      low: law.quantile(NEGLIGIBLE),
      high: law.upperQuantile(NEGLIGIBLE),
      rest: betaDistribution(narrow[1], narrow[0]).quantile(NEGLIGIBLE),
    },
  };
  return {
    mean: two.mean - one.mean,
    deviation: Math.sqrt(one.variance + two.variance),
    tails: (difference) => {
      const found = tails(pair, turned ? -difference : difference);
      return turned ? { below: found.above, above: found.below, gain: found.loss, loss: found.gain } : found;
    },
  };
}

function momentsOf([a, b]: Shapes): { mean: number; variance: number } {
  return { mean: a / (a + b), variance: a / (a + b) * (b / (a + b)) / (a + b + 1) };
}

/** The part of a distribution that matters: its ends, and how far the upper one is from 1. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly rest: number;
}

/** The tails of wide − narrow. */
function tails(pair: { narrow: Shapes; wide: Shapes; range: Range }, d: number): DifferenceTails {
  if (Math.abs(d) >= 1) return { below: d > 0 ? 1 : 0, above: d > 0 ? 0 : 1, gain: NaN, loss: NaN };
  const { narrow, wide, range } = pair;
  // Where the wider one lies wholly on one side of narrow + d.
  const below = d > 0 ? betaDistribution(...narrow).sf(1 - d) : 0;
  const above = d < 0 ? betaDistribution(...narrow).cdf(-d) : 0;
  const room = 1 - Math.abs(d);
  // How far 0 and 1 are from the ends of the narrower one's room, and of the wider one's.
  const [shift, rest] = d < 0 ? [-d, 0] : [0, d];
  const [shiftWide, restWide] = [rest, shift];
  const place = (x: number, y: number) => Math.log(Math.max(0, x - shift)) - Math.log(Math.max(0, y - rest));
  const from = shift > 0 && range.low <= shift ? -FARTHEST : place(range.low, 1 - range.low);
  const to = rest > 0 && range.rest <= rest ? FARTHEST : place(range.high, range.rest);
  if (!(from < to)) return { below, above, gain: 0, loss: 0 };
  const meanWide = wide[0] / (wide[0] + wide[1]);
  const size = wide[0] + wide[1];
  const at = (u: number) => {
    const p = room / (1 + Math.exp(-u));
    const q = room / (1 + Math.exp(u));
    const here = pointAt(narrow, p + shift, q + rest);
    const { front } = incompleteBeta(narrow[0], narrow[1], here);
    // The density of the logit of x, turned into that of u.
    const density = front * (p / here.x) * (q / here.y) / room;
    const there = incompleteBeta(wide[0], wide[1], pointAt(wide, p + shiftWide, q + restWide));
    if (d !== 0) return { below: density * there.lower, above: density * there.upper, gain: 0, loss: 0 };
    const gap = meanWide - here.x;
    return {
      below: density * there.lower,
      above: density * there.upper,
      gain: density * (gap * there.upper + there.front / size),
      loss: density * (there.front / size - gap * there.lower),
    };
  };
  const found = trapezoid(at, from, to);
  return {
    below: Math.min(1, below + found.below),
    above: Math.min(1, above + found.above),
    gain: d === 0 ? Math.max(0, found.gain) : NaN,
    loss: d === 0 ? Math.max(0, found.loss) : NaN,
  };
}

/** The point with both x and 1 − x in full relative precision. */
function pointAt([a, b]: Shapes, x: number, y: number): BetaPoint {
  if (x <= 0.5) return { x, y, gap: betaPoint(a, b, x).gap };
  return { x, y, gap: -betaPoint(b, a, y).gap };
}

function trapezoid(at: (u: number) => DifferenceTails, from: number, to: number): DifferenceTails {
  const names = ["below", "above", "gain", "loss"] as const;
  let cells = Math.max(32, Math.ceil((to - from) / 0.5));
  const sums = { below: 0, above: 0, gain: 0, loss: 0 };
  const take = (u: number, weight: number) => {
    const value = at(u);
    for (const name of names) sums[name] += weight * value[name];
  };
  take(from, 0.5);
  take(to, 0.5);
  for (let i = 1; i < cells; i++) take(from + (to - from) * i / cells, 1);
  for (let level = 0; level < 8; level++) {
    const before = { ...sums };
    for (let i = 0; i < cells; i++) take(from + (to - from) * (i + 0.5) / cells, 1);
    // The error is squared by each halving, so that what changed by 1e-8 is exact now.
    const settled = names.every((name) =>
      Math.abs(sums[name] / 2 - before[name]) <= 1e-8 * Math.abs(sums[name]) + 1e-22
    );
    cells *= 2;
    if (settled) break;
  }
  const step = (to - from) / cells;
  return { below: sums.below * step, above: sums.above * step, gain: sums.gain * step, loss: sums.loss * step };
}
