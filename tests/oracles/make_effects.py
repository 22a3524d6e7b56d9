"""Writes effects.json: expected noncentral tails, effect sizes and their intervals.

Tails of the noncentral t are mpmath integrals over the density of the scale, of the noncentral chi-square and F mpmath sums of
their series in hundreds of digits; intervals that invert them are roots found in mpmath. Odds ratios, Cramér's V and proportions
are asked of scipy.stats.contingency and statsmodels.stats.proportion. Cliff's delta and the rank-biserial correlation are their
definitions over all pairs.

Run with Debian's python3-scipy, python3-statsmodels and python3-mpmath: python3 tests/oracles/make_effects.py
"""

import json
import math
import platform
from pathlib import Path

import mpmath as mp
import numpy as np
import scipy
import statsmodels
from mpmath import mpf
from scipy import stats
from scipy.stats.contingency import association, odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep


def t_lower(x, df, shift):
    """P(T <= x): the integral of the normal tail over the density of sqrt(chi2 / df), cut where 1e-40 of the peak is left."""
    x, df, shift = mpf(x), mpf(df), mpf(shift)
    constant = mp.log(2) + df / 2 * mp.log(df / 2) - mp.loggamma(df / 2)

    def log_normal(z):
        return mp.log(mp.erfc(-z / mp.sqrt(2)) / 2)

    def log_term(s):
        return constant + (df - 1) * mp.log(s) - df * s * s / 2 + log_normal(x * s - shift)

    def slope(s):
        z = x * s - shift
        return (df - 1) / s - df * s + x * mp.npdf(z) / (mp.erfc(-z / mp.sqrt(2)) / 2)

    low, high = mpf("1e-30"), mpf(1)
    while slope(high) > 0:
        high *= 2
    for _ in range(120):
        middle = (low + high) / 2 if low > high / 4 else mp.sqrt(low * high)
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    peak = (low + high) / 2
    top = log_term(peak)

    def end(sign):
        width = peak * mpf("1e-6")
        while True:
            s = peak + sign * width
            if s <= 0:
                return mpf(0)
            if log_term(s) < top - 92:
                return s
            width *= mpf("1.4")

    first, last = end(-1), end(1)
    at_zero = mp.exp(constant + log_normal(-shift) - top) if df == 1 else mpf(0)
    value = mp.quad(lambda s: mp.exp(log_term(s) - top) if s > 0 else at_zero, [first + (last - first) * k / 24 for k in range(25)])
    return mp.exp(top) * value


def t_tails():
    mp.mp.dps = 30
    rows = []
    for df in (1, 2.5, 19, 100, 1000000):
        for shift in (0, 0.3, -2, 5, -15, 40):
            for z in (-20, -6, 0.3, 9):
                x = float(round(shift + z * math.sqrt(1 + shift * shift / (2 * df)), 4))
                rows.append([df, shift, x, float(t_lower(x, df, shift)), float(t_lower(-x, df, -shift))])
    for df, shift, x in ((1, 60, 50), (1, 300, 9000), (2, -45, -60), (19, 200, 260), (19, 1000, 700), (9, -90, -101)):
        rows.append([df, shift, x, float(t_lower(x, df, shift)), float(t_lower(-x, df, -shift))])
    return rows


def mixture(mean, lower, kernel, ratio, terms):
    """Both tails of a Poisson mixture: each further central tail is the one before less, or more, the kernel."""
    weight, upper = mp.exp(-mean), 1 - lower
    sums = [mpf(0), mpf(0)]
    for j in range(terms):
        sums[0] += weight * lower
        sums[1] += weight * upper
        lower, upper = lower - kernel, upper + kernel
        kernel *= ratio(j)
        weight *= mean / (j + 1)
    return [float(part) for part in sums]


def chi_square(x, df, shift):
    a, y, mean = mpf(df) / 2, mpf(x) / 2, mpf(shift) / 2
    kernel = mp.exp(a * mp.log(y) - y - mp.loggamma(a + 1))
    terms = int(mean + 40 * mp.sqrt(mean) + 60 + 4 * mp.sqrt(mean * y))
    return mixture(mean, mp.gammainc(a, 0, y, regularized=True), kernel, lambda j: y / (a + j + 1), terms)


def chi_square_tails():
    mp.mp.dps = 400
    rows = []
    for df in (1, 2, 4, 30):
        for shift in (0, 0.1, 3, 40, 900):
            for z in (-4, -1.5, 0.2, 8):
                x = df + shift + z * math.sqrt(2 * (df + 2 * shift))
                x = float(f"{x if x > 0 else (df + shift) * 10 ** z:.6g}")
                rows.append([df, shift, x, *chi_square(x, df, shift)])
    return rows


