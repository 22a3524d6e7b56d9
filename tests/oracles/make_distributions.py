"""Writes distributions.json: expected numbers for the distributions of lib/stats.

The expected numbers are computed with mpmath in 420 digits (the studentised range in 30) from series with positive terms only (an algorithm that
lib/stats does not use), and rounded to double. scipy is asked for the same numbers; how far it is from them is written
beside them, by distribution and function.

Run with Debian's python3-scipy and python3-mpmath: python3 tests/oracles/make_distributions.py
"""

import json
import math
import platform
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
from mpmath import mpf
from scipy import stats

mp.mp.dps = 420
SMALLEST = mpf("1e-300")


def beta_series(a, b, x, y, part):
    """I_x(a, b) by x^a y^b / (a B(a, b)) · Σ (a+b)…(a+b+k-1) / ((a+1)…(a+k)) x^k, all terms positive."""
    front = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
    term = total = mpf(1)
    k = 0
    while True:
        ratio = (a + b + k) / (a + 1 + k) * x
        term *= ratio
        k += 1
        total += term
        if ratio < 1 and term < total * part:
            return front * total


def beta_tails(a, b, x, y):
    """Lower and upper tail: the series in the smaller of x and y, the other tail is the rest in 420 digits."""
    a, b = mpf(a), mpf(b)
    if x <= 0:
        return mpf(0), mpf(1)
    if y <= 0:
        return mpf(1), mpf(0)
    on_left = x * (a + b) <= a
    if x <= y:
        lower = beta_series(a, b, x, y, mpf("1e-60") if on_left else mpf("1e-380"))
        return lower, 1 - lower
    upper = beta_series(b, a, y, x, mpf("1e-380") if on_left else mpf("1e-60"))
    return 1 - upper, upper


def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    if x <= 0:
        return mpf(0), mpf(1)
    if x > a + 1:
        part = mpf("1e-380")
    else:
        part = mpf("1e-60")
    term = total = mpf(1)
    k = 0
    while term > total * part or x > a + k:
        k += 1
        term *= x / (a + k)
        total += term
    lower = mp.exp(a * mp.log(x) - x - mp.loggamma(a + 1)) * total
    return lower, 1 - lower


def number(value):
    """As a double; None below the normal range of doubles."""
    return None if abs(value) < SMALLEST and value != 0 else float(value)


class Furthest:
    """The largest relative distance of scipy by function, where the probability is within scipy's own range."""

    def __init__(self):
        self.found = {}

    def see(self, name, expected, by_scipy):
        if expected is None or expected == 0:
            return
        distance = abs(float(by_scipy) / expected - 1)
        self.found[name] = max(self.found.get(name, 0.0), distance if math.isfinite(distance) else 9.0)


def solve(tails, pdf, p, upper, start):
    """The root of a tail by Newton's method in mpmath, from scipy's double."""
    x = mpf(start)
    for _ in range(60):
        value = tails(x)[1 if upper else 0]
        step = (value - p) / pdf(x)
        x = x + step if upper else x - step
        if abs(step) < abs(x) * mpf("1e-20"):
            return x
    return None


def rows(points, tails, pdf, law, quantiles, furthest):
    """[x, pdf, cdf, sf] for points and [p, quantile, upper quantile] for probabilities."""
    at = []
    for x in points:
        lower, upper = tails(mpf(x))
        row = [x, number(pdf(mpf(x))), number(lower), number(upper)]
        for name, expected, by_scipy in zip(("pdf", "cdf", "sf"), row[1:], (law.pdf(x), law.cdf(x), law.sf(x))):
            furthest.see(name, expected, by_scipy)
        at.append(row)
    inverse = []
    for p in quantiles:
        found = []
        for upper, start in ((False, law.ppf(p)), (True, law.isf(p))):
            # Where scipy's double is at an end of the support, there is nothing to start from.
            ok = math.isfinite(start) and abs(start) > 1e-290 and not (law.support() == (0, 1) and start >= 1)
            root = solve(tails, pdf, mpf(p), upper, start) if ok else None
            found.append(None if root is None else number(root))
            if root is not None:
                furthest.see("isf" if upper else "ppf", found[-1], start)
        inverse.append([p, *found])
    return {"at": at, "inverse": inverse}


