"""Writes sequential.json: expected numbers for statistics that may be looked at early, and for experiments of two groups.

Each is computed from its definition here, or by another library, and never by a port of the code under test:
always-valid means from the normal mixture integral by mpmath quadrature; group sequential designs by Gauss-Legendre quadrature of
high order on the whole z scale (numpy), and for two and three looks by nested mpmath quadrature; the sample ratio by
scipy.stats.chisquare and binomtest, and by exact fractions over all outcomes; CUPED by statsmodels OLS with HC2 errors; two rates by
exact fractions and mpmath quadrature of the posterior densities.

Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath: /usr/bin/python3 tests/oracles/make_sequential.py
"""

import itertools
import json
import math
import platform
from fractions import Fraction
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.optimize import brentq
from scipy.special import betainc, ndtr, ndtri

mp.mp.dps = 30


def always_valid():
    """The mixture over normal slopes of the likelihood ratio, integrated; the interval is where it stays below 1 / alpha."""
    rows = []
    for n, mean, variance, planned, level, null in (
        (30, 0.1, 1.0, 200, 0.95, 0), (200, 0.25, 1.3, 200, 0.95, 0), (500, -0.02, 0.4, 100, 0.9, 0), (64, 3.0, 2.5, 5000, 0.99, 2.4),
        (1000, 0.5, 0.25, 1000, 0.95, 0.5), (45, 1e6, 1e10, 45, 0.8, 9.9e5), (40, 1e-9, 1e-18, 60, 0.95, 0)):
        alpha = 1 - mp.mpf(level)
        rho = mp.sqrt((-2 * mp.log(alpha) + mp.log(-2 * mp.log(alpha) + 1)) / planned)

        def evidence(gap):
            total = n * gap / mp.sqrt(mp.mpf(variance))
            centre = total * rho**2 / (n * rho**2 + 1)
            spread = rho / mp.sqrt(n * rho**2 + 1)
            at = lambda slope: mp.exp(slope * total - n * slope**2 / 2) * mp.npdf(slope, 0, rho)
            return mp.quad(at, [centre + k * spread for k in range(-16, 17, 4)])

        reach = mp.findroot(lambda gap: mp.log(evidence(gap) * alpha), 3 * mp.sqrt(mp.mpf(variance) / n))
        p = min(mp.mpf(1), 1 / evidence(mp.mpf(mean) - mp.mpf(null)))
        rows.append({"n": n, "mean": mean, "variance": variance, "planned": planned, "level": level, "null": null,
                     "low": float(mean - reach), "high": float(mean + reach), "pValue": float(p)})
    return rows


# Group sequential designs.

GRID, WEIGHT = np.polynomial.legendre.leggauss(300)


def spent(name, rate, t, parameter):
    if t >= 1:
        return rate
    return {
        "lan_demets_obrien_fleming": lambda: 2 * stats.norm.sf(stats.norm.isf(rate / 2) / math.sqrt(t)),
        "lan_demets_pocock": lambda: rate * math.log(1 + (math.e - 1) * t),
        "kim_demets": lambda: rate * t**parameter,
        "hwang_shih_decani": lambda: rate * (1 - math.exp(-parameter * t)) / (1 - math.exp(-parameter)),
    }[name]()