def f_tails():
    mp.mp.dps = 120
    rows = []
    for df1, df2 in ((1, 5), (2, 57), (4, 300), (10, 1)):
        for shift in (0, 0.5, 9.6, 120):
            for x in (0.001, 0.2, 1, 3.1588, 20, 200):
                a, b, mean = mpf(df1) / 2, mpf(df2) / 2, mpf(shift) / 2
                y = df1 * mpf(x) / (df1 * mpf(x) + df2)
                kernel = mp.exp(a * mp.log(y) + b * mp.log(1 - y) + mp.loggamma(a + b) - mp.loggamma(a + 1) - mp.loggamma(b))
                lower = mp.betainc(a, b, 0, y, regularized=True)
                terms = int(mean + 60 * mp.sqrt(mean + 1) + 400)
                rows.append([df1, df2, shift, x, *mixture(mean, lower, kernel, lambda j: y * (a + b + j) / (a + j + 1), terms)])
    return rows


def shifts(t, df, level):
    """The noncentralities that put the observed t at either end of the central part."""
    mp.mp.dps = 22
    width = math.sqrt(1 + t * t / (2 * df))
    z = stats.norm.ppf((1 + level) / 2)
    tail = (1 - mpf(level)) / 2
    low = mp.findroot(lambda d: mp.log(t_lower(-t, df, -d) / tail), (mpf(t - z * width), mpf(t - z * width + 0.1 * width)), tol=1e-16)
    high = mp.findroot(lambda d: mp.log(t_lower(t, df, d) / tail), (mpf(t + z * width), mpf(t + z * width - 0.1 * width)), tol=1e-16)
    return low, high


def samples():
    rng = np.random.default_rng(71)
    return [
        ([1, 2, 3], [3, 4, 5.5]),
        ([5.1, 4.9, 6.2, 5.7, 6.0], [4.1, 5.0, 3.9, 4.8, 4.4]),
        (np.round(rng.normal(0.3, 1, 12), 3), np.round(rng.normal(0, 2, 12), 3)),
        (np.round(rng.normal(3, 0.2, 8), 3), np.round(rng.normal(0, 0.3, 8), 3)),
        # Multiples of 1/1024 are exact, so nothing but the computation can lose digits.
        (np.round(rng.normal(1e6, 1, 30) * 1024) / 1024, np.round(rng.normal(1e6 - 1, 1, 30) * 1024) / 1024),
    ]


def differences():
    rows = []
    for i, (x, y) in enumerate(samples()):
        x, y = np.asarray(x, float), np.asarray(y, float)
        level = 0.9 if i == 1 else 0.95
        n = len(x)
        df = 2 * n - 2
        exact = lambda value: mpf(float(value))
        mp.mp.dps = 30
        ex, ey = [exact(v) for v in x], [exact(v) for v in y]
        mean = lambda values: mp.fsum(values) / len(values)
        squares = lambda values: mp.fsum((v - mean(values)) ** 2 for v in values)
        gaps = [a - b for a, b in zip(ex, ey)]
        d = (mean(ex) - mean(ey)) / mp.sqrt((squares(ex) + squares(ey)) / df)
        scale = mp.sqrt(mpf(2) / n)
        j = mp.gamma(mpf(df) / 2) / (mp.sqrt(mpf(df) / 2) * mp.gamma(mpf(df - 1) / 2))
        low, high = shifts(float(d / scale), df, level)
        dz = mean(gaps) / mp.sqrt(squares(gaps) / (n - 1))
        z_low, z_high = shifts(float(dz * mp.sqrt(n)), n - 1, level)
        v1, v2, vd = squares(ex) / (n - 1), squares(ey) / (n - 1), squares(gaps) / (n - 1)
        s2 = (v1 + v2) / 2
        r2 = ((v1 + v2 - vd) / 2) ** 2 / (v1 * v2)
        av = mean(gaps) / mp.sqrt(s2)
        error = mp.sqrt(av**2 * (v1**2 + v2**2 + 2 * r2 * v1 * v2) / (8 * (n - 1) * s2**2) + vd / ((n - 1) * s2))
        glass = (mean(ex) - mean(ey)) / mp.sqrt(v2)
        glass_error = mp.sqrt(glass**2 / (2 * (n - 1)) + v1 / v2 / (n - 1) + mpf(1) / (n - 1))
        z = mp.sqrt(2) * mp.erfinv(mpf(level))
        rows.append({
            "first": x.tolist(), "second": y.tolist(), "level": level,
            "d": [float(d), float(low * scale), float(high * scale)],
            "g": [float(d * j), float(low * scale * j), float(high * scale * j)],
            "z": [float(dz), float(z_low / mp.sqrt(n)), float(z_high / mp.sqrt(n))],
            "average": [float(av), float(av - z * error), float(av + z * error)],
            "glass": [float(glass), float(glass - z * glass_error), float(glass + z * glass_error)],
        })
    return rows