PS = [1e-250, 1e-100, 1e-30, 1e-10, 1e-4, 0.01, 0.025, 0.2, 0.4, 0.499, 0.5, 0.75, 0.9, 0.99, 0.999999]


def spread(centre, width, positive=True):
    """Points from far left to far right of a centre."""
    found = [centre + width * z for z in (-30, -12, -6, -3, -1, -0.1, 0, 0.2, 1, 2.5, 5, 10, 25)]
    return sorted({float(x) for x in found if x > 0 or not positive})


def t_law():
    furthest, cases = Furthest(), []
    for df in (0.1, 0.5, 1, 1.7, 2, 3, 4.5, 10, 29.3, 100, 1234.5, 1e5, 1e8, 1e12):
        v = mpf(df)
        scale = mp.exp(mp.loggamma((v + 1) / 2) - mp.loggamma(v / 2)) / mp.sqrt(v * mp.pi)

        def tails(t, v=v):
            if t == 0:
                return mpf("0.5"), mpf("0.5")
            x, y = v / (v + t * t), t * t / (v + t * t)
            tail = beta_tails(v / 2, mpf("0.5"), x, y)[0] / 2
            return (1 - tail, tail) if t > 0 else (tail, 1 - tail)

        def pdf(t, v=v, scale=scale):
            return scale * mp.exp(-(v + 1) / 2 * mp.log1p(t * t / v))

        points = [-1e200, -1e10, -500.0, -37.0, -12.0, -4.0, -1.96, -0.7, -1e-3, -1e-12, 0.0, 1e-7, 0.5, 1.0, 3.3, 25.0, 1e5]
        points = [t for t in points if df < 1e7 or abs(t) < 100]
        ps = PS if df < 1e5 else PS[4::2]
        cases.append({"parameters": [df], **rows(points, tails, pdf, stats.t(df), ps, furthest)})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def chi_square():
    furthest, cases = Furthest(), []
    for df in (0.01, 0.3, 1, 1.9, 2, 3, 7.5, 30, 100, 999.9, 1e4, 1e6):
        half = mpf(df) / 2

        def tails(x, half=half):
            return gamma_tails(half, x / 2)

        def pdf(x, half=half):
            return mp.inf if x == 0 else mp.exp((half - 1) * mp.log(x / 2) - x / 2 - mp.loggamma(half)) / 2

        points = [1e-200, 1e-20, 1e-5, 0.1, 0.9, *spread(df, math.sqrt(2 * df)), df + 1.5, 5.0, 30.0, 200.0, 1300.0]
        points = points if df < 1e6 else [1e-5, *spread(df, math.sqrt(2 * df))]
        ps = PS if df < 1e3 else PS[4::3]
        cases.append({"parameters": [df], **rows(points, tails, pdf, stats.chi2(df), ps, furthest)})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def f_law():
    furthest, cases = Furthest(), []
    pairs = [(0.2, 0.7), (1, 1), (1, 10), (2, 2), (2, 30), (3.3, 4.4), (5, 1e6), (10, 10), (40, 7.7), (100, 200), (1e4, 3e4)]
    pairs += [(1e5, 2), (1, 1e9)]
    for d1, d2 in pairs:
        a, b = mpf(d1) / 2, mpf(d2) / 2
        front = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)

        def parts(x, d1=mpf(d1), d2=mpf(d2)):
            return d1 * x / (d1 * x + d2), d2 / (d1 * x + d2)

        def tails(x, a=a, b=b, parts=parts):
            return beta_tails(a, b, *parts(x))

        def pdf(x, a=a, b=b, front=front, parts=parts):
            u, w = parts(x)
            return mp.exp(front + a * mp.log(u) + b * mp.log(w)) / x

        width = math.sqrt(2 / d1 + 2 / d2)
        points = [1e-100, 1e-5, *spread(1, min(3, width)), 10.0, 1e4, 1e30]
        ps = PS if max(d1, d2) < 1e4 else PS[4::3]
        cases.append({"parameters": [d1, d2], **rows(points, tails, pdf, stats.f(d1, d2), ps, furthest)})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def beta_law():
    furthest, cases = Furthest(), []
    pairs = [(0.01, 5), (0.5, 0.5), (0.1, 0.001), (1, 1), (1, 3), (2, 0.3), (2, 3), (8, 30), (50, 60.5), (1e3, 1e3), (1e4, 2e4)]
    pairs += [(3, 1e6), (1e8, 2)]
    for a, b in pairs:
        front = mp.loggamma(mpf(a) + b) - mp.loggamma(a) - mp.loggamma(b)

        def tails(x, a=a, b=b):
            return beta_tails(a, b, x, 1 - x)

        def pdf(x, a=a, b=b, front=front):
            return mp.exp(front + (mpf(a) - 1) * mp.log(x) + (mpf(b) - 1) * mp.log(1 - x))

        mean, width = a / (a + b), math.sqrt(a * b / (a + b) ** 2 / (a + b + 1))
        points = [1e-100, 1e-9, 0.01, 0.3, 0.5, 0.8, 0.999, *spread(mean, width)]
        points = [x for x in (points if max(a, b) < 1e5 else spread(mean, width)) if 0 < x < 1]
        ps = PS if max(a, b) < 1e4 else PS[4::3]
        ps = ps if min(a, b) > 0.05 else [0.01, 0.2, 0.4, 0.5]
        cases.append({"parameters": [a, b], **rows(points, tails, pdf, stats.beta(a, b), ps, furthest)})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def normal_law():
    furthest = Furthest()

    def tails(x):
        return mp.erfc(-x / mp.sqrt(2)) / 2, mp.erfc(x / mp.sqrt(2)) / 2

    def pdf(x):
        return mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi)

    points = [-37.0, -30.0, -20.5, -9.0, -5.0, -3.0, -2.99, -1.0, -0.3, -1e-9, 0.0, 1e-3, 0.7, 2.0, 3.01, 7.0, 15.0, 36.0]
    cases = [{"parameters": [0, 1], **rows(points, tails, pdf, stats.norm(0, 1), [1e-300, *PS], furthest)}]
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def binomial_law():
    furthest, cases = Furthest(), []
    for n, p in [(0, 0.3), (1, 0.5), (5, 0.5), (10, 0.0), (10, 1.0), (20, 0.05), (37, 0.9), (100, 1e-6), (1000, 0.5),
                 (1000, 0.313), (10**5, 0.2), (10**7, 1e-6), (10**6, 0.4)]:
        law, rows_ = stats.binom(n, p), []
        mean, width = n * p, math.sqrt(n * p * (1 - p))
        ks = sorted({k for z in (-30, -10, -4, -1, 0, 0.5, 2, 6, 15, 33) if 0 <= (k := round(mean + z * width)) <= n} | {0, n})
        for k in ks:
            if 0 < p < 1:
                x, y = mpf(p), 1 - mpf(p)
                log = mp.loggamma(mpf(n) + 1) - mp.loggamma(mpf(k) + 1) - mp.loggamma(mpf(n - k) + 1)
                pmf = mp.exp(log + k * mp.log(x) + (n - k) * mp.log(y))
                upper, lower = beta_tails(k + 1, n - k, x, y) if k < n else (mpf(0), mpf(1))
            else:
                pmf = mpf(k == mean)
                lower, upper = mpf(k >= mean), mpf(k < mean)
            row = [k, number(pmf), number(lower), number(upper)]
            for name, expected, by_scipy in zip(("pmf", "cdf", "sf"), row[1:], (law.pmf(k), law.cdf(k), law.sf(k))):
                furthest.see(name, expected, by_scipy)
            rows_.append(row)
        # scipy 1.10 answers 0 for every quantile of a certain success.
        quantiles = [[q, int(law.ppf(q)) if p < 1 else n] for q in (1e-12, 1e-3, 0.025, 0.3, 0.5, 0.8, 0.975, 1 - 1e-9)]
        cases.append({"parameters": [n, p], "at": rows_, "quantiles": quantiles})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def range_tails(k, df, q, step):
    """Both tails of the studentised range by the trapezoidal rule over ln s and z, in 30 digits."""
    q = mpf(q)
    cdfs = {}

    def cdf(i):
        if i not in cdfs:
            cdfs[i] = mp.ncdf(i * step)
        return cdfs[i]

    def chances(w):
        """W(w) and 1 − W(w) for the range of k standard normals."""
        within, beyond = mpf(0), mpf(0)
        for i in range(int(-10 / step), int((w + 10) / step) + 1):
            z = i * step
            density, here, there = mp.npdf(z), cdf(i), mp.ncdf(z - w)
            within += density * (here - there) ** (k - 1)
            beyond += density * (here ** (k - 1) - (here - there) ** (k - 1))
        return k * within * step, k * beyond * step

    if df == math.inf:
        return chances(q)
    v = mpf(df)
    sd = 1 / mp.sqrt(2 * v)
    stride = min(mpf("0.1"), sd * mpf("0.4"))
    front = mp.log(2) + v / 2 * mp.log(v / 2) - mp.loggamma(v / 2)
    lower = upper = total = mpf(0)
    u = min(-13 * sd, -75 / v)
    while u < max(mpf("1.1") * min(1, 14 * sd), 13 * sd):
        weight = mp.exp(front + v * u - v / 2 * mp.exp(2 * u)) * stride
        if weight > mpf("1e-33"):
            within, beyond = chances(q * mp.exp(u))
            lower += weight * within
            upper += weight * beyond
            total += weight
        u += stride
    assert abs(total - 1) < mpf("1e-13"), (k, df, total)
    return lower, upper


