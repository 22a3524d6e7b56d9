"""Writes agreement.json: agreement, judge calibration and ratings.

Cohen's kappa by scikit-learn, its error by statsmodels, Fleiss' kappa by statsmodels, Bradley-Terry by statsmodels' GLM (logistic
without intercept; Davidson's ties as a Poisson log-linear model). What no library here has is summed over all pairs of ratings as it is
defined, with mpmath where a derivative is needed. Run with Debian's python3-sklearn and python3-statsmodels:
python3 tests/oracles/make_agreement.py
"""

import itertools
import json
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.optimize import linprog
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

mpmath.mp.dps = 40

# Krippendorff, Content Analysis (2004), and "Computing Krippendorff's Alpha-Reliability" (2011), section D: 4 observers, 12 units.
KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Shrout and Fleiss (1979), table 2.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Fleiss (1971) as Wikipedia prints it: 14 raters, 10 items, 5 categories; kappa 0.210.
FLEISS = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0], [3, 2, 6, 3, 0],
          [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]


def flip(rng, truth, k, noise):
    return np.where(rng.uniform(size=len(truth)) < noise, rng.integers(0, k, len(truth)), truth)


def cohen():
    rng = np.random.default_rng(51)
    sets = [([0, 0, 1, 1], [0, 0, 1, 0], 2), ([0, 1, 2, 2, 1, 0, 0], [0, 2, 2, 1, 1, 0, 1], 3), ([0, 1], [1, 0], 2)]
    for n, k, noise in ((50, 2, 0.3), (200, 3, 0.4), (200, 5, 0.6), (1000, 7, 0.9), (40, 12, 0.2)):
        truth = rng.integers(0, k, n)
        sets.append((flip(rng, truth, k, noise / 3).tolist(), flip(rng, truth, k, noise).tolist(), k))
    skew = (rng.uniform(size=300) < 0.03).astype(int)
    sets.append((skew.tolist(), flip(rng, skew, 2, 0.05).tolist(), 2))
    rows = []
    for first, second, k in sets:
        table = np.zeros((k, k))
        for a, b in zip(first, second):
            table[a, b] += 1
        for weights in (None, "linear", "quadratic"):
            value = cohen_kappa_score(first, second, labels=list(range(k)), weights=weights)
            found = cohens_kappa(table, wt=weights)
            # The null error of a table of no agreement at all is rounding.
            error = float(np.sqrt(max(found.var_kappa, 0)))
            rows.append({"first": [int(x) for x in first], "second": [int(x) for x in second], "k": k, "weights": weights or "none",
                         "value": float(value), "standardError": error if error > 1e-7 else None})
    return rows


def tables():
    rng = np.random.default_rng(52)
    result = [np.array(KRIPPENDORFF, dtype=object).T.tolist()]
    for n, raters, k, noise, missing in ((8, 2, 2, 0.3, 0), (30, 3, 3, 0.4, 0), (25, 5, 4, 0.5, 0.3), (60, 4, 6, 0.3, 0.5), (12, 8, 9, 0.7, 0.1)):
        truth = rng.integers(1, k + 1, n)
        columns = [np.where(rng.uniform(size=n) < noise, rng.integers(1, k + 1, n), truth) for _ in range(raters)]
        gone = rng.uniform(size=(n, raters)) < missing
        result.append([[None if gone[i, j] else int(columns[j][i]) for j in range(raters)] for i in range(n)])
    # Far from 0 and fractional, for the interval metric.
    result.append([[round(float(1000000 + x + e), 3) for e in rng.normal(0, 0.5, 3)] for x in rng.normal(size=10)])
    return result