class Walk:
    """The density of z at a look, on open paths, on one grid for each stretch of z in which a path goes on."""

    def __init__(self, drift):
        self.drift, self.t, self.z, self.mass = drift, 0.0, np.zeros(1), np.ones(1)

    def standardised(self, t, z):
        """How many deviations z at t lies above where each path is expected."""
        step = t - self.t
        return (z * math.sqrt(t) - self.z * math.sqrt(self.t) - self.drift * step) / math.sqrt(step)

    def above(self, t, z):
        return float(self.mass @ ndtr(-self.standardised(t, z)))

    def below(self, t, z):
        return float(self.mass @ ndtr(self.standardised(t, z)))

    def go(self, t, stretches):
        zs, masses = [], []
        for low, high in stretches:
            middle = self.drift * math.sqrt(t)
            low, high = max(low, min(middle, 0) - 11), min(high, max(middle, 0) + 11)
            # Four panels, so that 300 points each resolve any step here.
            for a, b in zip(np.linspace(low, high, 5)[:-1], np.linspace(low, high, 5)[1:]):
                z = (a + b) / 2 + (b - a) / 2 * GRID
                far = self.standardised(t, z[:, None])
                density = np.exp(-far**2 / 2) / math.sqrt(2 * math.pi) * math.sqrt(t / (t - self.t))
                zs.append(z)
                masses.append((b - a) / 2 * WEIGHT * (density @ self.mass))
        self.z, self.mass, self.t = np.concatenate(zs), np.concatenate(masses), t


def stretches(two, b, a=None):
    if two and a is not None and a > 0:
        return [(-b, -a), (a, b)]
    return [(-b if two else (-np.inf if a is None else a), b)]


def crossing(drift, ts, two, bs, lows=None):
    """The probabilities at each look: above, below, and futile."""
    walk, rows = Walk(drift), []
    for k, t in enumerate(ts):
        a = bs[k] if k == len(ts) - 1 else None if lows is None else lows[k]
        up, down = walk.above(t, bs[k]), walk.below(t, -bs[k]) if two else 0.0
        futile = 0.0 if a is None else walk.below(t, a) - (walk.below(t, -a) if two else 0.0)
        rows.append((up, down, futile))
        if k < len(ts) - 1:
            walk.go(t, stretches(two, bs[k], a))
    return np.array(rows)


def boundary(ts, two, rate, spending, parameter):
    if spending in ("obrien_fleming", "pocock"):
        shape = 0.5 if spending == "obrien_fleming" else 0
        make = lambda c: [c * t**-shape for t in ts]
        return make(brentq(lambda c: crossing(0, ts, two, make(c))[:, 0].sum() - rate, 1, 6, xtol=1e-15, rtol=1e-14))
    walk, bs, used = Walk(0), [], 0.0
    for t in ts:
        part = spent(spending, rate, t, parameter) - used
        bs.append(brentq(lambda z: math.log(walk.above(t, z) / part), -5, 12, xtol=1e-15, rtol=1e-14))
        used += part
        walk.go(t, stretches(two, bs[-1]))
    return bs


def futility(drift, ts, two, bs, beta, spending, parameter):
    walk, lows, used = Walk(drift), [], 0.0
    for k, t in enumerate(ts[:-1]):
        part = spent(spending, beta, t, parameter) - used
        mass = lambda a: walk.below(t, a) - (walk.below(t, -a) if two else 0.0)
        if mass(bs[k]) <= part:
            return None
        lows.append(brentq(lambda a: math.log(max(mass(a), 1e-300) / part), 1e-300 if two else -9, bs[k], xtol=1e-15, rtol=1e-14))
        used += part
        walk.go(t, stretches(two, bs[k], lows[-1]))
    return lows


