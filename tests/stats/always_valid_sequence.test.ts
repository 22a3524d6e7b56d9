import { assert, assertEquals, assertThrows } from "@std/assert";
import { random } from "../../lib/core/random.ts";
import { alwaysValidMean } from "../../lib/stats/always_valid_mean.ts";
import { alwaysValidSequence } from "../../lib/stats/always_valid_sequence.ts";
import { agree } from "./_agree.ts";

/** Standard normal numbers, two from each pair of uniform ones (Box and Muller). */
function gaussian(seed: number): () => number {
  const source = random(seed);
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log((source() + 0.5) / 2 ** 32));
    const angle = 2 * Math.PI * source() / 2 ** 32;
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Differences of two systems that disagree on 10 % of the items, each as often better. */
function pairedBinary(seed: number): () => number {
  const source = random(seed);
  return () => {
    const u = source() / 2 ** 32;
    return u < 0.05 ? -1 : u < 0.1 ? 1 : 0;
  };
}

Deno.test("alwaysValidSequence is, at every look, what alwaysValidMean makes of the values so far", () => {
  const next = gaussian(1);
  const sequence = alwaysValidSequence({ planned: 60, level: 0.9, burnIn: 5, null: 1000 });
  const values: number[] = [];
  for (let i = 0; i < 120; i++) {
    values.push(1000 + next());
    const found = sequence.add(values[i]);
    const whole = alwaysValidMean(values, { planned: 60, level: 0.9, burnIn: 5, null: 1000 });
    agree(found.value, whole.value, 1e-14, `value at ${i}`);
    if (whole.low === null) assertEquals([found.low, found.reason], [null, whole.reason]);
    else {
      agree(found.low, whole.low, 1e-13, `low at ${i}`);
      agree(found.pValue, whole.pValue, 1e-8, `p-value at ${i}`);
    }
  }
  assertEquals(sequence.current().n, 120);
});

Deno.test("alwaysValidSequence goes on from a summary as if it had never stopped", () => {
  const next = gaussian(2);
  const values = Array.from({ length: 90 }, () => 0.3 + next());
  const whole = alwaysValidSequence({ planned: 90 });
  values.forEach((value) => whole.add(value));
  const before = alwaysValidSequence({ planned: 90 });
  values.slice(0, 37).forEach((value) => before.add(value));
  const start = JSON.parse(JSON.stringify(before.summary()));
  const after = alwaysValidSequence({ planned: 90, start });
  values.slice(37).forEach((value) => after.add(value));
  agree(after.current().low, whole.current().low, 1e-12, "low");
  assertEquals(after.current().n, 90);
});

Deno.test("alwaysValidSequence counts missing values, and remembers the first look that decided", () => {
  const sequence = alwaysValidSequence({ planned: 10, burnIn: 4 });
  for (const value of [1, null, 1.1, 0.9, null]) sequence.add(value);
  assertEquals([sequence.current().n, sequence.current().excluded, sequence.decidedAt()], [3, 2, null]);
  sequence.add(1);
  assertEquals(sequence.decidedAt(), 4);
  for (let i = 0; i < 50; i++) sequence.add(i % 2 === 0 ? -30 : 30);
  assert(sequence.current().low! < 0 && sequence.current().high! > 0);
  assertEquals(sequence.decidedAt(), 4);
});

Deno.test("alwaysValidSequence has no interval for equal values, however many", () => {
  const sequence = alwaysValidSequence({ planned: 10 });
  for (let i = 0; i < 100; i++) sequence.add(0.1);
  const { value, low, reason } = sequence.current();
  assertEquals([value, low, reason, sequence.decidedAt()], [0.1, null, "the values have no spread", null]);
});

Deno.test("alwaysValidSequence refuses values that are no numbers and stays as it was", () => {
  const sequence = alwaysValidSequence({ planned: 10 });
  sequence.add(1);
  for (const value of [NaN, Infinity, 1e200, undefined, "7"]) {
    assertThrows(() => sequence.add(value as number), RangeError, "value must be a finite number");
  }
  assertEquals([sequence.current().n, sequence.summary()], [1, { n: 1, mean: 1, variance: 0 }]);
  assertThrows(
    () => alwaysValidSequence({ planned: 10, start: { n: -1, mean: 0, variance: 0 } }),
    RangeError,
    "n must be",
  );
});

Deno.test("looking after every item from 30 to 500 misleads at most 5 % of runs without effect, where plain intervals mislead a third", () => {
  const runs = 1000;
  for (
    const [name, source, naiveRange] of [
      // 35.7 % and 30.6 % in a simulation of 4,000 runs; the limits are three standard errors of 1,000 runs away.
      ["Gaussian", gaussian(11), [0.311, 0.403]],
      ["paired binary", pairedBinary(12), [0.262, 0.352]],
    ] as const
  ) {
    let [misled, naive] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const sequence = alwaysValidSequence({ planned: 200 });
      let plain = false;
      for (let n = 1; n <= 500; n++) {
        const { value, standardError } = sequence.add(source());
        if (n >= 30 && standardError !== null && Math.abs(value!) > 1.96 * standardError) plain = true;
      }
      if (sequence.decidedAt() !== null) misled++;
      if (plain) naive++;
    }
    assert(misled / runs <= 0.05, `${name}: ${misled} of ${runs}`);
    assert(misled > 0, `${name}: a simulation without any error shows nothing`);
    assert(
      naive / runs > naiveRange[0] && naive / runs < naiveRange[1],
      `${name}: plain intervals ${naive} of ${runs}`,
    );
  }
});

Deno.test("looking after every item at values as skewed as waiting times misleads at most 5 % of runs from 100 items on", () => {
  const source = random(14);
  let misled = 0;
  for (let run = 0; run < 800; run++) {
    const sequence = alwaysValidSequence({ planned: 200, burnIn: 100, null: 1 });
    for (let n = 1; n <= 500 && sequence.decidedAt() === null; n++) sequence.add(-Math.log((source() + 0.5) / 2 ** 32));
    if (sequence.decidedAt() !== null) misled++;
  }
  assert(misled > 0 && misled / 800 <= 0.05, `${misled} of 800`);
});

Deno.test("alwaysValidSequence finds a real effect in most runs, and before the planned number", () => {
  const source = gaussian(13);
  let [found, items] = [0, 0];
  for (let run = 0; run < 200; run++) {
    const sequence = alwaysValidSequence({ planned: 300 });
    let n = 0;
    while (n < 300 && sequence.decidedAt() === null) {
      sequence.add(0.3 + source());
      n++;
    }
    if (sequence.decidedAt() !== null) found++;
    items += n;
  }
  assert(found / 200 > 0.95, `${found} of 200`);
  assert(items / 200 < 180, `${items / 200} items on average`);
});
