import { random } from "../../lib/core/random.ts";
import { bootstrap } from "../../lib/stats/bootstrap.ts";
import { kendall } from "../../lib/stats/kendall.ts";
import { kolmogorovSmirnov } from "../../lib/stats/kolmogorov_smirnov.ts";
import { kolmogorovSmirnovTwoSamples } from "../../lib/stats/kolmogorov_smirnov_two_samples.ts";
import { mannWhitney } from "../../lib/stats/mann_whitney.ts";
import { normalCdf } from "../../lib/stats/normal_cdf.ts";
import { normalQuantile } from "../../lib/stats/normal_quantile.ts";
import { pairedBootstrap } from "../../lib/stats/paired_bootstrap.ts";
import { pearson } from "../../lib/stats/pearson.ts";
import { spearman } from "../../lib/stats/spearman.ts";
import { contest, openRival } from "./_contest.ts";
import { report } from "./_measure.ts";

const MANY = 1_000_000;
const FEW = 100_000;
const ITEMS = 10_000;

const source = random(7);
const normal = () => normalQuantile((source() + 0.5) / 2 ** 32);
const x = Float64Array.from({ length: MANY }, normal);
const y = Float64Array.from({ length: MANY }, normal);
const z = x.map((one, i) => one + y[i]);
// As numpy.rint, which rounds halves to even; no value here ends in a half.
const [tiedX, tiedZ] = [x, z].map((list) => list.map((one) => Math.round(one * 10)));
const [items, others] = [x.slice(0, ITEMS), y.slice(0, ITEMS)];
const mean = (sample: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < sample.length; i++) sum += sample[i];
  return sum / sample.length;
};

const folder = Deno.makeTempDirSync();
try {
  Deno.writeFileSync(`${folder}/x.f64`, new Uint8Array(x.buffer));
  Deno.writeFileSync(`${folder}/y.f64`, new Uint8Array(y.buffer));
  const rival = await openRival("stats.py", folder);
  const scipy = { library: "scipy" };
  report(
    await contest([
      {
        ...scipy,
        name: "Kolmogorov-Smirnov, 2 × 1,000,000",
        key: "ks",
        cited: 810,
        ours: () => kolmogorovSmirnovTwoSamples(x, y).statistic,
      },
      {
        ...scipy,
        name: "Kolmogorov-Smirnov, 1,000,000 against the normal",
        key: "ks_one",
        cited: 140,
        rounds: 10,
        ours: () => kolmogorovSmirnov(x, normalCdf).statistic,
      },
      {
        ...scipy,
        name: "Mann-Whitney, 2 × 1,000,000",
        key: "mann_whitney",
        cited: 1320,
        ours: () => mannWhitney(x, y).statistic,
      },
      {
        ...scipy,
        name: "Pearson, 1,000,000 pairs",
        key: "pearson",
        cited: 13,
        rounds: 10,
        ours: () => pearson(x, z).value,
      },
      {
        ...scipy,
        name: "Spearman, 1,000,000 pairs",
        key: "spearman",
        cited: 720,
        ours: () => spearman(x, z).value,
      },
      {
        ...scipy,
        name: "Spearman, 1,000,000 pairs with ties",
        key: "spearman_ties",
        cited: 320,
        ours: () => spearman(tiedX, tiedZ).value,
      },
      {
        ...scipy,
        name: "Kendall, 100,000 pairs",
        key: "kendall",
        cited: 44,
        rounds: 10,
        ours: () => kendall(x.subarray(0, FEW), z.subarray(0, FEW)).value,
      },
      {
        ...scipy,
        name: "Kendall, 100,000 pairs with ties",
        key: "kendall_ties",
        cited: 15,
        rounds: 10,
        ours: () => kendall(tiedX.subarray(0, FEW), tiedZ.subarray(0, FEW)).value,
      },
      {
        ...scipy,
        name: "bootstrap of a mean, 10,000 × 10,000, percentile",
        key: "bootstrap_percentile",
        cited: 1200,
        rounds: 3,
        ours: () => bootstrap(items, "mean", { method: "percentile" }),
      },
      {
        ...scipy,
        name: "bootstrap of a mean, 10,000 × 10,000, BCa",
        key: "bootstrap_bca",
        cited: 1200,
        rounds: 3,
        ours: () => bootstrap(items, "mean"),
      },
      {
        ...scipy,
        name: "bootstrap of a function, 10,000 × 10,000, BCa",
        key: "bootstrap_bca",
        cited: 1200,
        rounds: 3,
        ours: () => bootstrap(items, mean),
      },
      {
        name: "paired bootstrap, 10,000 × 10,000",
        bound: 500,
        ours: () => pairedBootstrap(items, others),
      },
    ], rival),
  );
  await rival?.close();
} finally {
  Deno.removeSync(folder, { recursive: true });
}