def asymmetric(value, variance, quantile):
    rest = 1 - value**2
    reach = quantile * math.sqrt(variance) * math.sqrt(rest**2 + quantile**2 * variance)
    return [(value - value**3 - reach) / (rest + quantile**2 * variance), (value - value**3 + reach) / (rest + quantile**2 * variance)]


def t_quantile(df, level):
    """scipy 1.10's quantile of t is off by up to 1e-10 for few degrees of freedom."""
    mp.mp.dps = 30
    start = mpf(float(stats.t.ppf((1 + level) / 2, df)))
    tail = lambda t: mp.betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) - (1 - mpf(level))
    return float(mp.findroot(tail, (start, start * (1 + mpf("1e-9")))))


def dominance():
    rng = np.random.default_rng(72)
    sets = [([2, 5, 6], [1, 3, 5]), ([1, 1, 2, 3, 3, 3], [1, 2, 2, 4])]
    sets += [(rng.integers(0, 6, 25), rng.integers(1, 7, 40)), (rng.normal(size=60), rng.normal(0.8, 2, 45))]
    rows = []
    for x, y in sets:
        x, y = np.asarray(x, float), np.asarray(y, float)
        m, n = len(x), len(y)
        signs = np.sign(x[:, None] - y[None, :])
        d = signs.mean()
        by_row = ((signs.mean(axis=1) - d) ** 2).sum() / (m - 1)
        by_column = ((signs.mean(axis=0) - d) ** 2).sum() / (n - 1)
        cells = ((signs - d) ** 2).sum() / ((m - 1) * (n - 1))
        variance = ((n - 1) * by_row + (m - 1) * by_column + cells) / (m * n)
        quantile = t_quantile(m + n - 2, 0.95)
        rows.append({"first": x.tolist(), "second": y.tolist(), "expected": [float(d), *asymmetric(d, variance, quantile)]})
    return rows


def simple_difference(gaps):
    ranks = stats.rankdata(np.abs(gaps))
    return (ranks[gaps > 0].sum() - ranks[gaps < 0].sum()) / ranks.sum()


def signed_ranks():
    rng = np.random.default_rng(73)
    rows = []
    for gaps in ([1, -2, 3, 4], [1, 1, -1, 2, -2, 0, 3], rng.integers(-3, 6, 30), rng.normal(0.5, 1, 50), rng.normal(1.8, 1, 40)):
        gaps = np.asarray(gaps, float)
        kept = gaps[gaps != 0]
        n = len(kept)
        value = simple_difference(kept)
        without = np.array([simple_difference(np.delete(kept, i)) for i in range(n)])
        variance = max((n - 1) / n * ((without - value) ** 2).sum(), (1 - value**2) / n)
        quantile = t_quantile(n - 1, 0.95)
        rows.append({"gaps": gaps.tolist(), "n": n, "expected": [float(value), *asymmetric(value, variance, quantile)]})
    return rows


TABLES = [[[10, 5], [4, 8]], [[3, 1], [1, 3]], [[56, 14], [48, 32]], [[1, 99], [20, 80]], [[0, 10], [5, 8]], [[7, 0], [3, 9]], [[800, 1200], [650, 1500]], [[120, 7], [3, 90]]]


def two_by_two():
    def finite(value):
        return float(value) if math.isfinite(value) else None

    rows = []
    for table in TABLES:
        (a, b), (c, d) = table
        for level in (0.95, 0.99):
            row = {"table": table, "level": level}
            if 0 not in (a, b, c, d):
                sample = odds_ratio(table, kind="sample")
                row["log"] = [float(sample.statistic), *map(float, sample.confidence_interval(level))]
                row["katz"] = list(map(float, confint_proportions_2indep(a, a + b, c, c + d, method="log", compare="ratio", alpha=1 - level)))
            mp.mp.dps = 30
            row["exact"] = exact_odds(a, b, c, d, level)
            conditional = odds_ratio(table, kind="conditional")
            scipy_row = [finite(conditional.statistic), *map(finite, conditional.confidence_interval(level))]
            for mine, theirs in zip(row["exact"], scipy_row):
                assert (mine is None) == (theirs is None) and (mine is None or abs(mine - theirs) <= 1e-6 * max(1, abs(theirs))), (mine, theirs)
            row["newcombe"] = list(map(float, confint_proportions_2indep(a, a + b, c, c + d, method="newcomb", compare="diff", alpha=1 - level)))
            row["score"] = score_ratio(a, a + b, c, c + d, level)
            rows.append(row)
    return rows


