"""Writes tests.json: expected statistics and p-values for the tests of hypotheses in lib/stats.

Most numbers are scipy's. Where scipy has no exact p-value with ties, every sign change or division is tried here, one by one.
Run with scipy 1.16 or later (its Shapiro-Wilk is in double precision, older ones are not): python3 tests/oracles/make_tests.py
"""

import itertools
import json
import math
import platform
from fractions import Fraction
from pathlib import Path

import numpy as np
import scipy
from scipy import stats

SIDES = ["two-sided", "less", "greater"]


def samples():
    rng = np.random.default_rng(31)
    pairs = [
        ([1, 2, 3], [4, 5, 6.5]),
        ([1, 2], [3.5, 3]),
        (rng.normal(size=8), rng.normal(0.8, 3, size=8)),
        (rng.normal(size=12), rng.normal(1, 1, size=12)),
        (1e9 + rng.normal(size=9), 1e9 + rng.normal(size=9)),
        (1e-9 * rng.normal(size=9), 1e-9 * rng.exponential(size=9)),
        (rng.integers(0, 4, size=15), rng.integers(1, 5, size=15)),
        (rng.exponential(size=70), rng.exponential(1.4, size=70)),
        (rng.integers(0, 6, size=80), rng.integers(0, 7, size=80)),
        (rng.normal(size=40), rng.normal(4, 1, size=40)),
    ]
    uneven = [
        ([1.0], [2.0, 3.0, 5.5]),
        (rng.normal(size=5), rng.normal(0.5, 2, size=11)),
        (rng.integers(0, 5, size=7), rng.integers(0, 6, size=12)),
        (rng.exponential(size=100), rng.exponential(1.2, size=37)),
        (rng.integers(0, 9, size=60), rng.integers(2, 11, size=45)),
    ]
    as_lists = lambda rows: [[np.asarray(x, float).tolist(), np.asarray(y, float).tolist()] for x, y in rows]
    return as_lists(pairs), as_lists(uneven)


PAIRS, UNEVEN = samples()


def number(value):
    """As a double; None where scipy has NaN or an infinity, for which lib/stats says null."""
    return float(value) if math.isfinite(value) else None


def row(args, found, **more):
    df = getattr(found, "df", None)
    result = {**args, "statistic": number(found.statistic), "pValue": number(found.pvalue)}
    if result["statistic"] is None:
        result["pValue"] = None
    if df is not None:
        result["df"] = number(df)
    return {**result, **more}


def t_tests():
    rows = {"student": [], "welch": [], "paired": [], "one_sample": []}
    for x, y in PAIRS + UNEVEN:
        for side in SIDES:
            args = {"first": x, "second": y, "alternative": side}
            rows["student"].append(row(args, stats.ttest_ind(x, y, alternative=side)))
            if min(len(x), len(y)) > 1:
                rows["welch"].append(row(args, stats.ttest_ind(x, y, equal_var=False, alternative=side)))
            if len(x) == len(y):
                rows["paired"].append(row(args, stats.ttest_rel(x, y, alternative=side)))
            if len(x) > 1:
                rows["one_sample"].append(row({"sample": x, "mean": y[0], "alternative": side}, stats.ttest_1samp(x, y[0], alternative=side)))
    return rows


def two_tails(values, observed):
    """Exact tails of equally likely outcomes."""
    values = np.asarray(values)
    at_most, at_least = float(np.mean(values <= observed + 1e-9)), float(np.mean(values >= observed - 1e-9))
    return {"two-sided": min(1.0, 2 * min(at_most, at_least)), "less": at_most, "greater": at_least}


