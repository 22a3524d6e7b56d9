import { checkSameLength } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";

/**
 * The values of each name, in the order in which the names first occur.
 *
 * @param doing what the caller does, for the message
 * @param values the checked values
 * @param lists the name of each value, by the argument's name
 * @throws {RangeError} if the lengths differ or a name is missing
 */
export function valuesByName(
  doing: string,
  values: Float64Array,
  lists: Readonly<Record<string, ArrayLike<string | number>>>,
): number[][] {
  checkSameLength(doing, { sample: values, ...lists });
  const [[argument, names]] = Object.entries(lists);
  const members = new Map<string | number, number[]>();
  values.forEach((value, i) => {
    const name = names[i];
    if (name === null || name === undefined || Number.isNaN(name)) {
      throw new RangeError(`Cannot ${doing}: ${argument}[${i}] must be a name, received ${describeValue(name)}`);
    }
    const found = members.get(name);
    if (found === undefined) members.set(name, [value]);
    else found.push(value);
  });
  return [...members.values()];
}
