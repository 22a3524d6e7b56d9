"""Writes stats.json: expected numbers for tests/stats, from scipy, statsmodels, numpy and mpmath.

Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath: python3 tests/oracles/make_stats.py
"""

import json
import math
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import statsmodels
from scipy import optimize, special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

LEVELS = [0.8, 0.95, 0.99]


def normal():
    xs = [*np.linspace(-8, 8, 65), -37.5, -30, -25.3, -20, -15.7, -12, -10, -9.1, 9.1, 12, 30, 1e-9, -1e-9, -3, 3, 2.9999]
    ps = [1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-12, 1e-9, 1e-6, 1e-4, 0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2]
    ps += [0.3, 0.4, 0.45, 0.49, 0.4999, 0.5, 0.5001, 0.55, 0.6, 0.75, 0.9, 0.95, 0.975, 0.99, 0.999, 0.999999, 1 - 1e-12]
    with mpmath.workdps(40):
        exact = [float(mpmath.ncdf(mpmath.mpf(float(x)))) for x in xs]
    return {
        "cdf": [[float(x), float(stats.norm.cdf(x)), by_mpmath] for x, by_mpmath in zip(xs, exact)],
        "quantile": [[p, float(stats.norm.ppf(p))] for p in ps],
    }


def log_factorial():
    ns = [0, 1, 2, 3, 10, 20, 50, 100, 170, 200, 254, 255, 256, 257, 300, 1000, 12345, 10**6, 10**9]
    return [[n, float(special.gammaln(n + 1))] for n in ns]


