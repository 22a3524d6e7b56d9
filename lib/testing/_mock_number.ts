import { describeValue } from "../core/describe_value.ts";
import { type Random, randomBelow } from "../core/random.ts";

/** The bounds that a schema sets for numbers. */
export interface NumberBounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

/** Numbers to choose from: those that are likely to break something, and a source of others. */
export interface Choice<T> {
  readonly edges: readonly T[];
  readonly draw: (random: Random) => T;
}

const USUAL = 1000;
const EDGES = [0, 1, -1, 0.1, 1e-9, 2 ** 31, -(2 ** 31) - 1, Number.MAX_SAFE_INTEGER, -1e15];

/** The numbers that fit a schema; throws where there is none. */
export function mockNumber(bounds: NumberBounds, at: string, isInteger: boolean): Choice<number> {
  const { multipleOf: step = 1 } = bounds;
  if (bounds.multipleOf !== undefined && (!Number.isSafeInteger(step) || step < 1)) {
    const wanted = "must be a whole number of at least 1 where data is made";
    throw new TypeError(`Cannot make data: ${at}multipleOf ${wanted}, received ${describeValue(step)}`);
  }
  const isWhole = isInteger || bounds.multipleOf !== undefined;
  const fits = (value: number) =>
    value >= (bounds.minimum ?? -Infinity) && value <= (bounds.maximum ?? Infinity) &&
    value > (bounds.exclusiveMinimum ?? -Infinity) && value < (bounds.exclusiveMaximum ?? Infinity) &&
    (!isWhole || (Number.isSafeInteger(value) && value % step === 0));
  const least = Math.max(bounds.minimum ?? -Infinity, bounds.exclusiveMinimum ?? -Infinity);
  const most = Math.min(bounds.maximum ?? Infinity, bounds.exclusiveMaximum ?? Infinity);
  const low = least === -Infinity ? Math.min(-USUAL * step, most - USUAL * step) : least;
  const high = most === Infinity ? Math.max(USUAL * step, low + USUAL * step) : most;
  const inside = isWhole
    ? [Math.ceil(low / step), Math.floor(low / step) + 1].map((k) => k * step)
    : [low, between(low, high, 2 ** -20)];
  const below = isWhole
    ? [Math.floor(high / step), Math.ceil(high / step) - 1].map((k) => k * step)
    : [high, between(low, high, 1 - 2 ** -20)];
  const own = [inside.find(fits), below.find(fits)].filter((value) => value !== undefined);
  const edges = [...new Set([...own, ...EDGES.filter(fits)])].map((value) => value === 0 ? 0 : value);
  if (edges.length === 0) throw new RangeError(`Cannot make data: no number fits the bounds of ${at || "the schema"}`);
  const draw = (random: Random) => {
    if (!isWhole) {
      const value = between(low, high, randomBelow(random, 2 ** 32) / 2 ** 32);
      return fits(value) ? value : edges[0];
    }
    const first = Math.ceil(low / step);
    const count = Math.min(2 ** 32, Math.floor(high / step) - first + 1);
    const value = (first + randomBelow(random, Math.max(1, count))) * step;
    return fits(value) ? value : edges[0];
  };
  return { edges, draw };
}

/** Without the overflow that a difference of large numbers has. */
function between(low: number, high: number, share: number): number {
  return low * (1 - share) + high * share;
}
