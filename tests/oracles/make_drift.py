"""Writes drift.json: stability indices, Jensen-Shannon and Wasserstein distances, stratified BCa intervals, share differences.

scipy.spatial.distance.jensenshannon, scipy.stats.wasserstein_distance, scipy.stats.bootstrap's BCa for several samples,
statsmodels.stats.proportion.confint_proportions_2indep, numpy.quantile and numpy.histogram; near-equal distributions by the
definition in mpmath with 60 digits. Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath:
/usr/bin/python3 tests/oracles/make_drift.py
"""

import json
import platform
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
import statsmodels
from scipy import stats
from scipy.spatial.distance import jensenshannon
from scipy.stats import _resampling
from statsmodels.stats.proportion import confint_proportions_2indep

mp.mp.dps = 60


def psi(reference, current, smoothing):
    """The definition, in 60 digits; None where it is infinite."""
    pairs = [(int(a), int(b)) for a, b in zip(reference, current) if a + b > 0]
    s = mp.mpf(smoothing)
    n = sum(a for a, _ in pairs) + s * len(pairs)
    m = sum(b for _, b in pairs) + s * len(pairs)
    if smoothing == 0 and any(a == 0 or b == 0 for a, b in pairs):
        return None, len(pairs)
    value = sum(((b + s) / m - (a + s) / n) * mp.log(((b + s) / m) / ((a + s) / n)) for a, b in pairs)
    return value, len(pairs)


def psi_counts():
    rng = np.random.default_rng(61)
    pairs = [([50, 50], [25, 75]), ([10, 0, 5], [0, 3, 9]), ([1], [7]), ([0, 4, 6], [0, 5, 5]), ([10**9, 10**9 + 1], [10**9 + 1, 10**9]),
             ([100] * 10, [90, 95, 99, 100, 101, 104, 106, 105, 100, 100]), ([1, 10**9], [10**9, 1])]
    pairs += [(rng.multinomial(n, np.ones(k) / k).tolist(), rng.multinomial(m, rng.dirichlet(np.ones(k))).tolist()) for n, m, k in ((40, 60, 4), (1000, 300, 12), (9, 7, 30))]
    rows = []
    for reference, current in pairs:
        for smoothing in (0, 0.5, 1):
            value, bins = psi(reference, current, smoothing)
            n, m = sum(reference), sum(current)
            scale = mp.mpf(1) / n + mp.mpf(1) / m
            p = None if value is None else (1.0 if bins == 1 else float(stats.chi2.sf(float(value / scale), bins - 1)))
            rows.append({"reference": reference, "current": current, "smoothing": smoothing, "bins": bins, "value": None if value is None else float(value),
                         "expected": None if value is None else float(scale * (bins - 1)), "pValue": p})
    return rows


def psi_numbers():
    rng = np.random.default_rng(62)
    rows = []
    for a, b in ((rng.normal(size=200), rng.normal(0.3, 1.2, size=150)), (rng.exponential(size=37), rng.exponential(2, size=90)), (rng.poisson(3, size=120), rng.poisson(4, size=80)),
                 (np.array([1.0, 2.0]), np.array([0.0, 1.5, 9.0]))):
        a, b = np.round(a, 6), np.round(b, 6)
        for kind in ("quantile", "equal_width"):
            for count in (2, 10):
                parts = np.arange(1, count) / count
                edges = np.unique(np.quantile(a, parts) if kind == "quantile" else a.min() + (a.max() - a.min()) * parts)
                counts = [np.bincount(np.searchsorted(edges, x, side="left"), minlength=len(edges) + 1) for x in (a, b)]
                if edges[0] == a.min():
                    # Values below the reference's smallest have a bin of their own.
                    for counted, x in zip(counts, (a, b)):
                        counted[0] -= (x < a.min()).sum()
                    counts = [np.append(counted, (x < a.min()).sum()) for counted, x in zip(counts, (a, b))]
                value, _ = psi(counts[0], counts[1], 0.5)
                rows.append({"reference": a.tolist(), "current": b.tolist(), "bins": kind, "count": count, "edges": edges.tolist(), "value": float(value)})
    return rows


def divergence_exact(p, q, base):
    p, q = [mp.mpf(x) for x in p], [mp.mpf(x) for x in q]
    n, m = sum(p), sum(q)
    total = mp.mpf(0)
    for a, b in zip(p, q):
        a, b = a / n, b / m
        for x in (a, b):
            if x > 0:
                total += x * mp.log(2 * x / (a + b))
    return total / 2 / mp.log(base)


