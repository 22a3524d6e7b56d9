"""Writes power.json: the power of tests, sample sizes and detectable effects.

t tests, analysis of variance and normal approximations by statsmodels.stats.power and statsmodels.stats.proportion; t tests also by
mpmath, as an integral over the chi distribution. Exact tests by brute force: every table, with its probability and the p-value by
its definition. Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath: python3 tests/oracles/make_power.py
"""

import json
import math
import platform
from fractions import Fraction
from pathlib import Path

import mpmath
import numpy as np
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.power import FTestAnovaPower, NormalIndPower, TTestIndPower, TTestPower
from statsmodels.stats.proportion import power_proportions_2indep, proportion_confint, proportion_effectsize, samplesize_proportions_2indep_onetail

mpmath.mp.dps = 30
SIDES = {"two-sided": "two-sided", "greater": "larger", "less": "smaller"}


def t_tests():
    """[groups, n, ratio, effect, alpha, alternative, power]"""
    rows = []
    for n, effect, alpha, side in ((2, 1.5, 0.05, "two-sided"), (10, 0.5, 0.05, "two-sided"), (34, 0.5, 0.05, "two-sided"), (200, 0.1, 0.01, "two-sided"),
                                   (34, 0.5, 0.05, "greater"), (34, -0.5, 0.05, "less"), (20, -0.3, 0.1, "greater"), (1000, 0.05, 0.05, "two-sided")):
        rows.append([1, n, 1, effect, alpha, side, float(TTestPower().power(effect, n, alpha, alternative=SIDES[side]))])
    for n, ratio, effect, alpha, side in ((64, 1, 0.5, 0.05, "two-sided"), (26, 1, 0.8, 0.05, "two-sided"), (30, 2, 0.5, 0.05, "two-sided"), (40, 0.5, 0.6, 0.01, "greater"),
                                          (50, 3, -0.4, 0.05, "less"), (5, 1, 2, 0.05, "two-sided"), (2, 1, 1, 0.05, "two-sided")):
        rows.append([2, n, ratio, effect, alpha, side, float(TTestIndPower().power(effect, n, alpha, ratio=ratio, alternative=SIDES[side]))])
    return rows


def t_power_by_integral(df, shift, alpha, sides):
    """P(Z + shift > critical * sqrt(chi2 / df)), and the other tail for two sides."""
    density = lambda s: 2 * (mpmath.mpf(df) / 2) ** (mpmath.mpf(df) / 2) / mpmath.gamma(mpmath.mpf(df) / 2) * s ** (df - 1) * mpmath.exp(-df * s * s / 2)
    tail = lambda t: mpmath.betainc(mpmath.mpf(df) / 2, 0.5, 0, df / (df + t * t), regularized=True) / 2
    start = stats.t.isf(alpha / sides, df)
    critical = mpmath.findroot(lambda t: tail(t) - mpmath.mpf(alpha) / sides, start)
    width = 1 / math.sqrt(2 * df)
    edges = [max(0, 1 + k * width) for k in range(-12, 13, 2)]
    edges = [0] + sorted(set(e for e in edges if e > 0)) + [1 + 40 * width]
    beyond = mpmath.quad(lambda s: density(s) * mpmath.ncdf(shift - critical * s), edges)
    if sides == 2:
        beyond += mpmath.quad(lambda s: density(s) * mpmath.ncdf(-shift - critical * s), edges)
    return float(beyond)


def t_integrals():
    """[n of pairs, effect, alpha, sides, power]"""
    return [[n, effect, alpha, sides, t_power_by_integral(n - 1, mpmath.mpf(effect) * mpmath.sqrt(n), alpha, sides)]
            for n, effect, alpha, sides in ((3, 0.5, 0.05, 2), (10, 0.5, 0.05, 2), (20, 1.5, 0.05, 2), (50, 0.1, 0.01, 2), (100, 0.25, 0.05, 1), (100, -0.125, 0.05, 1))]


def root(at):
    """The solution that solve_power gives only to about 1e-5."""
    return float(optimize.brentq(at, 0.01, 4, xtol=1e-13, rtol=1e-13))


def t_sizes():
    """[groups, ratio, effect, alpha, power, n, detectable effect at that n]"""
    rows = []
    for effect in (0.2, 0.5, 0.8, 1.7):
        for alpha, power in ((0.05, 0.8), (0.01, 0.9)):
            n = math.ceil(TTestPower().solve_power(effect_size=effect, alpha=alpha, power=power))
            rows.append([1, 1, effect, alpha, power, n, root(lambda d: TTestPower().power(d, n, alpha) - power)])
            n = math.ceil(TTestIndPower().solve_power(effect_size=effect, alpha=alpha, power=power))
            rows.append([2, 1, effect, alpha, power, n, root(lambda d: TTestIndPower().power(d, n, alpha) - power)])
    n = math.ceil(TTestIndPower().solve_power(effect_size=0.3, alpha=0.05, power=0.8, ratio=2))
    rows.append([2, 2, 0.3, 0.05, 0.8, n, root(lambda d: TTestIndPower().power(d, n, 0.05, ratio=2) - 0.8)])
    return rows


