type Version = readonly number[];

const PART = /^(\^|~|>=|<=|>|<|=)?v?(\d{1,9})(?:\.(\d{1,9}|[x*]))?(?:\.(\d{1,9}|[x*]))?$/;

/**
 * Whether a version lies in a range; null where one of the two cannot be read.
 *
 * `1` and `1.2` are all versions that begin so, `1.2.3` is that one only, `^1.2` goes up to the next first number above 0,
 * `~1.2` to the next second one; several parts, parted by blanks, must all hold.
 *
 * @param version such as "1.2.0"; missing numbers are 0
 * @param range such as "^1.2" or ">=1.0 <3"; "*" is any
 * @returns whether it fits
 */
export function fitsVersion(version: string, range: string): boolean | null {
  const exact = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?$/.exec(version.trim());
  if (exact === null) return version.trim() === range.trim() ? true : null;
  const value = exact.slice(1).map((part) => Number(part ?? 0));
  const parts = range.replace(/([<>=^~])\s+/g, "$1").trim().split(/\s+/).map((part) => inPart(value, part));
  return parts.includes(null) ? null : !parts.includes(false);
}

function inPart(value: Version, part: string): boolean | null {
  if (part === "*") return true;
  const match = PART.exec(part);
  if (match === null) return null;
  const [, sign = "", ...written] = match;
  const numbers = written.filter((text) => text !== undefined && /^\d/.test(text)).map(Number);
  const low = [0, 1, 2].map((i) => numbers[i] ?? 0);
  // The first version above all those that begin with what is written.
  const above = next(low, numbers.length - 1);
  if (sign === ">=") return compare(value, low) >= 0;
  if (sign === "<") return compare(value, low) < 0;
  if (sign === ">") return compare(value, above) >= 0;
  if (sign === "<=") return compare(value, above) < 0;
  const first = low.findIndex((number) => number > 0);
  const end = sign === "^"
    ? next(low, first === -1 ? numbers.length - 1 : Math.min(first, numbers.length - 1))
    : sign === "~"
    ? next(low, Math.min(1, numbers.length - 1))
    : above;
  return compare(value, low) >= 0 && compare(value, end) < 0;
}

function next(version: Version, place: number): Version {
  return version.map((number, i) => i < place ? number : i === place ? number + 1 : 0);
}

function compare(a: Version, b: Version): number {
  const i = a.findIndex((number, i) => number !== b[i]);
  return i === -1 ? 0 : a[i] - b[i];
}
