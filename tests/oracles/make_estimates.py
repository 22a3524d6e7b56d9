"""Writes estimates.json: expected estimates, intervals, adjusted p-values, and the tests that scipy does not have.

Run with Debian's python3-scipy and python3-statsmodels: python3 tests/oracles/make_estimates.py
"""

import json
import math
import platform
from pathlib import Path

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.contingency_tables import cochrans_q
from statsmodels.stats.diagnostic import normal_ad
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

SIDES = ["two-sided", "less", "greater"]


def corrections():
    rng = np.random.default_rng(41)
    lists = [[0.01, 0.04, 0.03], [0.5], [0.0, 1.0, 0.02], [0.02, 0.02, 0.02, 0.5], [0.9, 0.8, 0.7], [1e-300, 1e-20, 0.04]]
    lists += [rng.uniform(size=size).tolist() for size in (2, 5, 12, 40)] + [(rng.uniform(size=25) ** 4).tolist()]
    methods = {"bonferroni": "bonferroni", "hochberg": "simes-hochberg", "benjamini_hochberg": "fdr_bh", "benjamini_yekutieli": "fdr_by"}
    return {name: [[ps, multipletests(ps, method=method)[1].tolist()] for ps in lists] for name, method in methods.items()}


def clopper_pearson():
    rows = []
    for n in (1, 2, 10, 37, 400, 100000):
        for k in sorted({0, 1, n // 3, n - 1, n}):
            for level in (0.8, 0.95, 0.999):
                low, high = proportion_confint(k, n, alpha=1 - level, method="beta")
                rows.append([k, n, level, 0.0 if k == 0 else float(low), 1.0 if k == n else float(high)])
    return rows


def means():
    rng = np.random.default_rng(42)
    rows = []
    for x in ([1, 2], [1, 2, 3, 10], rng.normal(size=30), 1e8 + rng.normal(size=9), rng.exponential(size=200)):
        x = np.asarray(x, float)
        for level in (0.9, 0.95):
            low, high = stats.t.interval(level, len(x) - 1, x.mean(), stats.sem(x))
            rows.append({"sample": x.tolist(), "level": level, "value": float(x.mean()), "low": float(low), "high": float(high), "standardError": float(stats.sem(x))})
    return rows


def clustered():
    rng = np.random.default_rng(43)
    rows = []
    for sizes in ([3, 3], [1, 2, 3, 4], [5] * 12, rng.integers(1, 9, size=30)):
        clusters = np.repeat(np.arange(len(sizes)), sizes)
        x = rng.normal(size=len(clusters)) + rng.normal(size=len(sizes))[clusters]
        # CR1 with the factor C / (C − 1) · (n − 1) / (n − k), and k = 1.
        fit = sm.OLS(x, np.ones(len(x))).fit(cov_type="cluster", cov_kwds={"groups": clusters, "df_correction": True}, use_t=True)
        low, high = fit.conf_int(alpha=0.05)[0]
        rows.append({"sample": x.tolist(), "clusters": clusters.tolist(), "value": float(fit.params[0]), "standardError": float(fit.bse[0]), "low": float(low), "high": float(high)})
    return rows


def quantiles():
    """Ranks by scipy.stats.binom.ppf, as scipy.stats.quantile_test does from scipy 1.11 on."""
    rng = np.random.default_rng(44)
    rows = []
    for n in (3, 5, 6, 10, 35, 200):
        x = np.sort(np.round(rng.normal(size=n), 3))
        for p in (0.05, 0.25, 0.5, 0.9):
            for level in (0.8, 0.95):
                low, high = int(stats.binom.ppf((1 - level) / 2, n, p)), int(stats.binom.ppf((1 + level) / 2, n, p)) + 1
                inside = low >= 1 and high <= n
                rows.append({"sample": rng.permutation(x).tolist(), "p": p, "level": level, "value": float(np.quantile(x, p)),
                             "low": float(x[low - 1]) if inside else None, "high": float(x[high - 1]) if inside else None})
    return rows


def correlations():
    rng = np.random.default_rng(45)
    sets = [([1, 2, 3], [1, 3, 2]), ([1, 2, 3, 4], [1, 3, 2, 4]), ([3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8])]
    for n, noise in ((6, 1), (12, 0.2), (33, 2), (34, 2), (150, 5)):
        x = rng.normal(size=n)
        sets.append((x, x + noise * rng.normal(size=n)))
    sets.append((rng.integers(0, 4, 40), rng.integers(0, 3, 40)))
    sets.append((1e8 + rng.normal(size=20), rng.normal(size=20)))
    rows = []
    for x, y in sets:
        x, y = np.asarray(x, float), np.asarray(y, float)
        n = len(x)
        z = stats.norm.ppf(0.975)
        for side in SIDES:
            row = {"first": x.tolist(), "second": y.tolist(), "alternative": side}
            for name, found, error in (
                ("pearson", stats.pearsonr(x, y, alternative=side), lambda r: 1 / math.sqrt(n - 3)),
                ("spearman", stats.spearmanr(x, y, alternative=side), lambda r: math.sqrt((1 + r * r / 2) / (n - 3))),
                ("kendall", stats.kendalltau(x, y, alternative=side), lambda r: math.sqrt(0.437 / (n - 4))),
            ):
                r = float(found[0])
                wide = n > (4 if name == "kendall" else 3)
                row[name] = {"value": r, "pValue": float(found[1]),
                             "low": math.tanh(math.atanh(r) - z * error(r)) if wide else None,
                             "high": math.tanh(math.atanh(r) + z * error(r)) if wide else None}
            rows.append(row)
    return rows


def cochran():
    rng = np.random.default_rng(46)
    rows = []
    for table in ([[1, 0], [1, 0], [1, 0], [0, 1], [1, 1]], (rng.uniform(size=(30, 3)) < [0.4, 0.6, 0.7]).astype(int), (rng.uniform(size=(12, 5)) < 0.5).astype(int)):
        found = cochrans_q(np.asarray(table))
        rows.append({"table": np.asarray(table).tolist(), "statistic": float(found.statistic), "df": int(found.df), "pValue": float(found.pvalue)})
    return rows


def anderson_darling():
    rng = np.random.default_rng(47)
    rows = []
    for x in (rng.normal(size=8), rng.normal(size=50), rng.exponential(size=40), rng.uniform(size=30), 1e6 + rng.normal(size=60), stats.norm.ppf((np.arange(40) + 0.5) / 40),
              rng.exponential(size=12)):
        x = np.round(np.asarray(x, float), 9)
        statistic, p = normal_ad(x)
        rows.append({"sample": x.tolist(), "statistic": float(statistic), "pValue": float(p)})
    return rows


def main():
    oracle = {
        "made_by": f"tests/oracles/make_estimates.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}",
        "corrections": corrections(),
        "clopper_pearson": clopper_pearson(),
        "means": means(),
        "clustered": clustered(),
        "quantiles": quantiles(),
        "correlations": correlations(),
        "cochran": cochran(),
        "anderson_darling": anderson_darling(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("estimates.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