def studentized_range():
    furthest, cases = Furthest(), []
    with mp.workdps(30):
        for k, df in [(2, 1), (2, 7), (3, 2), (3, 10), (4, 60.5), (5, 1000), (10, 20), (50, 120), (3, math.inf)]:
            at = []
            for q in (0.3, 3.5, 8.0, 30.0):
                lower, upper = range_tails(k, df, q, mpf("0.125"))
                at.append([q, number(lower) if lower > mpf("1e-10") else None, number(upper) if upper > mpf("1e-14") else None])
                by_scipy = stats.studentized_range(k, df)
                furthest.see("cdf", at[-1][1], by_scipy.cdf(q))
                furthest.see("sf", at[-1][2], by_scipy.sf(q))
            cases.append({"parameters": [k, None if df == math.inf else df], "at": at})
    return {"cases": cases, "scipy_is_off_by": furthest.found}


def log_gamma():
    xs = [1e-300, 1e-10, 0.1, 0.4999, 0.5, 0.7, 0.999999, 1.0, 1.0000001, 1.3, 1.5, 1.9, 2.0, 2.1, 2.5, 3.0, 7.7, 15.0, 16.2, 170.0]
    xs += [1234.5, 1e6, 1e15, 1e100, 1e300]
    return [[x, float(mp.loggamma(mpf(x)))] for x in xs]


def main():
    oracle = {
        "made_by": f"tests/oracles/make_distributions.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, mpmath {mp.__version__}",
        "log_gamma": log_gamma(),
        "normal": normal_law(),
        "t": t_law(),
        "chi_square": chi_square(),
        "f": f_law(),
        "beta": beta_law(),
        "binomial": binomial_law(),
        "studentized_range": studentized_range(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("distributions.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