def alpha(table, metric):
    """One minus observed over expected disagreement, summed over all pairs as in the definition."""
    units = [[x for x in row if x is not None] for row in table]
    units = [row for row in units if len(row) > 1]
    values = sorted({x for row in units for x in row})
    margin = {v: sum(row.count(v) for row in units) for v in values}
    n = sum(margin.values())

    def difference(c, k):
        if c == k:
            return mpmath.mpf(0)
        if metric == "nominal":
            return mpmath.mpf(1)
        low, high = min(c, k), max(c, k)
        if metric == "ordinal":
            return (sum(margin[g] for g in values if low <= g <= high) - mpmath.mpf(margin[c] + margin[k]) / 2) ** 2
        c, k = mpmath.mpf(c), mpmath.mpf(k)
        return (c - k) ** 2 if metric == "interval" else ((c - k) / (c + k)) ** 2

    observed = sum(difference(a, b) / (len(row) - 1) for row in units for a, b in itertools.permutations(row, 2)) / n
    expected = sum(margin[a] * margin[b] * difference(a, b) for a in values for b in values) / (n * (n - 1))
    return {"value": float(1 - observed / expected), "observed": float(observed), "expected": float(expected)}


def weight(kind, i, j, q):
    gap = abs(i - j) / (q - 1)
    return {"none": float(i == j), "linear": 1 - gap, "quadratic": 1 - gap * gap}[kind]


def t_quantile(df):
    """The 0.975 quantile; scipy 1.10's is off by 5e-10 for 59 degrees of freedom."""
    tail = lambda x: mpmath.betainc(mpmath.mpf(df) / 2, 0.5, 0, df / (df + x * x), regularized=True) / 2 - mpmath.mpf("0.025")
    return float(mpmath.findroot(tail, stats.t.ppf(0.975, df)))


def gwet(table, kind):
    """Gwet (2008, 2014): the coefficient and its variance as sums over items, in the form that he gives for missing ratings."""
    labels = sorted({x for row in table for x in row if x is not None})
    q = len(labels)
    w = np.array([[weight(kind, i, j, q) for j in range(q)] for i in range(q)])
    rows = [[labels.index(x) for x in row if x is not None] for row in table]
    rows = [row for row in rows if row]
    n, two = len(rows), [row for row in rows if len(row) > 1]
    agree = lambda row: np.mean([w[a, b] for a, b in itertools.permutations(row, 2)])
    pi = np.mean([[row.count(c) / len(row) for c in range(q)] for row in rows], axis=0)
    pa = np.mean([agree(row) for row in two])
    factor = w.sum() / (q * (q - 1))
    pe = factor * (pi * (1 - pi)).sum()
    value = (pa - pe) / (1 - pe)
    parts = []
    for row in rows:
        own = n / len(two) * (agree(row) - pe) / (1 - pe) if len(row) > 1 else 0
        chance = factor * sum(row.count(c) * (1 - pi[c]) for c in range(q)) / len(row)
        parts.append(own - 2 * (1 - value) * (chance - pe) / (1 - pe))
    error = np.sqrt(((np.array(parts) - value) ** 2).sum() / (n * (n - 1)))
    reach = t_quantile(n - 1) * error
    return {"value": float(value), "expected": float(pe), "standardError": float(error) if error > 1e-12 else None,
            "low": max(-1.0, float(value - reach)) if error > 1e-12 else None, "high": min(1.0, float(value + reach)) if error > 1e-12 else None}


def fleiss():
    rng = np.random.default_rng(53)
    sets = [FLEISS, [[3, 0], [0, 3], [2, 1]], rng.multinomial(6, [0.5, 0.3, 0.2], size=40).tolist()]
    sets.append([row.tolist() for p in rng.dirichlet([0.3] * 4, size=25) for row in [rng.multinomial(5, p)]])
    rows = []
    for counts in sets:
        table = np.array(counts)
        n = len(table)
        without = np.array([fleiss_kappa(np.delete(table, i, axis=0)) for i in range(n)])
        error = np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum())
        rows.append({"counts": counts, "value": float(fleiss_kappa(table)), "standardError": float(error)})
    return rows


