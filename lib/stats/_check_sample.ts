import { describeValue } from "../core/describe_value.ts";
import type { Alternative } from "./test_result.ts";

/** Sums of squares of larger numbers would overflow. */
const LARGEST = 1e150;

/**
 * The sample as numbers of its own, each checked.
 *
 * @param doing what the caller does, for the message
 * @param name the argument's name
 * @param sample what was received
 * @returns a copy
 * @throws {RangeError} for the first value that is no finite number, or above 1e150 in size
 */
export function checkSample(doing: string, name: string, sample: ArrayLike<number>): Float64Array {
  if (sample instanceof Float64Array && isModest(sample)) return sample.slice();
  const result = new Float64Array(sample.length);
  for (let i = 0; i < sample.length; i++) {
    if (!Number.isFinite(sample[i])) {
      throw new RangeError(
        `Cannot ${doing}: ${name}[${i}] must be a finite number, received ${describeValue(sample[i])}; ` +
          "leave missing values out first",
      );
    }
    if (Math.abs(sample[i]) > LARGEST) {
      throw new RangeError(
        `Cannot ${doing}: ${name}[${i}] must be at most ${LARGEST} in size, received ${
          sample[i]
        }; scale the values down`,
      );
    }
    result[i] = sample[i];
  }
  return result;
}

/** Whether all numbers are finite and of a size that can be squared; true in one comparison each. */
function isModest(sample: Float64Array): boolean {
  for (let i = 0; i < sample.length; i++) if (!(Math.abs(sample[i]) <= LARGEST)) return false;
  return true;
}

/**
 * Throws unless the direction is one of the three.
 *
 * @param doing what the caller does, for the message
 * @param alternative what was received
 * @throws {RangeError} for anything else
 */
export function checkAlternative(doing: string, alternative: Alternative): void {
  checkChoice(doing, "alternative", alternative, ["two-sided", "less", "greater"]);
}

/**
 * Throws unless the value is one of the allowed words.
 *
 * @param doing what the caller does, for the message
 * @param name the option's name
 * @param value what was received
 * @param allowed the words
 * @throws {RangeError} for anything else
 */
export function checkChoice(doing: string, name: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((word) => `"${word}"`).join(", ");
  throw new RangeError(`Cannot ${doing}: ${name} must be one of ${list}, received ${describeValue(value)}`);
}