def wilcoxon():
    asymptotic, exact, brute = [], [], []
    for x, y in PAIRS:
        d = np.subtract(x, y)
        for side in SIDES:
            for zeros in ("wilcox", "pratt", "zsplit"):
                for continuity in (False, True):
                    # The one-sided statistic of scipy is the sum of positive ranks, which is ours.
                    found = stats.wilcoxon(d, alternative=side, zero_method=zeros, correction=continuity, method="asymptotic")
                    plus = stats.wilcoxon(d, alternative="greater", zero_method=zeros, method="asymptotic").statistic
                    asymptotic.append({"first": x, "second": y, "alternative": side, "zeros": zeros, "continuity": continuity,
                                       "statistic": float(plus), "pValue": float(found.pvalue)})
            if len(set(np.abs(d))) == len(d) and 0 not in d:
                plus = stats.wilcoxon(d, alternative="greater", method="exact").statistic
                p = stats.wilcoxon(d, alternative=side, method="exact").pvalue
                exact.append({"first": x, "second": y, "alternative": side, "statistic": float(plus), "pValue": float(p)})
    for d in ([1, -1, 2, 2, -3, 3, 4], [1, 1, 1, 1, -1], [0, 0, 1, -2, 3, 3], [5, 5, -5, 0, 2], [0, 1]):
        for zeros in ("wilcox", "pratt"):
            d_ = np.array([v for v in d if v != 0] if zeros == "wilcox" else d, float)
            ranks = stats.rankdata(np.abs(d_))
            moving = ranks[d_ != 0]
            sums = [sum(r for r, s in zip(moving, signs) if s) for signs in itertools.product((0, 1), repeat=len(moving))]
            observed = float(ranks[d_ > 0].sum())
            for side, p in two_tails(sums, observed).items():
                brute.append({"first": [float(v) for v in d], "second": [0.0] * len(d), "alternative": side, "zeros": zeros, "statistic": observed, "pValue": p})
    return {"asymptotic": asymptotic, "exact": exact, "brute": brute}


def mann_whitney():
    asymptotic, exact, brute = [], [], []
    for x, y in PAIRS + UNEVEN:
        for side in SIDES:
            for continuity in (True, False):
                found = stats.mannwhitneyu(x, y, alternative=side, use_continuity=continuity, method="asymptotic")
                asymptotic.append(row({"first": x, "second": y, "alternative": side, "continuity": continuity}, found))
            if len(set(x + y)) == len(x + y) and len(x + y) <= 150:
                exact.append(row({"first": x, "second": y, "alternative": side}, stats.mannwhitneyu(x, y, alternative=side, method="exact")))
    for x, y in [([1, 2, 2], [2, 3, 3, 4]), ([1, 1, 1], [1, 2]), ([3, 3, 5, 9], [1, 3, 3]), ([1], [1, 1, 7])]:
        ranks = stats.rankdata(x + y)
        sums = [sum(c) - len(x) * (len(x) + 1) / 2 for c in itertools.combinations(ranks, len(x))]
        observed = float(ranks[: len(x)].sum() - len(x) * (len(x) + 1) / 2)
        for side, p in two_tails(sums, observed).items():
            brute.append({"first": [float(v) for v in x], "second": [float(v) for v in y], "alternative": side, "statistic": observed, "pValue": p})
    return {"asymptotic": asymptotic, "exact": exact, "brute": brute}


def sign():
    rows = []
    for x, y in PAIRS + [([1.0, 1.0, 2.0], [1.0, 0.0, 3.0])]:
        d = np.subtract(x, y)
        plus, n = int((d > 0).sum()), int((d != 0).sum())
        for side in SIDES:
            rows.append({"first": x, "second": y, "alternative": side, "statistic": plus, "n": n, "pValue": float(stats.binomtest(plus, n, 0.5, alternative=side).pvalue)})
    return rows


def permutation():
    rows = []
    mean_gap = lambda a, b: np.mean(a) - np.mean(b)
    sets = [([1, 2, 3], [4, 5, 6.5], False), ([1, 2, 2, 9], [2, 3, 3, 4, 4], False), ([0.25, 0.5, 0.75], [0.75, 0.5, 0.25], False),
            ([1, 4, 2, 8, 5], [2, 2, 3, 3, 5], True), ([0.7, 0.1, 0.4, 0.9], [0.1, 0.2, 0.3, 0.4], True)]
    for x, y, paired in sets:
        for side in SIDES:
            found = stats.permutation_test((x, y), mean_gap, permutation_type="samples" if paired else "independent", n_resamples=np.inf, alternative=side)
            rows.append(row({"first": x, "second": y, "paired": paired, "alternative": side}, found))
    return rows


