import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { ContinuousDistribution } from "../../lib/stats/distribution.ts";
import { agree } from "./_agree.ts";

fc.configureGlobal({ seed: 2026 });

interface Oracle {
  readonly cases: readonly {
    readonly parameters: readonly number[];
    readonly at: readonly (readonly (number | null)[])[];
    readonly inverse: readonly (readonly (number | null)[])[];
  }[];
}

/** Tests every function of a continuous distribution against its oracle, and what must hold of any distribution. */
export function testDistribution(
  name: string,
  oracle: Oracle,
  make: (...parameters: number[]) => ContinuousDistribution,
) {
  Deno.test(`${name}: density and both tails hold 1e-12 relative against mpmath`, () => {
    let seen = 0;
    for (const { parameters, at } of oracle.cases) {
      const law = make(...parameters);
      for (const [x, pdf, cdf, sf] of at) {
        const where = `${name}(${parameters}) at ${x}`;
        agree(law.pdf(x!), pdf, 1e-12, `pdf of ${where}`);
        agree(law.cdf(x!), cdf, 1e-12, `cdf of ${where}`);
        agree(law.sf(x!), sf, 1e-12, `sf of ${where}`);
        seen++;
      }
    }
    assert(seen > 15);
  });

  Deno.test(`${name}: quantiles of both tails hold 1e-12 relative against roots found in mpmath`, () => {
    for (const { parameters, inverse } of oracle.cases) {
      const law = make(...parameters);
      for (const [p, quantile, upper] of inverse) {
        agree(law.quantile(p!), quantile, 1e-12, `quantile ${p} of ${name}(${parameters})`);
        agree(law.upperQuantile(p!), upper, 1e-12, `upper quantile ${p} of ${name}(${parameters})`);
      }
    }
  });

  Deno.test(`${name}: the tails add up to 1, never fall or rise the wrong way, and quantiles undo them`, () => {
    fc.assert(fc.property(
      fc.constantFrom(...oracle.cases),
      fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }),
      ({ parameters }, p) => {
        const law = make(...parameters);
        const x = law.quantile(p);
        if (x === 0 && law.cdf(0) === 0) {
          // The point is below the smallest normal doubles.
          assert(law.cdf(1e-322) >= p);
          return;
        }
        agree(law.cdf(x) + law.sf(x), 1, 1e-14, `the sum of ${name}(${parameters}) at ${x}`);
        // Where the cdf is steep, one step between neighbouring doubles x is more than rounding.
        const step = law.pdf(x) * Math.abs(x) * 4e-16;
        assert(Math.abs(law.cdf(x) - p) <= 1e-12 * p + step, `cdf(quantile(${p})) of ${name}(${parameters})`);
        const further = x + Math.abs(x) * 1e-3;
        assert(law.cdf(further) >= law.cdf(x) && law.sf(further) <= law.sf(x));
      },
    ));
  });

  Deno.test(`${name}: the ends of the scale are exact`, () => {
    for (const { parameters } of oracle.cases) {
      const law = make(...parameters);
      assertEquals([law.cdf(-Infinity), law.sf(-Infinity), law.cdf(Infinity), law.sf(Infinity)], [0, 1, 1, 0]);
      assertEquals(law.quantile(0), law.upperQuantile(1));
      assertEquals(law.quantile(1), law.upperQuantile(0));
      assertEquals([law.cdf(law.quantile(0)), law.sf(law.quantile(1))], [0, 0]);
      assertEquals([law.pdf(-Infinity), law.pdf(Infinity)], [0, 0]);
    }
  });

  Deno.test(`${name}: no point that is no number and no probability outside 0 to 1 passes`, () => {
    const law = make(...oracle.cases[0].parameters);
    for (const read of [law.pdf, law.cdf, law.sf]) {
      assertThrows(() => read(NaN), RangeError, "x must be a number, received NaN");
      assertThrows(() => read("1" as unknown as number), RangeError, 'received "1"');
    }
    for (const p of [-0.1, 1.1, NaN]) {
      assertThrows(() => law.quantile(p), RangeError, `p must be from 0 to 1, received ${p}`);
      assertThrows(() => law.upperQuantile(p), RangeError, `p must be from 0 to 1, received ${p}`);
    }
  });
}