def exact_odds(a, b, c, d, level):
    """Conditional estimate and interval: roots of sums over exact binomials. scipy, which stops early, is asserted to agree to 1e-6."""
    least, most = max(0, a - d), a + min(b, c)
    weights = {k: mpf(math.comb(a + b, k) * math.comb(c + d, a + c - k)) for k in range(least, most + 1)}

    def law(t, keep):
        odds = mp.exp(t)
        terms = {k: w * odds ** (k - a) for k, w in weights.items()}
        return mp.fsum(keep(k) * v for k, v in terms.items()) / mp.fsum(terms.values())

    def root(f):
        low, high = mpf(-30), mpf(30)
        for _ in range(90):
            middle = (low + high) / 2
            low, high = (middle, high) if f(middle) < 0 else (low, middle)
        return float(mp.exp(low))

    tail = (1 - mpf(level)) / 2
    lower = 0.0 if a == least else root(lambda t: law(t, lambda k: k >= a) - tail)
    upper = None if a == most else root(lambda t: tail - law(t, lambda k: k <= a))
    value = 0.0 if a == least else None if a == most else root(lambda t: law(t, lambda k: k) - a)
    return [value, lower, upper]


def score_ratio(x, m, y, n, level):
    """Miettinen and Nurminen by brute force: the constrained estimate maximises the likelihood on a bracket, then bisection."""
    z = mp.sqrt(2) * mp.erfinv(mpf(level))

    def score(t):
        ratio = mp.exp(t)
        # The likelihood equation of p2 with p1 = ratio * p2, by bisection of its slope, which falls.
        low, high = mpf(0), min(mpf(1), 1 / ratio)
        for _ in range(100):
            p = (low + high) / 2
            slope = (x + y) / p - (m - x) * ratio / (1 - ratio * p) - (n - y) / (1 - p)
            low, high = (p, high) if slope > 0 else (low, p)
        variance = ratio * p * (1 - ratio * p) / m + ratio**2 * p * (1 - p) / n
        return (mpf(x) / m - ratio * mpf(y) / n) / mp.sqrt(variance * (m + n) / (m + n - 1))

    def root(target):
        low, high = mpf(-20), mpf(20)
        for _ in range(80):
            middle = (low + high) / 2
            low, high = (middle, high) if score(middle) > target else (low, middle)
        return float(mp.exp(low))

    return [0.0 if x == 0 else root(z), None if y == 0 else root(-z)]


def cramer():
    rows = []
    for table in ([[10, 20], [20, 10]], [[12, 5, 9], [3, 14, 6]], [[25, 3, 1], [4, 30, 2], [0, 5, 40]], [[5000, 4900], [4800, 5100]], [[8, 7, 9, 6], [7, 9, 6, 9], [9, 5, 8, 7]]):
        x = np.array(table)
        n, (r, c) = int(x.sum()), x.shape
        df, k = (r - 1) * (c - 1), min(r, c) - 1
        v = float(association(x, method="cramer"))
        mp.mp.dps = 40
        expected = [[mpf(int(x[i].sum())) * int(x[:, j].sum()) / n for j in range(c)] for i in range(r)]
        chi2 = mp.fsum((int(x[i][j]) - expected[i][j]) ** 2 / expected[i][j] for i in range(r) for j in range(c))
        phi = max(mpf(0), chi2 / n - mpf(df) / (n - 1))
        side = min(r - mpf((r - 1) ** 2) / (n - 1), c - mpf((c - 1) ** 2) / (n - 1)) - 1

        def lower(shift):
            a, y, mean = mpf(df) / 2, chi2 / 2, shift / 2
            return mp.nsum(lambda j: mp.exp(-mean) * mean**j / mp.factorial(j) * mp.gammainc(a + j, 0, y, regularized=True), [0, 400 + int(4 * mean)], method="direct")

        def bound(p):
            if lower(mpf(0)) <= p:
                return 0.0
            low, high = mpf(0), 4 * chi2 + 60
            mp.mp.dps = 20
            for _ in range(58):
                middle = (low + high) / 2
                low, high = (middle, high) if lower(middle) > p else (low, middle)
            return float(mp.sqrt(low / (n * k)))

        interval = [bound(mpf("0.975")), bound(mpf("0.025"))]
        rows.append({"table": table, "value": v, "corrected": float(mp.sqrt(phi / side)), "interval": interval if interval[1] > 0 else None})
    return rows


def main():
    versions = f"python {platform.python_version()}, scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, mpmath {mp.__version__}"
    parts = {"made_by": f"tests/oracles/make_effects.py with {versions}"}
    for name, make in {
        "t": t_tails, "chi_square": chi_square_tails, "f": f_tails, "differences": differences, "dominance": dominance,
        "signed_ranks": signed_ranks, "two_by_two": two_by_two, "cramer": cramer,
    }.items():
        parts[name] = make()
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(part, allow_nan=False)}" for name, part in parts.items())
    Path(__file__).with_name("effects.json").write_text("{\n" + lines + "\n}\n")


if __name__ == "__main__":
    main()