def fisher():
    tables = [[[3, 1], [1, 3]], [[8, 2], [1, 5]], [[0, 5], [7, 3]], [[10, 10], [10, 10]], [[100, 130], [90, 40]], [[1, 9], [11, 3]],
              [[5, 0], [1, 4]], [[2, 7], [8, 2]], [[1000, 1100], [900, 1300]], [[1, 0], [0, 1]], [[0, 3], [3, 0]], [[60, 1], [3, 900]]]
    rows = []
    for table in tables:
        (a, b), (c, d) = table
        law = {k: Fraction(math.comb(a + b, k) * math.comb(c + d, a + c - k), math.comb(a + b + c + d, a + c))
               for k in range(max(0, a - d), min(a + b, a + c) + 1)}
        exact = {"two-sided": sum(p for p in law.values() if p <= law[a]), "less": sum(p for k, p in law.items() if k <= a),
                 "greater": sum(p for k, p in law.items() if k >= a)}
        for side in SIDES:
            # The fractions are exact; scipy must agree with them.
            p = float(exact[side])
            by_scipy = float(stats.fisher_exact(table, alternative=side).pvalue)
            assert abs(by_scipy / p - 1) < 1e-6, (table, side, by_scipy, p)
            rows.append({"table": table, "alternative": side, "statistic": None if b * c == 0 else a * d / (b * c), "pValue": p})
    return rows


TABLES = [[[10, 20], [20, 10]], [[3, 1, 4], [1, 5, 9]], [[12, 0, 7], [3, 3, 3], [5, 6, 0]], [[1000, 1100], [900, 1300]], [[1, 1], [1, 1]],
          [[5, 1], [0, 7]], [[100000, 99000], [98000, 101000]], [[2, 3, 5, 7], [11, 13, 17, 19], [23, 29, 31, 37]], [[1, 2], [3, 4]]]


def tables():
    rows = {"chi_square": [], "yates": [], "g": []}
    for table in TABLES:
        for name, options in (("chi_square", {"correction": False}), ("yates", {}), ("g", {"lambda_": "log-likelihood", "correction": False})):
            found = stats.chi2_contingency(table, **options)
            rows[name].append({"table": table, "statistic": float(found.statistic), "df": int(found.dof), "pValue": float(found.pvalue)})
    return rows


def fit():
    rows = []
    for observed, expected, estimated in [([10, 20, 30], None, 0), ([5, 5], None, 0), ([1, 0, 7, 9], [0.1, 0.2, 0.3, 0.4], 0), ([16, 18, 16, 14, 12, 12], None, 2),
                                          ([900, 1100], [1, 1], 0), ([3, 4, 5, 6], [10, 10, 20, 20], 1)]:
        scaled = None if expected is None else np.array(expected) * sum(observed) / sum(expected)
        found = stats.chisquare(observed, scaled, ddof=estimated)
        rows.append(row({"observed": observed, "expected": expected, "estimated": estimated}, found, df=len(observed) - 1 - estimated))
    return rows


def groups():
    rng = np.random.default_rng(32)
    sets = [[rng.normal(m, 1, 9) for m in (0, 0.3, 1)], [rng.integers(0, 5, 12) for _ in range(4)], [rng.normal(size=6), rng.normal(2, 1, 6)],
            [1e8 + rng.normal(size=7), 1e8 + rng.normal(size=7), 1e8 + rng.normal(1, 2, size=7)], [rng.exponential(size=50) for _ in range(3)]]
    uneven = [[rng.normal(size=3), rng.normal(size=8), rng.normal(3, 1, size=5)], [[1, 2, 2], [2, 3], [5, 6, 7, 7]], [[1], [2], [3, 4]]]
    as_lists = lambda rows: [[np.asarray(g, float).tolist() for g in group] for group in rows]
    sets, uneven = as_lists(sets), as_lists(uneven)
    found = {"friedman": [], "kruskal": [], "anova": [], "levene": [], "levene_mean": []}
    for g in sets + uneven:
        if g in sets and len(g) > 2:
            found["friedman"].append(row({"groups": g}, stats.friedmanchisquare(*g), df=len(g) - 1))
        found["kruskal"].append(row({"groups": g}, stats.kruskal(*g), df=len(g) - 1))
        if g != sets[3]:  # likewise; its exact value is worked out below
            found["anova"].append(row({"groups": g}, stats.f_oneway(*g), df=[len(g) - 1, sum(map(len, g)) - len(g)]))
        else:
            exact = [[Fraction(v) for v in sample] for sample in g]
            grand = sum(map(sum, exact)) / sum(map(len, exact))
            between = sum(len(s) * (sum(s) / len(s) - grand) ** 2 for s in exact)
            within = sum((v - sum(s) / len(s)) ** 2 for s in exact for v in s)
            f = float((between / (len(g) - 1)) / (within / (sum(map(len, g)) - len(g))))
            df = [len(g) - 1, sum(map(len, g)) - len(g)]
            found["anova"].append({"groups": g, "statistic": f, "pValue": float(stats.f.sf(f, *df)), "df": df})
        if g == sets[3]:
            continue  # scipy's means round at 1e8, which costs its Levene statistic eight digits
        for name, center in (("levene", "median"), ("levene_mean", "mean")):
            found[name].append(row({"groups": g}, stats.levene(*g, center=center), df=[len(g) - 1, sum(map(len, g)) - len(g)]))
    return found