def design(ts, alpha, sides, spending, power, parameter=None, fut=None, fut_parameter=None):
    two = sides == 2
    rate = alpha / sides
    bs = boundary(ts, two, rate, spending, parameter)
    lows_at = lambda drift: futility(drift, ts, two, bs, 1 - power, fut, fut_parameter) if fut else None

    def excess(drift):
        lows = lows_at(drift)
        if fut and lows is None:
            return 1.0
        return crossing(drift, ts, two, bs, lows)[:, 0].sum() - power

    fixed = stats.norm.isf(rate) + ndtri(power)
    drift = brentq(excess, 0.5 * fixed, 1.6 * fixed, xtol=1e-14, rtol=1e-14)
    lows = lows_at(drift)
    inflation = (drift / fixed) ** 2
    rows = [crossing(d, ts, two, bs, lows) for d in (0, drift)]
    expected = [float(inflation * (row.sum(axis=1) @ np.array(ts))) for row in rows]
    return {"options": {"fractions": ts, "alpha": alpha, "sides": sides, "spending": spending, "power": power,
                        **({} if parameter is None else {"spendingParameter": parameter}),
                        **({} if not fut else {"futility": "non_binding", "futilitySpending": fut}),
                        **({} if fut_parameter is None else {"futilityParameter": fut_parameter})},
            "z": bs, "futilityZ": None if lows is None else lows + [bs[-1]],
            "alphaSpent": (sides * crossing(0, ts, two, bs)[:, 0].cumsum()).tolist(), "power": rows[1][:, 0].cumsum().tolist(),
            "betaSpent": None if lows is None else rows[1][:, 2].cumsum().tolist(),
            "drift": drift, "inflation": inflation, "expectedUnderNull": expected[0], "expectedUnderAlternative": expected[1]}


def designs():
    even = lambda k: [i / k for i in range(1, k + 1)]
    return [
        design(even(1), 0.05, 2, "obrien_fleming", 0.8),
        design(even(2), 0.05, 2, "pocock", 0.9),
        design(even(5), 0.05, 2, "obrien_fleming", 0.9),
        design(even(5), 0.01, 1, "pocock", 0.8),
        design([0.1, 0.15, 0.6, 0.95, 1.0], 0.05, 2, "obrien_fleming", 0.8),
        design(even(10), 0.1, 2, "pocock", 0.7),
        design(even(5), 0.05, 2, "lan_demets_obrien_fleming", 0.8),
        design([0.3, 0.4, 0.9, 1.0], 0.025, 1, "lan_demets_pocock", 0.9),
        design(even(4), 0.05, 2, "kim_demets", 0.85, 1.5),
        design(even(3), 0.025, 1, "hwang_shih_decani", 0.9, -4, "hwang_shih_decani", -2),
        design(even(4), 0.05, 2, "obrien_fleming", 0.8, None, "lan_demets_pocock"),
        design([0.25, 0.6, 1.0], 0.05, 1, "hwang_shih_decani", 0.8, 1.0, "lan_demets_obrien_fleming"),
    ]


def nested():
    """Two and three looks: the error rate of given boundaries, as one and two integrals over the open scores."""
    def upper(ts, bs, drift, two):
        first = 1 - mp.ncdf(bs[0] - drift * mp.sqrt(ts[0]))
        ends = [(-b if two else b - 22) * mp.sqrt(t) for b, t in zip(bs, ts)]
        highs = [b * mp.sqrt(t) for b, t in zip(bs, ts)]
        cut = lambda low, high: mp.linspace(low, high, 5 if two else 12)
        steps = [mp.sqrt(b - a) for a, b in zip(ts, ts[1:])]
        density = lambda x: mp.npdf(x, drift * ts[0], mp.sqrt(ts[0]))
        exceed = lambda k, x: 1 - mp.ncdf((highs[k] - x - drift * (ts[k] - ts[k - 1])) / steps[k - 1])
        second = mp.quad(lambda x: density(x) * exceed(1, x), cut(ends[0], highs[0]))
        if len(ts) == 2:
            return first + second
        move = lambda x, y: mp.npdf(y, x + drift * (ts[1] - ts[0]), steps[0])
        third = mp.quad(lambda x, y: density(x) * move(x, y) * exceed(2, y), cut(ends[0], highs[0]), cut(ends[1], highs[1]), method="gauss-legendre")
        return first + second + third

    rows = []
    mp.mp.dps = 20
    for ts, alpha, sides, spending, power in (
        (["0.5", "1"], 0.05, 2, "pocock", 0.8), (["0.25", "1"], 0.025, 1, "obrien_fleming", 0.9), (["0.25", "0.5", "1"], 0.05, 2, "obrien_fleming", 0.8)):
        exact = [mp.mpf(t) for t in ts]
        two, rate = sides == 2, mp.mpf(alpha) / sides
        make = lambda c: [c / (mp.sqrt(t) if spending == "obrien_fleming" else 1) for t in exact]
        start = boundary([float(t) for t in ts], two, float(rate), spending, None)[-1]
        tol = 1e-32 if len(ts) == 2 else 1e-24
        c = mp.findroot(lambda c: upper(exact, make(c), 0, two) - rate, (start - 1e-5, start + 1e-5), tol=tol)
        row = {"options": {"fractions": [float(t) for t in ts], "alpha": alpha, "sides": sides, "spending": spending, "power": power}, "z": [float(b) for b in make(c)]}
        if len(ts) == 2:
            row["drift"] = float(mp.findroot(lambda drift: upper(exact, make(c), drift, two) - mp.mpf(power), 3.2, tol=tol))
        rows.append(row)
    mp.mp.dps = 30
    return rows