def proportions():
    """[method, baseline, difference, n, ratio, alpha, alternative, power]"""
    rows = []
    for baseline, difference, n, ratio, alpha, side in ((0.7, 0.1, 294, 1, 0.05, "two-sided"), (0.5, 0.05, 100, 2, 0.05, "two-sided"), (0.9, -0.2, 40, 0.5, 0.01, "less"),
                                                        (0.2, 0.1, 150, 1, 0.05, "greater"), (0.2, -0.1, 150, 1, 0.05, "greater"), (0.01, 0.02, 900, 3, 0.1, "two-sided")):
        rows.append(["pooled", baseline, difference, n, ratio, alpha, side,
                     float(power_proportions_2indep(difference, baseline, n, ratio, alpha, alternative=SIDES[side], return_results=False))])
        rows.append(["arcsine", baseline, difference, n, ratio, alpha, side,
                     float(NormalIndPower().power(proportion_effectsize(baseline + difference, baseline), n, alpha, ratio=ratio, alternative=SIDES[side]))])
    return rows


def proportion_sizes():
    """[baseline, difference, alpha, power, n by samplesize_proportions_2indep_onetail]"""
    return [[b, d, a, p, math.ceil(samplesize_proportions_2indep_onetail(d, b, p, alpha=a))]
            for b, d in ((0.7, 0.1), (0.5, 0.02), (0.9, -0.3), (0.05, 0.05)) for a, p in ((0.05, 0.8), (0.01, 0.95))]


def fisher_p(x, n, y, m, side):
    """The p-value by integers: numbers of ways instead of probabilities."""
    total = x + y
    ways = {k: math.comb(n, k) * math.comb(m, total - k) for k in range(max(0, total - m), min(n, total) + 1)}
    if side == "greater":
        counted = sum(w for k, w in ways.items() if k >= x)
    elif side == "less":
        counted = sum(w for k, w in ways.items() if k <= x)
    else:
        counted = sum(w for w in ways.values() if w <= ways[x])
    return Fraction(counted, sum(ways.values()))


def z_rejects(x, n, y, m, side, alpha):
    pooled = Fraction(x + y, n + m)
    if pooled in (0, 1):
        return False
    gap = Fraction(x, n) - Fraction(y, m)
    critical = stats.norm.isf(alpha / 2 if side == "two-sided" else alpha)
    z = math.copysign(math.sqrt(gap * gap / (pooled * (1 - pooled) * (Fraction(1, n) + Fraction(1, m)))), gap)
    return {"two-sided": abs(z), "greater": z, "less": -z}[side] >= critical


def tables_power(method, baseline, difference, n, m, alpha, side):
    first, second = stats.binom.pmf(range(n + 1), n, baseline + difference), stats.binom.pmf(range(m + 1), m, baseline)
    terms = []
    for x in range(n + 1):
        for y in range(m + 1):
            rejects = fisher_p(x, n, y, m, side) <= Fraction(alpha) if method == "fisher" else z_rejects(x, n, y, m, side, alpha)
            if rejects:
                terms.append(first[x] * second[y])
    return math.fsum(terms)


def exact_proportions():
    """[method, baseline, difference, n, m / n, alpha, alternative, power]"""
    rows = []
    for method in ("fisher", "exact_z"):
        for baseline, difference, n, m, alpha, side in ((0.1, 0.5, 17, 17, 0.05, "two-sided"), (0.3, 0.25, 20, 40, 0.05, "two-sided"), (0.5, -0.3, 24, 12, 0.1, "less"),
                                                        (0.5, 0.3, 15, 30, 0.05, "greater"), (0.4, 0, 25, 25, 0.05, "two-sided"), (0.2, 0.6, 3, 3, 0.05, "two-sided"), (0.4, 0.1, 6, 9, 0.7, "less")):
            rows.append([method, baseline, difference, n, m / n, alpha, side, tables_power(method, baseline, difference, n, m, alpha, side)])
    return rows


def exact_sizes():
    """[method, baseline, difference, n]: the smallest n of both groups with a power of 0.8 at 0.05, trying all."""
    rows = []
    for method, baseline, difference in (("fisher", 0.1, 0.5), ("exact_z", 0.1, 0.5), ("fisher", 0.9, -0.55), ("exact_z", 0.3, 0.6)):
        n = 1
        while tables_power(method, baseline, difference, n, n, 0.05, "two-sided") < 0.8:
            n += 1
        rows.append([method, baseline, difference, n])
    return rows