def intraclass():
    """By least squares: sums of squares of nested regressions, and the intervals of McGraw and Wong, table 7."""
    rng = np.random.default_rng(54)
    sets = [np.array(SHROUT_FLEISS, float), rng.normal(size=(5, 2)), rng.normal(size=(20, 1)) + 0.3 * rng.normal(size=(20, 3)) + [0, 1, 5],
            rng.normal(size=(2, 4)), 1e6 + rng.normal(size=(15, 1)) + 0.1 * rng.normal(size=(15, 5))]
    rows = []
    for x in sets:
        n, k = x.shape
        y = x.ravel() - x.mean()
        item, rater = np.repeat(np.arange(n), k), np.tile(np.arange(k), n)
        dummies = lambda codes, size: (codes[:, None] == np.arange(size)).astype(float)
        rest = lambda design: float(((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum())
        items, both = dummies(item, n), np.hstack([dummies(item, n), dummies(rater, k)])
        total, within, residual = rest(np.ones((n * k, 1))), rest(items), rest(both)
        raters = rest(dummies(rater, k))
        msr, msw, msc, mse = (total - within) / (n - 1), within / (n * (k - 1)), (total - raters) / (k - 1), residual / ((n - 1) * (k - 1))
        f = lambda p, a, b: stats.f.isf(p, a, b)
        found = {}
        for level in (0.95, 0.8):
            p = (1 - level) / 2
            f1l, f1u = msr / msw / f(p, n - 1, n * (k - 1)), msr / msw * f(p, n * (k - 1), n - 1)
            f3l, f3u = msr / mse / f(p, n - 1, (n - 1) * (k - 1)), msr / mse * f(p, (n - 1) * (k - 1), n - 1)
            icc2 = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
            a, b = k * icc2 / (n * (1 - icc2)), 1 + k * icc2 * (n - 1) / (n * (1 - icc2))
            v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
            fl, fu = f(p, n - 1, v), f(p, v, n - 1)
            found[level] = {
                "ICC1": [(msr - msw) / (msr + (k - 1) * msw), (f1l - 1) / (f1l + k - 1), (f1u - 1) / (f1u + k - 1)],
                "ICC2": [icc2, n * (msr - fl * mse) / (fl * (k * msc + (k * n - k - n) * mse) + n * msr),
                         n * (fu * msr - mse) / (k * msc + (k * n - k - n) * mse + n * fu * msr)],
                "ICC3": [(msr - mse) / (msr + (k - 1) * mse), (f3l - 1) / (f3l + k - 1), (f3u - 1) / (f3u + k - 1)],
                "ICC1k": [(msr - msw) / msr, 1 - 1 / f1l, 1 - 1 / f1u],
                "ICC2k": [(msr - mse) / (msr + (msc - mse) / n), n * (msr - fl * mse) / (fl * (msc - mse) + n * msr),
                          n * (fu * msr - mse) / (msc - mse + n * fu * msr)],
                "ICC3k": [(msr - mse) / msr, 1 - 1 / f3l, 1 - 1 / f3u],
            }
        rows.append({"ratings": x.tolist(), "squares": [msr, msw, msc, mse], "found": {str(level): value for level, value in found.items()}})
    return rows


def corrected(cells):
    """Rogan and Gladen's rate as a function of how often each (human, judge) pair occurs; human 2 means no label."""
    positive = (cells[1] + cells[3] + cells[5]) / sum(cells)
    specificity, sensitivity = cells[0] / (cells[0] + cells[1]), cells[3] / (cells[2] + cells[3])
    return (positive + specificity - 1) / (sensitivity + specificity - 1)


def partial(function, at, i):
    return mpmath.diff(lambda x: function(at[:i] + [x] + at[i + 1:]), at[i])


def rogan_gladen():
    rows = []
    for positives, n, hits, good, rejected, bad in ((600, 1000, 90, 100, 80, 100), (40, 50, 27, 30, 18, 20), (5, 200, 45, 50, 190, 200), (990, 1000, 70, 100, 90, 100)):
        formula = lambda v: (v[0] + v[2] - 1) / (v[1] + v[2] - 1)
        at = [mpmath.mpf(positives) / n, mpmath.mpf(hits) / good, mpmath.mpf(rejected) / bad]
        variance = sum(partial(formula, at, i) ** 2 * at[i] * (1 - at[i]) / size for i, size in enumerate((n, good, bad)))
        rows.append({"positives": positives, "n": n, "sensitivity": [hits, good], "specificity": [rejected, bad],
                     "value": float(formula(at)), "standardError": float(mpmath.sqrt(variance))})
    return rows


def calibration():
    """The multinomial delta method over the six kinds of items, with numeric derivatives."""
    rows = []
    for cells in ([40, 10, 5, 45, 300, 500], [8, 2, 1, 9, 0, 0], [30, 3, 4, 20, 100, 7], [200, 20, 30, 150, 50, 60]):
        at = [mpmath.mpf(c) for c in cells]
        value = corrected(at)
        variance = sum(at[i] * partial(corrected, at, i) ** 2 for i in range(6)) - sum(at[i] * partial(corrected, at, i) for i in range(6)) ** 2 / sum(at)
        rows.append({"cells": cells, "value": float(value), "standardError": float(mpmath.sqrt(variance))})
    return rows


def prediction_powered():
    rng = np.random.default_rng(55)
    rows = []
    for n, more, noise in ((20, 200, 0.5), (100, 50, 2), (5, 7, 0.1), (40, 1000, 50)):
        truth = rng.normal(size=n + more)
        judge = np.round(0.3 + 0.8 * truth + noise * rng.normal(size=n + more), 4)
        human = np.round(truth[:n], 4)
        known, alone = judge[:n], judge[n:]
        best = np.cov(human, known, ddof=1)[0, 1] / ((1 + n / more) * np.var(judge, ddof=1))
        for name, lam in (("tuned", float(np.clip(best, 0, 1))), (1, 1.0), (0.5, 0.5)):
            value = human.mean() + lam * (alone.mean() - known.mean())
            error = np.sqrt(np.var(human - lam * known, ddof=1) / n + lam**2 * np.var(alone, ddof=1) / more)
            z = stats.norm.isf(0.025)
            rows.append({"judge": judge.tolist(), "human": human.tolist(), "wanted": name, "lambda": lam, "value": float(value),
                         "standardError": float(error), "low": float(value - z * error), "high": float(value + z * error)})
    return rows


def played(rng, k, n, ties):
    strength = rng.normal(size=k)
    matches = []
    for _ in range(n):
        a, b = rng.choice(k, 2, replace=False)
        p = 1 / (1 + np.exp(strength[b] - strength[a]))
        matches.append([int(a), int(b), "tie" if rng.uniform() < ties else "first" if rng.uniform() < p else "second"])
    return matches


def counted(matches):
    pairs = {}
    for a, b, outcome in matches:
        (low, high), turned = (sorted((a, b)), a > b)
        cell = {"first": 2 if turned else 0, "tie": 1, "second": 0 if turned else 2}[outcome]
        pairs.setdefault((low, high), [0, 0, 0])[cell] += 1
    return pairs


def anchored(params, cov, k, extra=0):
    """From the first player at 0 to a mean of 0."""
    whole = np.zeros((k + extra, len(params)))
    whole[1:k, : k - 1] = np.eye(k - 1)
    whole[:k, : k - 1] -= whole[:k, : k - 1].mean(axis=0)
    if extra:
        whole[k, k - 1] = 1
    return (whole @ params).tolist(), np.sqrt(np.diag(whole @ cov @ whole.T)).tolist()


def bradley_terry():
    rng = np.random.default_rng(56)
    rows = []
    for k, n, ties in ((2, 12, 0), (4, 60, 0), (3, 40, 0.3), (6, 150, 0.2), (10, 400, 0.1)):
        matches = played(rng, k, n, ties)
        pairs = counted(matches)
        design = np.zeros((len(pairs), k))
        for row, (a, b) in enumerate(pairs):
            design[row, a], design[row, b] = 1, -1
        total = np.array([sum(c) for c in pairs.values()], float)
        score = np.array([c[0] + c[1] / 2 for c in pairs.values()])
        fit = sm.GLM(np.column_stack([score, total - score]), design[:, 1:], family=sm.families.Binomial()).fit(tol=1e-15, maxiter=200)
        values, errors = anchored(fit.params, fit.cov_params(), k)
        linear = design[:, 1:] @ fit.params
        row = {"matches": matches, "players": k, "half": {"values": values, "errors": errors,
               "logLikelihood": float((score * -np.log1p(np.exp(-linear)) + (total - score) * -np.log1p(np.exp(linear))).sum())}}
        if ties > 0:
            # Counts of each outcome of each pair, with a factor for the pair: the Poisson maximum is the multinomial one.
            y, x = [], []
            for index, ((a, b), cells) in enumerate(pairs.items()):
                for outcome in range(3):
                    line = np.zeros(k + 1 + len(pairs))
                    line[a] += {0: 1, 1: 0.5, 2: 0}[outcome]
                    line[b] += {0: 0, 1: 0.5, 2: 1}[outcome]
                    line[k] = outcome == 1
                    line[k + 1 + index] = 1
                    y.append(cells[outcome])
                    x.append(line[1:])
            fit = sm.GLM(np.array(y, float), np.array(x), family=sm.families.Poisson()).fit(tol=1e-15, maxiter=300)
            values, errors = anchored(fit.params[:k], fit.cov_params()[:k, :k], k, 1)
            row["davidson"] = {"values": values, "errors": errors}
        rows.append(row)
    return rows


def existence():
    """Whether finite strengths fit best: no direction may raise the likelihood for ever (a linear programme), nor leave it level (a rank)."""
    rng = np.random.default_rng(58)
    rows = []
    for _ in range(150):
        k = int(rng.integers(2, 5))
        matches = played(rng, k, int(rng.integers(1, 9)), rng.choice([0.2, 0.5]))
        pairs = counted(matches)
        used = sorted({p for pair in pairs for p in pair})
        row = {"matches": matches}
        for ties in ("half", "davidson"):
            if ties == "davidson" and not any(c[1] for c in pairs.values()):
                continue
            differences = []
            for (a, b), cells in pairs.items():
                scores = np.zeros((3, k + 1))
                scores[0, a] = scores[2, b] = 1
                scores[1, a] = scores[1, b] = 0.5
                scores[1, k] = 1
                possible = (0, 1, 2) if ties == "davidson" else (0, 2)
                seen = {o for o in (0, 1, 2) if cells[o]}
                if ties == "half" and 1 in seen:
                    seen = {0, 2}
                differences += [scores[o] - scores[other] for o in seen for other in possible if other != o]
            d = np.array(differences)
            up = linprog(-d.sum(axis=0), A_ub=-d, b_ub=np.zeros(len(d)), bounds=[(-1, 1)] * (k + 1))
            free = len(used) - 1 + (ties == "davidson")
            row[ties] = bool(-up.fun < 1e-9 and np.linalg.matrix_rank(d) == free)
        rows.append(row)
    return rows


def elo():
    rng = np.random.default_rng(57)
    matches = played(rng, 5, 60, 0.2)
    rows = []
    for k, initial in ((32, 1500), (16, 1000), (4, 0)):
        ratings = [mpmath.mpf(initial)] * 5
        for a, b, outcome in matches:
            score = {"first": 1, "tie": mpmath.mpf(1) / 2, "second": 0}[outcome]
            expected = 1 / (1 + mpmath.mpf(10) ** ((ratings[b] - ratings[a]) / 400))
            ratings[a], ratings[b] = ratings[a] + k * (score - expected), ratings[b] - k * (score - expected)
        rows.append({"k": k, "initial": initial, "ratings": [float(r) for r in ratings]})
    return {"matches": matches, "rows": rows}


def main():
    all_tables = tables()
    oracle = {
        "made_by": f"tests/oracles/make_agreement.py with python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}",
        "cohen": cohen(),
        "fleiss": fleiss(),
        "tables": [{"ratings": table, "alpha": {m: alpha(table, m) for m in ("nominal", "ordinal", "interval", "ratio")},
                    "gwet": {w: gwet(table, w) for w in ("none", "linear", "quadratic")}} for table in all_tables],
        "intraclass": intraclass(),
        "rogan_gladen": rogan_gladen(),
        "calibration": calibration(),
        "prediction_powered": prediction_powered(),
        "bradley_terry": bradley_terry(),
        "existence": existence(),
        "elo": elo(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False, separators=(',', ':'))}" for key, value in oracle.items()]
    Path(__file__).with_name("agreement.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