def stagewise():
    """Outcomes ordered by stage: the tail of the observed one as a function of the drift, solved for the interval's ends."""
    rows = []
    for k, alpha, sides, spending, look, z, error in ((5, 0.05, 2, "obrien_fleming", 3, 2.9, 1), (5, 0.05, 2, "obrien_fleming", 5, 1.2, 0.3), (4, 0.05, 2, "pocock", 4, -2.1, 2),
                                                      (3, 0.025, 1, "pocock", 2, 2.6, 1), (3, 0.025, 1, "obrien_fleming", 3, -0.4, 1), (3, 0.05, 2, "pocock", 1, 3.3, 1)):
        ts = [i / k for i in range(1, k + 1)]
        two, rate = sides == 2, alpha / sides
        bs = boundary(ts, two, rate, spending, None)
        sign = -1 if two and z < 0 else 1

        def tail(drift):
            walk, upper = Walk(drift), 0.0
            for j in range(look - 1):
                upper += walk.above(ts[j], bs[j])
                walk.go(ts[j], stretches(two, bs[j]))
            return upper + walk.above(ts[look - 1], sign * z)

        root = math.sqrt(ts[look - 1])
        at = lambda p: sign * root * error * brentq(lambda drift: tail(drift) - p, sign * z / root - 6, sign * z / root + 6, xtol=1e-14, rtol=1e-14)
        ends = sorted([at(rate), at(1 - rate)])
        p = min(1, 2 * min(tail(0), 1 - tail(0))) if two else tail(0)
        rows.append({"options": {"looks": k, "alpha": alpha, "sides": sides, "spending": spending}, "look": look, "z": z, "standardError": error,
                     "value": at(0.5), "low": ends[0], "high": ends[1], "pValue": p, "repeated": [(z - bs[look - 1]) * error, (z + bs[look - 1]) * error]})
    return rows


def conditional():
    rows = []
    for k, sides, spending, look, z, drift in ((5, 2, "obrien_fleming", 2, 1.0, 2.0), (4, 1, "pocock", 1, -0.5, 3.0), (3, 2, "pocock", 2, 1.9, -1.0), (2, 1, "obrien_fleming", 1, 0.7, 0.5)):
        ts = [i / k for i in range(1, k + 1)]
        bs = boundary(ts, sides == 2, 0.05 / sides, spending, None)

        def chance(assumed):
            walk, upper = Walk(assumed), 0.0
            walk.t, walk.z = ts[look - 1], np.array([z])
            for j in range(look, k):
                upper += walk.above(ts[j], bs[j])
                walk.go(ts[j], stretches(sides == 2, bs[j])) if j < k - 1 else None
            return upper

        rows.append({"options": {"looks": k, "sides": sides, "spending": spending}, "look": look, "z": z, "assumed": drift,
                     "trend": chance(z / math.sqrt(ts[look - 1])), "null": chance(0.0), "drift": chance(drift)})
    return rows


# The sample ratio.