def smirnov():
    """The exact law of D and D+ by Fractions is out of reach for large n; scipy's kstwo and ksone are the reference."""
    rng = np.random.default_rng(33)
    one, two, limit, brute = [], [], [], []
    for n in (1, 2, 3, 5, 10, 30, 100, 140, 400, 1000):
        for shift in (0, 0.3 / math.sqrt(n), 1 / math.sqrt(n), 3 / math.sqrt(n)):
            x = np.clip(rng.uniform(size=n) ** (1 + shift), 0, 1).tolist()
            for side in SIDES:
                found = stats.kstest(x, "uniform", alternative=side)
                one.append(row({"sample": x if n <= 30 else None, "n": n, "alternative": side}, found))
    for n, d in ((3000, 0.01), (3000, 0.02), (20000, 0.006), (100000, 0.003)):
        limit.append([n, d, float(stats.kstwo.sf(d, n))])
    for x, y in PAIRS + UNEVEN:
        if len(set(x + y)) < len(x + y):
            continue
        for side in SIDES:
            two.append(row({"first": x, "second": y, "alternative": side}, stats.ks_2samp(x, y, alternative=side, method="exact")))
    for x, y in [([1, 2, 2], [2, 3, 3, 4]), ([1, 1, 1], [1, 2]), ([3, 3, 5, 9], [1, 3, 3]), ([1, 4, 6, 6], [2, 2, 2, 6, 8])]:
        values = x + y
        def distance(indices, side):
            a = [values[i] for i in indices]
            b = [values[i] for i in range(len(values)) if i not in indices]
            gaps = [np.mean(np.array(a) <= v) - np.mean(np.array(b) <= v) for v in values]
            return max(max(gaps), 0) if side == "greater" else max(-min(gaps), 0) if side == "less" else max(map(abs, gaps))
        for side in SIDES:
            observed = distance(tuple(range(len(x))), side)
            all_ = [distance(c, side) for c in itertools.combinations(range(len(values)), len(x))]
            brute.append({"first": x, "second": y, "alternative": side, "statistic": float(observed), "pValue": float(np.mean(np.array(all_) >= observed - 1e-9))})
    return {"one": one, "limit": limit, "two": two, "brute": brute}


def normality():
    rng = np.random.default_rng(34)
    rows = []
    sets = [[1, 2, 3], [1, 2, 4], [0, 0, 1], rng.normal(size=4), rng.normal(size=5), rng.normal(size=6), rng.exponential(size=10), rng.normal(size=11),
            rng.normal(size=12), rng.normal(size=50), rng.exponential(size=50), rng.integers(0, 5, size=40), 1e7 + rng.normal(size=25), rng.uniform(size=300),
            rng.normal(size=2000)]
    for x in sets:
        x = np.round(np.asarray(x, float), 6).tolist()
        rows.append(row({"sample": x}, stats.shapiro(x)))
    return rows


def by_index(value, pairs):
    """The same, with each pair of samples put into a list once and named by its place there."""
    if isinstance(value, dict):
        if "first" in value and "second" in value:
            pair = [value["first"], value["second"]]
            if pair not in pairs:
                pairs.append(pair)
            value = {"pair": pairs.index(pair), **{key: item for key, item in value.items() if key not in ("first", "second")}}
        return {key: by_index(item, pairs) for key, item in value.items()}
    return [by_index(item, pairs) for item in value] if isinstance(value, list) else value


def main():
    oracle = {
        "made_by": f"tests/oracles/make_tests.py with python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}",
        "t": t_tests(),
        "wilcoxon": wilcoxon(),
        "mann_whitney": mann_whitney(),
        "sign": sign(),
        "permutation": permutation(),
        "fisher": fisher(),
        "tables": tables(),
        "fit": fit(),
        "groups": groups(),
        "smirnov": smirnov(),
        "shapiro": normality(),
    }
    pairs = []
    oracle = {**by_index(oracle, pairs), "pairs": pairs}
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("tests.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
