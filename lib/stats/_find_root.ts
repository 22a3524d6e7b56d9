/**
 * The point between two others at which a continuous function changes its sign.
 *
 * Regula falsi with Anderson and Björck's weights, and bisection wherever a value is infinite or the bracket shrinks slowly.
 *
 * @param at the function; infinities are allowed
 * @param bracket two points at which its signs differ
 * @returns the root, to about 1e-15 of its size
 */
export function findRoot(at: (x: number) => number, bracket: readonly [number, number]): number {
  let [a, b] = bracket;
  let [atA, atB] = [at(a), at(b)];
  if (atA === 0) return a;
  if (atB === 0) return b;
  if (atA > 0 === atB > 0) throw new RangeError("Cannot find a root: the signs at both ends must differ");
  let slow = 0;
  for (let i = 0; i < 300; i++) {
    const width = Math.abs(b - a);
    if (width <= 1e-15 * Math.max(Math.abs(a), Math.abs(b))) break;
    const chord = b - atB * (b - a) / (atB - atA);
    const inside = chord > Math.min(a, b) && chord < Math.max(a, b);
    const x = inside && slow < 3 ? chord : a + (b - a) / 2;
    if (x === a || x === b) break;
    const atX = at(x);
    if (atX === 0) return x;
    if (atX > 0 === atB > 0) {
      // The same end moved again: the other one is given less weight.
      const weight = 1 - atX / atB;
      atA *= weight > 0 ? weight : 0.5;
    } else {
      [a, atA] = [b, atB];
    }
    [b, atB] = [x, atX];
    slow = Math.abs(b - a) > width / 2 && slow < 3 ? slow + 1 : 0;
  }
  return b;
}
