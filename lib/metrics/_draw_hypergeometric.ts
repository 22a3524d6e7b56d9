import type { Random } from "../core/random.ts";
import { logFactorial } from "../stats/log_factorial.ts";

/**
 * How many of `drawn` items, taken without replacement from `all` of which `marked` are marked, are marked.
 *
 * Inversion from the mode outwards: about as many steps as the standard deviation, whatever the size.
 */
export function drawHypergeometric(source: Random, all: number, { marked, drawn }: { marked: number; drawn: number }) {
  const [least, most] = [Math.max(0, drawn + marked - all), Math.min(marked, drawn)];
  if (least === most) return least;
  const rest = all - marked;
  const mode = Math.min(most, Math.max(least, Math.floor((drawn + 1) * (marked + 1) / (all + 2))));
  const peak = Math.exp(logChoose(marked, mode) + logChoose(rest, drawn - mode) - logChoose(all, drawn));
  let left = (source() + 0.5) / 4294967296 - peak;
  let [down, up, below, above] = [mode, mode, peak, peak];
  while (left > 0 && (down > least || up < most)) {
    if (up < most) {
      above *= (marked - up) / (up + 1) * ((drawn - up) / (rest - drawn + up + 1));
      up++;
      left -= above;
      if (left <= 0) return up;
    }
    if (down > least) {
      below *= down / (marked - down + 1) * ((rest - drawn + down) / (drawn - down + 1));
      down--;
      left -= below;
      if (left <= 0) return down;
    }
  }
  return mode;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