def jensen_shannon():
    rng = np.random.default_rng(63)
    rows = []
    pairs = [([1, 0], [0, 1]), ([1, 0], [1, 1]), ([3, 4, 5], [3, 4, 5]), ([0.2, 0.8], [0.5, 0.5])]
    pairs += [(rng.integers(0, 50, k).tolist(), rng.integers(0, 50, k).tolist()) for k in (2, 7, 40)]
    for p, q in pairs:
        for base in (2, float(np.e), 10):
            rows.append({"first": p, "second": q, "base": base, "distance": float(jensenshannon(p, q, base)), "divergence": float(jensenshannon(p, q, base) ** 2)})
    # Where scipy cancels: by the definition.
    for p, q in (([10**8, 10**8], [10**8 + 1, 10**8 - 1]), ([1, 10**12], [0, 1]), ([10**15, 1], [10**15, 2])):
        exact = divergence_exact(p, q, 2)
        rows.append({"first": p, "second": q, "base": 2, "distance": float(mp.sqrt(exact)), "divergence": float(exact)})
    return rows


def wasserstein():
    rng = np.random.default_rng(64)
    rows = []
    pairs = [([1], [3]), ([0, 1, 3], [5, 6, 8]), ([1, 1, 2], [1, 2, 2]), ([5, 5], [5, 5]), ([1e9, 1e9 + 1], [1e9 + 1, 1e9 + 3])]
    pairs += [(rng.normal(size=n).tolist(), rng.normal(0.5, 2, size=m).tolist()) for n, m in ((1, 9), (20, 20), (50, 31))]
    pairs += [(rng.poisson(2, 60).tolist(), rng.poisson(3, 45).tolist()), (rng.standard_cauchy(40).tolist(), rng.standard_cauchy(30).tolist())]
    for a, b in pairs:
        value = float(stats.wasserstein_distance(a, b))
        sd = float(np.std(a, ddof=1)) if len(a) > 1 else 0.0
        rows.append({"first": a, "second": b, "value": value, "normalised": value / sd if sd > 0 else None})
    return rows


def kolmogorov():
    rng = np.random.default_rng(65)
    a, b = rng.normal(size=60), rng.normal(0.4, size=50)
    found = stats.ks_2samp(a, b, method="exact")
    return {"reference": a.tolist(), "current": b.tolist(), "statistic": float(found.statistic), "pValue": float(found.pvalue)}


def stratified():
    """scipy's BCa interval for several samples, from replicates that are kept."""
    rows = []
    rng = np.random.default_rng(66)
    for name, sizes in (("mean", (12, 8, 5)), ("ratio", (20, 9)), ("mean", (30, 1))):
        strata = [np.round(rng.gamma(2, 1 + h, size=size), 6) for h, size in enumerate(sizes)]

        def statistic(*samples, axis=-1):
            whole = np.concatenate(samples, axis=-1)
            return whole.mean(axis=axis) if name == "mean" else whole.std(axis=axis) / whole.mean(axis=axis)

        whole = [np.stack([rng.choice(x, len(x)) for _ in range(400)]) for x in strata]
        replicates = statistic(*whole)
        data = tuple(strata)
        # The formulas of Davison and Hinkley (1997), section 5.4: influences by leaving one item of a stratum out.
        t = float(statistic(*data))
        cubes = squares = 0.0
        for h, x in enumerate(data):
            if len(x) == 1:
                continue
            left = np.array([statistic(*(np.delete(y, i) if g == h else y for g, y in enumerate(data))) for i in range(len(x))])
            influence = (len(x) - 1) * (left.mean() - left)
            cubes += (influence**3).sum() / len(x) ** 3
            squares += (influence**2).sum() / len(x) ** 2
        acceleration = cubes / squares**1.5 / 6
        row = {"statistic": name, "sample": np.concatenate(strata).tolist(), "strata": np.repeat(np.arange(len(sizes)), sizes).tolist(), "value": t,
               "acceleration": acceleration, "replicates": replicates.tolist()}
        if min(sizes) > 1:
            low, high, theirs = _resampling._bca_interval(data, statistic, axis=-1, alpha=0.025, theta_hat_b=replicates, batch=None)
            assert abs(theirs - acceleration) < 1e-12
            row["low"], row["high"] = (float(np.percentile(replicates, 100 * q)) for q in (low, high))
            found = stats.bootstrap(data, statistic, n_resamples=100000, random_state=1, method="BCa", vectorized=True).confidence_interval
            row["scipy"] = [float(found.low), float(found.high)]
        rows.append(row)
    return rows


def shares():
    rows = []
    for a, n, b, m in ((0, 30, 0, 40), (3, 30, 9, 40), (50, 100, 40, 90), (1, 1000, 12, 1000), (30, 30, 25, 40)):
        low, high = confint_proportions_2indep(b, m, a, n, method="newcomb", compare="diff", alpha=0.05)
        rows.append([a, n, b, m, float(low), float(high)])
    return rows


def main():
    oracle = {
        "made_by": f"tests/oracles/make_drift.py with python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"statsmodels {statsmodels.__version__}, mpmath {mp.__version__}",
        "psi_counts": psi_counts(),
        "psi_numbers": psi_numbers(),
        "jensen_shannon": jensen_shannon(),
        "wasserstein": wasserstein(),
        "kolmogorov": kolmogorov(),
        "stratified": stratified(),
        "shares": shares(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("drift.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