def binomial_power(n, baseline, truth, alpha, side):
    tail = alpha / 2 if side == "two-sided" else alpha
    power = 0.0
    for x in range(n + 1):
        above = side != "less" and stats.binom.sf(x - 1, n, baseline) <= tail
        below = side != "greater" and stats.binom.cdf(x, n, baseline) <= tail
        if above or below:
            power += stats.binom.pmf(x, n, truth)
    return float(power)


def binomials():
    """[n, baseline, difference, alpha, alternative, power]"""
    return [[n, b, d, a, s, binomial_power(n, b, b + d, a, s)]
            for n, b, d, a, s in ((1, 0.5, 0.4, 0.05, "two-sided"), (5, 0.5, 0.4, 0.05, "greater"), (50, 0.7, 0.15, 0.05, "two-sided"), (200, 0.9, -0.06, 0.01, "less"),
                                  (400, 0.02, 0.02, 0.05, "two-sided"), (90, 0.5, -0.2, 0.1, "greater"), (37, 0.25, 0.0, 0.05, "two-sided"))]


def binomial_sizes():
    """[baseline, difference, alpha, power, alternative, n], trying all from 1 on"""
    rows = []
    for b, d, a, p, s in ((0.5, 0.2, 0.05, 0.8, "two-sided"), (0.9, -0.1, 0.05, 0.9, "less"), (0.1, 0.1, 0.01, 0.8, "two-sided"), (0.5, 0.45, 0.05, 0.8, "greater")):
        n = 1
        while binomial_power(n, b, b + d, a, s) < p:
            n += 1
        rows.append([b, d, a, p, s, n])
    return rows


