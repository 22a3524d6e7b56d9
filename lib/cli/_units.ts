import { formatCount } from "../core/format.ts";

/**
 * A time for people: two units at most.
 *
 * @param ms milliseconds; null means unknown
 * @returns such as "350 ms", "4.2 s", "3 min 5 s", "2 h 10 min"
 */
export function formatDuration(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms) || ms < 0) return "–";
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return pair([Math.floor(seconds / 60), "min"], [seconds % 60, "s"]);
  const minutes = Math.round(seconds / 60);
  if (minutes < 48 * 60) return pair([Math.floor(minutes / 60), "h"], [minutes % 60, "min"]);
  const hours = Math.round(minutes / 60);
  return pair([Math.floor(hours / 24), "days"], [hours % 24, "h"]);
}

/**
 * The time that is left, no more exact than an estimate is.
 *
 * @param seconds seconds, from 0
 * @returns such as "about 16 s", "about 3 min", "about 2 h 10 min"
 */
export function formatTimeLeft(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `about ${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `about ${minutes} min`;
  return `about ${formatDuration(Math.round(minutes / 5) * 300_000)}`;
}

/**
 * How fast something goes.
 *
 * @param perSecond items a second, above 0
 * @returns such as "24/s", "0.6/s", "3.0/min", "2.0/h"
 */
export function formatRate(perSecond: number): string {
  if (perSecond >= 9.95) return `${formatCount(Math.round(perSecond))}/s`;
  if (perSecond >= 0.095) return `${perSecond.toFixed(1)}/s`;
  const perMinute = perSecond * 60;
  if (perMinute >= 0.95) return `${perMinute.toFixed(1)}/min`;
  return `${(perMinute * 60).toFixed(1)}/h`;
}

/**
 * An amount of money; small ones with two digits that count.
 *
 * @param dollars US dollars, from 0; null means unknown
 * @returns such as "$0.12", "$0.0042", "$1 234.50"
 */
export function formatDollars(dollars: number | null): string {
  if (dollars === null || !Number.isFinite(dollars) || dollars < 0) return "–";
  if (dollars > 0 && dollars < 0.000_001) return "< $0.000001";
  if (dollars > 0 && dollars < 0.0995) {
    const decimals = Math.min(6, 1 - Math.floor(Math.log10(dollars)));
    return `$${dollars.toFixed(decimals)}`;
  }
  const [whole, cents] = dollars.toFixed(2).split(".");
  return `$${formatCount(Number(whole))}.${cents}`;
}

function pair([large, largeUnit]: [number, string], [small, smallUnit]: [number, string]): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
