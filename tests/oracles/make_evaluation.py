"""Writes evaluation.json: expected slices, paired differences, differences of unpaired runs, and the power of verdicts.

Slices by scipy.stats.fisher_exact, statsmodels' confint_proportions_2indep (newcomb), scipy.stats.ttest_ind (Welch), and statsmodels'
OLS of the score on an indicator of the slice with errors clustered (CR1); corrections by statsmodels' multipletests. Pairs by
scipy.stats.ttest_rel, and OLS of the differences on a constant. Unpaired runs by Zou and Donner's MOVER formula, written out. Newcombe's
paired interval (method 10) and the power of McNemar's mid-p test from first principles: every table of n items, with its chance.

Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath: python3 tests/oracles/make_evaluation.py
"""

import json
import math
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

LEVEL = 0.9


def t_quantile(p, df):
    """By mpmath: scipy 1.10's t.ppf is good to about 1e-10 only."""
    mpmath.mp.dps = 30
    beyond = lambda t: mpmath.betainc(df / 2, 0.5, 0, df / (df + t**2), regularized=True) / 2
    return float(mpmath.findroot(lambda t: beyond(t) - (1 - mpmath.mpf(p)), stats.t.ppf(p, df)))


def welch(a, b):
    p = stats.ttest_ind(a, b, equal_var=False).pvalue
    u, v = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    df = (u + v) ** 2 / (u**2 / (len(a) - 1) + v**2 / (len(b) - 1))
    reach = t_quantile((1 + LEVEL) / 2, df) * math.sqrt(u + v)
    gap = a.mean() - b.mean()
    return gap, gap - reach, gap + reach, p


def clustered(scores, indicator, groups):
    x = sm.add_constant(indicator.astype(float))
    fit = sm.OLS(scores, x).fit(cov_type="cluster", cov_kwds={"groups": groups, "df_correction": True}, use_t=True)
    low, high = fit.conf_int(alpha=1 - LEVEL)[1]
    return fit.params[1], low, high, fit.pvalues[1]


def fisher(a, b):
    hits = [int(a.sum()), int(b.sum())]
    low, high = confint_proportions_2indep(hits[0], len(a), hits[1], len(b), method="newcomb", compare="diff", alpha=1 - LEVEL)
    p = stats.fisher_exact([[hits[0], len(a) - hits[0]], [hits[1], len(b) - hits[1]]])[1]
    return a.mean() - b.mean(), low, high, p


def slices():
    rng = np.random.default_rng(61)
    cases = []
    for kind in ("share", "mean", "clustered share", "clustered mean", "errors"):
        n = 240
        language = rng.choice(["de", "en", "fr", "it"], size=n, p=[0.4, 0.35, 0.15, 0.1])
        length = rng.choice(["long", "short"], size=n)
        groups = rng.integers(0, 30, size=n)
        effect = np.where(language == "fr", -0.3, 0) + np.where(length == "long", -0.1, 0)
        if kind.endswith("share"):
            scores = (rng.uniform(size=n) < 0.75 + effect).astype(float)
        else:
            scores = np.round(rng.normal(0.6, 0.2, size=n) + effect + 0.2 * rng.normal(size=30)[groups], 4)
        missing = rng.uniform(size=n) < 0.08
        known = ~missing
        found, ps = [], []
        for column, values in (("language", language), ("length", length)):
            for value in np.unique(values):
                inside = known & (values == value)
                outside = known & (values != value)
                if inside.sum() < 20:
                    continue
                if kind.startswith("clustered"):
                    row = clustered(scores[known], values[known] == value, groups[known])
                elif kind == "share":
                    row = fisher(scores[inside], scores[outside])
                else:
                    row = welch(scores[inside], scores[outside])
                found.append({"column": column, "value": str(value), "n": int(inside.sum()), "mean": float(scores[inside].mean()),
                              "difference": [float(x) for x in row[:3]], "p": float(row[3])})
                ps.append(row[3])
        for row, adjusted in zip(found, multipletests(ps, method="fdr_bh")[1]):
            row["adjusted"] = float(adjusted)
        cases.append({"kind": kind, "scores": [None if gone else float(s) for s, gone in zip(scores, missing)],
                      "language": language.tolist(), "length": length.tolist(),
                      "clusters": groups.tolist() if kind.startswith("clustered") else None, "slices": found})
    return cases