def mcnemar_power(n, psi, delta, alpha, method):
    """Every pair of discordant counts with its trinomial probability, and the p-value by integers."""
    p, q = (psi + delta) / 2, (psi - delta) / 2
    terms = []
    for d in range(n + 1):
        row = [math.comb(d, k) for k in range(d + 1)]
        below = 0
        rejected = set()
        for k in range((d + 1) // 2):
            below += row[k]
            p_value = Fraction(2 * below - (row[k] if method == "mid_p" else 0), 2 ** d)
            if p_value <= Fraction(alpha):
                rejected |= {k, d - k}
        for b in rejected:
            c = d - b
            log = math.lgamma(n + 1) - math.lgamma(b + 1) - math.lgamma(c + 1) - math.lgamma(n - d + 1)
            if (p == 0 and b > 0) or (q == 0 and c > 0) or (psi == 1 and d < n):
                continue
            log += (b * math.log(p) if b else 0) + (c * math.log(q) if c else 0) + ((n - d) * math.log1p(-psi) if d < n else 0)
            terms.append(math.exp(log))
    return math.fsum(terms)


def mcnemars():
    """[method, n, discordance, difference, alpha, power]"""
    return [[method, n, psi, delta, alpha, mcnemar_power(n, psi, delta, alpha, method)]
            for method in ("mid_p", "exact")
            for n, psi, delta, alpha in ((1, 0.5, 0.2, 0.05), (6, 1, 1, 0.05), (10, 0.6, 0.4, 0.05), (60, 0.3, 0.2, 0.05), (60, 0.3, 0, 0.05), (234, 0.3, 0.1, 0.05), (150, 0.1, 0.1, 0.01),
                                         (300, 0.2, -0.05, 0.0125), (40, 1, 0.4, 0.05))]


def mcnemar_sizes():
    """[method, discordance, difference, alpha, power, n], trying all from 1 on"""
    rows = []
    for method in ("mid_p", "exact"):
        for psi, delta, alpha, power in ((1, 1, 0.05, 0.8), (0.5, 0.4, 0.05, 0.8), (0.3, 0.2, 0.05, 0.8), (0.9, 0.3, 0.01, 0.9), (0.2, 0.2, 0.05, 0.95)):
            n = 1
            while mcnemar_power(n, psi, delta, alpha, method) < power:
                n += 1
            rows.append([method, psi, delta, alpha, power, n])
    return rows


def anovas():
    """[groups, n of each, f, alpha, power, n for 0.8]"""
    rows = []
    for groups, n, effect, alpha in ((3, 52, 0.25, 0.05), (2, 64, 0.25, 0.05), (4, 18, 0.4, 0.05), (10, 5, 0.3, 0.01), (3, 2, 0.8, 0.05)):
        size = FTestAnovaPower().solve_power(effect_size=effect, nobs=None, alpha=alpha, power=0.8, k_groups=groups)
        rows.append([groups, n, effect, alpha, float(FTestAnovaPower().power(effect, groups * n, alpha, k_groups=groups)), math.ceil(float(np.ravel(size)[0]) / groups)])
    return rows


def correlations():
    """Intra-cluster correlations from scipy's F ratio, and Searle's interval."""
    rng = np.random.default_rng(7)
    rows = []
    for sizes in ([2, 2, 2], [5] * 8, [1, 2, 3, 4, 9], rng.integers(1, 8, size=25).tolist()):
        clusters = np.repeat(np.arange(len(sizes)), sizes)
        x = np.round(rng.normal(size=len(clusters)) + 0.7 * rng.normal(size=len(sizes))[clusters], 3)
        groups = [x[clusters == c] for c in range(len(sizes))]
        f = stats.f_oneway(*groups).statistic
        n, c = len(x), len(sizes)
        m = (n - sum(s * s for s in sizes) / n) / (c - 1)
        at = lambda ratio: float((ratio - 1) / (ratio + m - 1))
        rows.append({"sample": x.tolist(), "clusters": clusters.tolist(), "value": at(f), "low": at(f / stats.f.isf(0.025, c - 1, n - c)), "high": at(f / stats.f.ppf(0.025, c - 1, n - c))})
    return rows


def clustered():
    """[design, clusters, ratio, size, icc, scale, difference, alpha, power]; the scale is sd, discordance or baseline"""
    rows = []
    for design, c, ratio, m, icc, scale, delta, alpha in (("paired_means", 11, 1, 10, 0.2, 1, 0.5, 0.05), ("paired_means", 40, 1, 3, 0.05, 0.4, 0.1, 0.01), ("two_means", 12, 1, 20, 0.05, 2, 1, 0.05),
                                                          ("two_means", 10, 2, 5, 0.1, 1, 0.5, 0.05), ("paired_proportions", 50, 1, 6, 0.1, 0.3, 0.1, 0.05), ("two_proportions", 30, 2, 8, 0.02, 0.6, 0.1, 0.05)):
        deff = 1 + (m - 1) * icc
        n, k = c * m, c * ratio * m
        variance = {"paired_means": scale ** 2 / n, "two_means": scale ** 2 * (1 / n + 1 / k), "paired_proportions": (scale - delta ** 2) / n,
                    "two_proportions": (scale + delta) * (1 - scale - delta) / n + scale * (1 - scale) / k}[design]
        df = c - 1 if design.startswith("paired") else c + c * ratio - 2
        rows.append([design, c, ratio, m, icc, scale, delta, alpha, t_power_by_integral(df, delta / math.sqrt(variance * deff), alpha, 2)])
    return rows


def first_size(at, power):
    n = 1
    while at(n) < power:
        n += 1
    return n


def pilots():
    """Needed items with the interval from the pilot's spread: [first, second, target, value, low, high]"""
    rng = np.random.default_rng(11)
    rows = []
    for n, target in ((12, 0.3), (40, 0.1), (200, 0.05)):
        first, second = np.round(rng.normal(0.6, 0.2, n), 3), np.round(rng.normal(0.5, 0.2, n), 3)
        s = np.std(first - second, ddof=1)
        ends = [s, s * math.sqrt((n - 1) / stats.chi2.isf(0.025, n - 1)), s * math.sqrt((n - 1) / stats.chi2.ppf(0.025, n - 1))]
        rows.append([first.tolist(), second.tolist(), target] + [math.ceil(TTestPower().solve_power(effect_size=target / sd, alpha=0.05, power=0.8)) for sd in ends])
    for n, b, c, target in ((30, 8, 4, 0.25), (60, 20, 10, 0.2)):
        first, second = [1] * b + [0] * c + [1] * (n - b - c), [0] * b + [1] * c + [1] * (n - b - c)
        low, high = proportion_confint(b + c, n, method="wilson")
        psis = [(b + c) / n, max(low, target), high]
        rows.append([first, second, target] + [first_size(lambda m: mcnemar_power(m, psi, target, 0.05, "mid_p"), 0.8) for psi in psis])
    return rows


def main():
    out = {
        "made_by": f"tests/oracles/make_power.py with python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, mpmath {mpmath.__version__}",
        "t": t_tests(), "t_integrals": t_integrals(), "t_sizes": t_sizes(),
        "proportions": proportions(), "proportion_sizes": proportion_sizes(), "exact_proportions": exact_proportions(), "exact_sizes": exact_sizes(),
        "binomials": binomials(), "binomial_sizes": binomial_sizes(),
        "mcnemars": mcnemars(), "mcnemar_sizes": mcnemar_sizes(),
        "anovas": anovas(), "correlations": correlations(), "clustered": clustered(), "pilots": pilots(),
    }
    Path(__file__).with_name("power.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