def sample_ratio():
    rows = []
    for counts, ratios in (([5010, 4990], [1, 1]), ([821588, 815482], [1, 1]), ([600, 300, 400], [3, 1, 2]), ([100000, 100900, 99500, 99600], [1, 1, 1, 1])):
        found = stats.chisquare(counts, np.array(ratios) / sum(ratios) * sum(counts))
        rows.append({"counts": counts, "ratios": ratios, "method": "chi-square of fit", "statistic": float(found.statistic), "pValue": float(found.pvalue)})
    for counts, ratios in (([0, 5], [1, 1]), ([12, 8], [1, 1]), ([10, 10], [1, 1]), ([70, 30], [3, 1]), ([430, 570], [1, 1]), ([9, 2], [1, 9]), ([1, 3999], [1, 999]), ([1, 0], [2, 1])):
        # Exact fractions: which outcomes are no likelier is not left to rounding.
        n, p = sum(counts), Fraction(ratios[0], sum(ratios))
        if n <= 1000:
            mass = [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
            value = sum(m for m in mass if m <= mass[counts[0]])
        else:
            value = stats.binomtest(counts[0], n, float(p)).pvalue
        rows.append({"counts": counts, "ratios": ratios, "method": "exact binomial", "pValue": float(value)})
    for counts, ratios in (([3, 1, 0], [1, 1, 1]), ([2, 2, 2], [1, 2, 3]), ([1, 9, 3, 4], [4, 3, 2, 1]), ([30, 1, 0], [30, 2, 1]), ([0, 0, 8], [5, 5, 1]), ([1, 0, 0, 0, 4], [1, 1, 1, 1, 1])):
        n = sum(counts)
        parts = [Fraction(r, sum(ratios)) for r in ratios]

        def mass(outcome):
            ways = math.factorial(n)
            for c in outcome:
                ways //= math.factorial(c)
            return ways * math.prod(p**c for p, c in zip(parts, outcome))

        outcomes = [o for o in itertools.product(range(n + 1), repeat=len(counts)) if sum(o) == n] if (n + 1) ** len(counts) < 3e5 else None
        value = sum(m for m in map(mass, outcomes) if m <= mass(counts))
        rows.append({"counts": counts, "ratios": ratios, "method": "exact multinomial", "pValue": float(value)})
    return rows


# CUPED.

def t_quantile(df):
    """The 97.5 % point of t by mpmath: scipy 1.10 is off by up to 1e-9 for degrees of freedom that are not whole."""
    df = mp.mpf(float(df))
    tail = lambda t: mp.betainc(df / 2, 0.5, 0, df / (df + t * t), regularized=True) / 2
    return float(mp.findroot(lambda t: mp.log(tail(t) * 40), float(stats.t.isf(0.025, float(df)))))


def cuped():
    rng = np.random.default_rng(71)
    rows = []
    for sizes, slope, spread in (([4, 3], 1.0, 1.0), ([30, 30], 0.8, 1.0), ([12, 80], -1.5, 4.0), ([200, 150], 0.0, 1.0), ([2, 2], 1.0, 0.5), ([40], 2.0, 1.0), ([3], 1.0, 1.0)):
        groups = np.repeat(np.arange(len(sizes)), sizes)
        x = np.round(rng.normal(size=len(groups)) * 3 + 10, 3)
        y = np.round(slope * x + rng.normal(size=len(groups)) * np.where(groups == 0, spread, 1) + 0.5 * (groups == 0), 3)
        n, k = len(y), len(sizes)
        target = 9.5
        exog = np.column_stack([np.ones(n), groups == 0, x]).astype(float) if k == 2 else np.column_stack([np.ones(n), x - target])
        fit = sm.OLS(y, exog).fit()
        theta = float(fit.params[-1])
        adjusted = [(y - theta * x)[groups == g] for g in range(k)]
        u = np.array([a.var(ddof=1) / len(a) for a in adjusted])
        welch = u.sum() ** 2 / (u**2 / (np.array(sizes) - 1)).sum()
        df = min(welch, n - k - 1)
        at = 1 if k == 2 else 0
        value, error = float(fit.params[at]), float(fit.HC2_se[at])
        reach = t_quantile(df) * error
        plain = y[groups == 0].mean() - (y[groups == 1].mean() if k == 2 else 0)
        plain_error = math.sqrt(sum(y[groups == g].var(ddof=1) / sizes[g] for g in range(k)))
        rows.append({"outcome": y.tolist(), "covariate": x.tolist(), **({"groups": groups.tolist()} if k == 2 else {"covariateMean": target}),
                     "value": value, "standardError": error, "low": float(value - reach), "high": float(value + reach), "theta": theta,
                     "plain": float(plain), "plainStandardError": plain_error, "varianceReduction": 1 - error**2 / plain_error**2})
    return rows


# Two rates.

def exact_chance(first, second):
    """P(second > first) for whole shapes: the sum over i of B(a1 + i, b1 + b2) / ((b2 + i) B(1 + i, b2) B(a1, b1)), as fractions."""
    (a1, b1), (a2, b2) = first, second
    beta = lambda a, b: Fraction(math.factorial(a - 1) * math.factorial(b - 1), math.factorial(a + b - 1))
    return sum(beta(a1 + i, b1 + b2) / ((b2 + i) * beta(1 + i, b2) * beta(a1, b1)) for i in range(a2))


def rates():
    rows = []
    for first, second, prior, level, rope in (
        ((5, 10), (8, 10), (1, 1), 0.95, 0.05), ((0, 0), (1, 1), (1, 1), 0.9, 0.1), ((20, 25), (3, 4), (2, 3), 0.95, 0.1), ((0, 5), (5, 5), (0.5, 0.5), 0.95, 0.1),
        ((3, 20), (1, 15), (0.5, 0.5), 0.9, 0.05), ((0, 8), (0, 11), (0.5, 0.5), 0.95, 0.1), ((50, 100), (60, 100), (1, 1), 0.95, 0.02), ((90, 100), (30, 100), (1, 1), 0.95, 0.0),
        ((300, 1000), (290, 1000), (1, 1), 0.95, 0.05), ((9000, 100000), (9300, 100000), (1, 1), 0.95, 0.01), ((30, 40), (7000, 10000), (1, 1), 0.95, 0.01)):
        shapes = [(prior[0] + s, prior[1] + n - s) for s, n in (first, second)]
        many = min(first[1], second[1]) >= 40
        row = large(shapes, level, rope) if many else posterior(shapes, level, rope)
        if max(first[1], second[1]) <= 1000 and all(float(p).is_integer() for p in prior):
            row["secondHigher"] = float(exact_chance(*shapes))
        rows.append({"first": first, "second": second, "prior": prior, "level": level, "rope": rope, **row})
    return rows


def density(shape, x):
    a, b = shape
    return x ** (a - 1) * (1 - x) ** (b - 1) / mp.beta(a, b) if 0 < x < 1 else mp.mpf(0)


def difference_cdf(shapes, d):
    """P(second − first <= d): the density of the first times the distribution function of the second, by double exponential quadrature."""
    first, second = shapes
    low, high = max(mp.mpf(0), -d), min(mp.mpf(1), 1 - d)
    middle = mp.mpf(first[0]) / (first[0] + first[1])
    deviation = mp.sqrt(middle * (1 - middle) / (first[0] + first[1] + 1))
    shift = mp.mpf(second[0]) / (second[0] + second[1]) - d
    inner = sorted({min(max(p, low), high) for p in (middle - 3 * deviation, middle, middle + 3 * deviation, shift)})
    points = [low] + [p for p in inner if low < p < high] + [high]
    value = mp.quad(lambda x: density(first, x) * mp.betainc(second[0], second[1], 0, min(x + d, mp.mpf(1)), regularized=True), points)
    return value + (mp.betainc(first[0], first[1], 1 - d, 1, regularized=True) if d > 0 else 0)


def posterior(shapes, level, rope):
    mp.mp.dps = 20
    exact = [tuple(map(mp.mpf, shape)) for shape in shapes]
    means = [a / (a + b) for a, b in exact]
    deviation = mp.sqrt(sum(m * (1 - m) / (a + b + 1) for m, (a, b) in zip(means, exact)))
    tail = (1 - mp.mpf(level)) / 2
    centre = means[1] - means[0]
    spot = lambda p, guess: float(mp.findroot(lambda d: difference_cdf(exact, d) - p, (guess - deviation / 100, guess + deviation / 100), solver="secant", tol=1e-27))
    near = rough(shapes, (tail, 1 - tail))
    within = [difference_cdf(exact, mp.mpf(d)) for d in (-mp.mpf(rope), mp.mpf(rope))]
    # The loss: the mean of the second beyond x, averaged over x.
    (a, b), upper = exact[1], lambda a, b, x: mp.betainc(a, b, x, 1, regularized=True)
    loss = mp.quad(lambda x: density(exact[0], x) * (means[1] * upper(a + 1, b, x) - x * upper(a, b, x)), [0, means[0], 1])
    higher = 1 - difference_cdf(exact, mp.mpf(0))
    mp.mp.dps = 30
    return {"value": float(centre), "low": spot(tail, near[0]), "high": spot(1 - tail, near[1]), "probabilities": [float(within[0]), float(1 - within[1])],
            "lossOfFirst": float(loss), "secondHigher": float(higher)}


def rough(shapes, tails):
    """Quantiles of the difference by a fine sum, to start from."""
    grid = (np.arange(4000) + 0.5) / 4000
    xs = stats.beta.ppf(grid, *map(float, shapes[0]))
    return [mp.mpf(brentq(lambda d: np.mean(stats.beta.cdf(xs + d, *map(float, shapes[1]))) - float(p), -1, 1)) for p in tails]


def large(shapes, level, rope):
    """Many items: Gauss-Legendre over twelve deviations of the narrower rate, where the densities are smooth and vanish at the ends."""
    (a, b), (c, d) = shapes
    turned = a + b < c + d
    narrow, wide = ((c, d), (a, b)) if turned else ((a, b), (c, d))
    mean = narrow[0] / sum(narrow)
    reach = 12 * math.sqrt(mean * (1 - mean) / (sum(narrow) + 1))
    low, high = max(0.0, mean - reach), min(1.0, mean + reach)
    nodes, weights = np.polynomial.legendre.leggauss(300)
    x = (low + high) / 2 + (high - low) / 2 * nodes
    w = weights * (high - low) / 2 * stats.beta.pdf(x, *narrow)
    lower = lambda gap: float(w @ betainc(*wide, np.clip(x + gap, 0, 1)))
    cdf = (lambda gap: 1 - lower(-gap)) if turned else lower
    tail = (1 - level) / 2
    m = wide[0] / sum(wide)
    over = float(w @ (m * betainc(wide[1], wide[0] + 1, 1 - x) - x * betainc(wide[1], wide[0], 1 - x)))
    centre = c / (c + d) - a / (a + b)
    gain = over if not turned else over + centre
    return {"secondHigher": 1 - cdf(0.0), "value": centre, "low": brentq(lambda g: cdf(g) - tail, -1, 1, xtol=1e-15), "high": brentq(lambda g: cdf(g) - 1 + tail, -1, 1, xtol=1e-15),
            "probabilities": [cdf(-rope), 1 - cdf(rope)], "lossOfFirst": gain}


def main():
    oracle = {
        "made_by": f"tests/oracles/make_sequential.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, mpmath {mp.__version__}",
        "always_valid": always_valid(),
        "designs": designs(),
        "nested": nested(),
        "stagewise": stagewise(),
        "conditional": conditional(),
        "sample_ratio": sample_ratio(),
        "cuped": cuped(),
        "rates": rates(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("sequential.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