def pairs():
    rng = np.random.default_rng(62)
    rows = []
    for n, count in ((2, None), (3, 2), (12, None), (60, 9), (60, 60), (200, 25)):
        groups = None if count is None else (np.arange(n) if count == n else np.concatenate([np.arange(count), rng.integers(0, count, size=n - count)]))
        first = np.round(rng.normal(0.6, 0.2, size=n), 4)
        second = np.round(first + rng.normal(0.05, 0.2, size=n) + (0 if groups is None else 0.1 * rng.normal(size=n)[groups]), 4)
        first_known, second_known = (rng.uniform(size=n) >= (0.1 if n > 10 else 0) for _ in range(2))
        known = first_known & second_known
        gap = first[known] - second[known]
        if groups is None:
            p = stats.ttest_rel(first[known], second[known]).pvalue
            error, df = stats.sem(gap), len(gap) - 1
        else:
            fit = sm.OLS(gap, np.ones(len(gap))).fit(cov_type="cluster", cov_kwds={"groups": groups[known], "df_correction": True}, use_t=True)
            p, error, df = fit.pvalues[0], fit.bse[0], len(set(groups[known])) - 1
        reach = t_quantile((1 + LEVEL) / 2, df) * error
        rows.append({"first": [float(x) if ok else None for x, ok in zip(first, first_known)],
                     "second": [float(x) if ok else None for x, ok in zip(second, second_known)],
                     "clusters": None if groups is None else groups.tolist(), "n": int(known.sum()), "value": float(gap.mean()),
                     "low": float(gap.mean() - reach), "high": float(gap.mean() + reach), "p": float(p), "standardError": float(error)})
    return rows


def wilson(k, n):
    return proportion_confint(k, n, alpha=1 - LEVEL, method="wilson")


def mover():
    """Two runs on other items: shares with Wilson's intervals, means with Student's."""
    rows = []
    for k1, n1, k2, n2 in ((80, 100, 90, 120), (5, 50, 45, 50), (50, 50, 40, 50)):
        (l1, u1), (l2, u2) = wilson(k1, n1), wilson(k2, n2)
        p1, p2 = k1 / n1, k2 / n2
        low = p1 - p2 - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
        high = p1 - p2 + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
        rows.append({"now": [k1, n1], "then": [k2, n2], "value": p1 - p2, "low": low, "high": high})
    return rows


def newcombe_paired():
    """Newcombe, Statist. Med. 17 (1998) 2635-2650, method 10: Wilson's limits with the correlation φ, corrected for continuity."""
    rows = []
    for both, first, second, neither in ((60, 5, 15, 20), (80, 0, 20, 0), (40, 10, 10, 40), (30, 0, 0, 70)):
        n = both + first + second + neither
        p1, p2 = (both + first) / n, (both + second) / n
        (l1, u1), (l2, u2) = wilson(both + first, n), wilson(both + second, n)
        product = (both + first) * (second + neither) * (both + second) * (first + neither)
        gap = both * neither - first * second
        top = max(gap - n / 2, 0) if gap > 0 else gap
        phi = 0 if product == 0 else top / math.sqrt(product)
        d = p1 - p2
        low = d - math.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
        high = d + math.sqrt((u1 - p1) ** 2 - 2 * phi * (u1 - p1) * (p2 - l2) + (p2 - l2) ** 2)
        rows.append({"counts": [both, first, second, neither], "value": d, "low": low, "high": high})
    return rows


def mid_p(b, c):
    """Two-sided: twice the smaller tail of the binomial with 1/2, less the chance of the table itself."""
    d = b + c
    k = min(b, c)
    weights = [math.comb(d, i) for i in range(k + 1)]
    return min(1.0, (2 * sum(weights) - weights[-1]) / 2**d) if b != c else 1.0


def mcnemar_power():
    """The chance that the mid-p value is at most alpha, over all numbers of items that only the one or only the other got right."""
    rows = []
    for n, discordance, difference, alpha in ((40, 0.3, 0.2, 0.05), (60, 0.25, 0.1, 0.05), (60, 0.25, 0.1, 0.05 / 3), (25, 0.08, 0.08, 0.05)):
        one, other = (discordance + difference) / 2, max(0.0, (discordance - difference) / 2)
        power = 0.0
        for b in range(n + 1):
            for c in range(n + 1 - b):
                if mid_p(b, c) <= alpha:
                    ways = math.comb(n, b) * math.comb(n - b, c)
                    power += ways * one**b * other**c * (1 - discordance) ** (n - b - c)
        rows.append({"n": n, "discordance": discordance, "difference": difference, "alpha": alpha, "power": power})
    return rows


OUT = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
    "level": LEVEL,
    "slices": slices(),
    "pairs": pairs(),
    "mover": mover(),
    "newcombe_paired": newcombe_paired(),
    "mcnemar_power": mcnemar_power(),
}
Path(__file__).with_suffix("").with_name("evaluation.json").write_text(json.dumps(OUT, separators=(",", ":")) + "\n")
