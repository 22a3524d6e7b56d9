import { assertEquals } from "@std/assert";
import { formatDollars, formatDuration, formatRate, formatTimeLeft } from "../../lib/cli/_units.ts";

const DURATIONS: readonly (readonly [number | null, string])[] = [
  [null, "–"],
  [-1, "–"],
  [NaN, "–"],
  [0, "0 ms"],
  [999.4, "999 ms"],
  [999.6, "1.0 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59_499, "59 s"],
  [59_500, "1 min"],
  [61_000, "1 min 1 s"],
  [3_599_499, "59 min 59 s"],
  [3_599_500, "1 h"],
  [7_800_000, "2 h 10 min"],
  [48 * 3_600_000, "2 days"],
  [49 * 3_600_000, "2 days 1 h"],
];
for (const [ms, text] of DURATIONS) {
  Deno.test(`a duration of ${ms} ms is ${text}`, () => assertEquals(formatDuration(ms), text));
}

const LEFT: readonly (readonly [number, string])[] = [
  [0, "about 1 s"],
  [15.8, "about 16 s"],
  [59.4, "about 59 s"],
  [59.5, "about 1 min"],
  [89, "about 1 min"],
  [170, "about 3 min"],
  [3569, "about 59 min"],
  [3571, "about 1 h"],
  [7_780, "about 2 h 10 min"],
  [300_000, "about 3 days 11 h"],
];
for (const [seconds, text] of LEFT) {
  Deno.test(`${seconds} s left are ${text}`, () => assertEquals(formatTimeLeft(seconds), text));
}

const RATES: readonly (readonly [number, string])[] = [
  [12_345.6, "12\u2009346/s"],
  [24.2, "24/s"],
  [9.96, "10/s"],
  [9.94, "9.9/s"],
  [0.1, "0.1/s"],
  [0.05, "3.0/min"],
  [0.001, "3.6/h"],
];
for (const [rate, text] of RATES) {
  Deno.test(`a rate of ${rate} a second is ${text}`, () => assertEquals(formatRate(rate), text));
}

const DOLLARS: readonly (readonly [number | null, string])[] = [
  [null, "–"],
  [Infinity, "–"],
  [0, "$0.00"],
  [1e-9, "< $0.000001"],
  [0.0000042, "$0.000004"],
  [0.00421, "$0.0042"],
  [0.0996, "$0.10"],
  [0.1234, "$0.12"],
  [1234.5, "$1\u2009234.50"],
];
for (const [dollars, text] of DOLLARS) {
  Deno.test(`${dollars} dollars are ${text}`, () => assertEquals(formatDollars(dollars), text));
}