def wilson():
    rows = []
    for n in [1, 2, 5, 10, 37, 100, 1319, 100000]:
        for k in sorted({0, 1, n // 3, n // 2, n - 1, n}):
            for level in LEVELS:
                low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
                rows.append([k, n, level, float(low), float(high)])
    return rows


def mid_p(b, c):
    """Twice the tail less the point, by scipy.stats.binom; 1 when b = c."""
    if b == c:
        return 1.0
    k, n = min(b, c), b + c
    return float(min(1, 2 * stats.binom.cdf(k, n, 0.5) - stats.binom.pmf(k, n, 0.5)))


def mcnemar_rows():
    pairs = [(0, 1), (1, 0), (0, 5), (5, 0), (0, 6), (1, 8), (8, 1), (3, 3), (10, 11), (12, 25), (6, 16), (59, 80), (100, 60)]
    pairs += [(400, 500), (2000, 1800), (5000, 5200), (0, 1000), (0, 1100), (100000, 101000)]
    rows = []
    for b, c in pairs:
        exact = mcnemar([[0, b], [c, 0]], exact=True).pvalue
        rows.append([b, c, float(exact), mid_p(b, c)])
    return rows


def holm():
    rng = np.random.default_rng(11)
    lists = [[0.01, 0.04, 0.03], [0.5], [0.0, 1.0, 0.02], [0.02, 0.02, 0.02, 0.5], [0.9, 0.8, 0.7]]
    lists += [rng.uniform(size=size).tolist() for size in (2, 5, 12)]
    lists += [(rng.uniform(size=10) ** 4).tolist()]
    return [[values, multipletests(values, method="holm")[1].tolist()] for values in lists]


def quantiles():
    rng = np.random.default_rng(12)
    rows = []
    for size in (1, 2, 5, 10, 101):
        values = np.sort(rng.normal(size=size))
        ps = [0, 0.025, 0.1, 1 / 3, 0.5, 0.75, 0.975, 1]
        rows.append([values.tolist(), ps, np.quantile(values, ps).tolist()])
    return rows


def newcombe(a, b, c, d, level):
    """Method 10 of Newcombe (1998), on statsmodels' Wilson intervals."""
    n = a + b + c + d
    p1, p2 = (a + b) / n, (a + c) / n
    l1, u1 = proportion_confint(a + b, n, alpha=1 - level, method="wilson")
    l2, u2 = proportion_confint(a + c, n, alpha=1 - level, method="wilson")
    product = (a + b) * (c + d) * (a + c) * (b + d)
    cross = a * d - b * c
    numerator = cross - n / 2 if cross > n / 2 else (0 if cross >= 0 else cross)
    phi = 0 if product == 0 else numerator / math.sqrt(product)
    down = math.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    up = math.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    return [float(p1 - p2), float(p1 - p2 - down), float(p1 - p2 + up)]


def paired_proportions():
    rng = np.random.default_rng(13)
    tables = [(36, 12, 2, 0), (1, 1, 7, 12), (14, 5, 0, 22), (59, 6, 16, 80), (0, 0, 0, 10), (10, 0, 0, 0), (5, 0, 0, 5)]
    tables += [(0, 7, 0, 0), (0, 7, 5, 0), (0, 3, 3, 0)]
    tables += [tuple(int(x) for x in rng.integers(0, 40, 4)) for _ in range(20)]
    return [[*table, level, *newcombe(*table, level)] for table in tables for level in LEVELS]


def connor(psi, delta, alpha, power):
    """Connor (1987), before rounding up."""
    spread = math.sqrt(max(0, psi - delta**2))
    reach = stats.norm.ppf(1 - alpha / 2) * math.sqrt(psi) + stats.norm.ppf(power) * spread
    return float(reach**2 / delta**2)


def power_rows():
    sizes, detectable = [], []
    for psi in (0.05, 0.1, 0.3, 0.62, 1):
        for share in (0.05, 0.2, 0.5, 0.9, 1):
            for alpha, power in ((0.05, 0.8), (0.05, 0.9), (0.01, 0.8), (0.05 / 3, 0.95)):
                delta = psi * share
                sizes.append([psi, delta, alpha, power, math.ceil(connor(psi, delta, alpha, power))])
        for n in (5, 30, 200, 1900):
            gap = lambda delta: connor(psi, delta, 0.05, 0.8) - n
            root = None if gap(psi) > 0 else optimize.brentq(gap, 1e-6, psi, xtol=1e-14)
            detectable.append([n, psi, root])
    return {"sizes": sizes, "detectable": detectable}


def binomial_bins(n, p, draws):
    """Values grouped so that at least 20 draws are expected in each group: the first value of each group and its chance."""
    firsts, chances, chance, first = [], [], 0.0, None
    lo, hi = int(stats.binom.ppf(1e-9, n, p)), int(stats.binom.ppf(1 - 1e-9, n, p))
    step = max(1, int(math.sqrt(n * p * (1 - p)) / 8))
    for k in range(lo, hi + 1, step):
        first = k if first is None else first
        chance += float(stats.binom.cdf(min(k + step - 1, hi), n, p) - stats.binom.cdf(k - 1, n, p))
        if chance * draws >= 20:
            firsts.append(first)
            chances.append(chance)
            chance, first = 0.0, None
    chances[-1] += chance
    firsts[0] = 0
    total = sum(chances)
    chances = [c / total for c in chances]
    return {"firsts": firsts, "chances": chances, "critical": float(stats.chi2.ppf(0.999, max(1, len(chances) - 1)))}


def draws():
    cases = [(1, 0.3), (20, 0.2), (30, 0.33), (31, 0.33), (100, 0.5), (100, 0.9), (200, 0.96), (1000, 0.03), (35, 33 / 35)]
    cases += [(1000000, 0.4), (1000000, 0.000002), (2000000, 0.999999)]
    count = 200000
    multinomial = []
    for cells in ([1, 2, 3], [33, 1, 1]):
        n = sum(cells)
        outcomes, rest = [], 0.0
        for a in range(n + 1):
            for b in range(n + 1 - a):
                counts = [a, b, n - a - b]
                chance = float(stats.multinomial.pmf(counts, n, np.array(cells) / n))
                if chance * count >= 20:
                    outcomes.append([*counts, chance])
                else:
                    rest += chance
        freedom = len(outcomes) - (0 if rest > 0 else 1)
        multinomial.append({"cells": cells, "outcomes": outcomes, "rest": rest, "critical": float(stats.chi2.ppf(0.999, freedom))})
    return {
        "draws": count,
        "binomial": [{"n": n, "p": p, **binomial_bins(n, p, count)} for n, p in cases],
        "multinomial": multinomial,
    }


def bca_rows():
    """What scipy.stats.bootstrap makes of replicates that it drew itself."""
    rng = np.random.default_rng(14)
    samples = {
        "skewed": rng.exponential(size=25),
        "binary": (rng.uniform(size=30) < 0.3).astype(float),
        "wide": np.round(rng.normal(size=40) * 5, 1),
        "short": rng.gamma(2, size=8),
    }
    rows = []
    for name, sample in samples.items():
        for level in (0.95, 0.8):
            row = {"name": name, "level": level, "sample": sample.tolist(), "value": float(np.mean(sample))}
            row["jackknife"] = [float(np.mean(np.delete(sample, i))) for i in range(len(sample))]
            for method in ("BCa", "percentile"):
                seeded = np.random.default_rng(15)
                found = stats.bootstrap(
                    (sample,), np.mean, n_resamples=499, confidence_level=level, method=method, random_state=seeded
                )
                row["replicates"] = found.bootstrap_distribution.tolist()
                row[method.lower()] = [float(x) for x in found.confidence_interval]
            rows.append(row)
    return rows


def bca_by_hand(value, replicates, jackknife, weights, level):
    """Efron (1987) with scipy's tie rule, on replicates without NaN and a weighted jackknife."""
    kept = np.array([r for r in replicates if r is not None])
    below = (np.mean(kept < value) + np.mean(kept <= value)) / 2
    bias = stats.norm.ppf(below)
    spread = np.repeat(jackknife, weights)
    gaps = spread.mean() - spread
    acceleration = np.sum(gaps**3) / (6 * np.sum(gaps**2) ** 1.5)
    tails = []
    for p in ((1 - level) / 2, 1 - (1 - level) / 2):
        z = bias + stats.norm.ppf(p)
        tails.append(stats.norm.cdf(bias + z / (1 - acceleration * z)))
    return [float(x) for x in np.quantile(kept, tails)]


def bca_with_holes():
    rng = np.random.default_rng(16)
    weights = [12, 9, 4]
    values = np.array([0.0, 1.0, 3.0])
    total, n = float(np.dot(weights, values)), sum(weights)
    replicates = [float(np.dot(rng.multinomial(n, np.array(weights) / n), values) / n) for _ in range(300)]
    for i in range(0, 300, 30):  # 10 of 300: 3.3 %
        replicates[i] = None
    jackknife = [float((total - v) / (n - 1)) for v in values]
    row = {"n": n, "value": total / n, "replicates": replicates, "jackknife": jackknife, "cells": weights, "level": 0.9}
    return {**row, "bca": bca_by_hand(total / n, replicates, jackknife, weights, 0.9)}


def paired():
    rng = np.random.default_rng(17)
    rows = []
    for n in (40, 150):
        hard = rng.uniform(size=n)
        first = np.round(np.clip(hard + rng.normal(0.05, 0.2, n), 0, 1), 3)
        second = np.round(np.clip(hard + rng.normal(0, 0.15, n), 0, 1), 3)
        gaps = first - second
        found = stats.bootstrap(
            (gaps,), np.mean, n_resamples=200000, method="BCa", batch=10000, random_state=np.random.default_rng(18)
        )
        rows.append(
            {
                "first": first.tolist(),
                "second": second.tolist(),
                "value": float(gaps.mean()),
                "error": float(gaps.std() / math.sqrt(n)),
                "interval": [float(x) for x in found.confidence_interval],
            }
        )
    return rows


def main():
    oracle = {
        "made_by": f"tests/oracles/make_stats.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, mpmath {mpmath.__version__}",
        "normal": normal(),
        "log_factorial": log_factorial(),
        "wilson": wilson(),
        "mcnemar": mcnemar_rows(),
        "holm": holm(),
        "quantiles": quantiles(),
        "newcombe": paired_proportions(),
        "power": power_rows(),
        "draws": draws(),
        "bca": bca_rows(),
        "bca_with_holes": bca_with_holes(),
        "paired": paired(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("stats.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
