"""Writes fairness.json: expected values of fairness, robustness and consistency metrics.

Rates by group are scikit-learn's recall_score and precision_score or counted by hand; gaps and ratios follow the definitions of fairlearn
(demographic_parity_difference and _ratio, equalized_odds_difference and _ratio with agg="worst_case"). Intervals and tests come from
statsmodels (proportion_confint, confint_proportions_2indep, multipletests, OLS with clustered errors) and scipy (fisher_exact, ttest_ind,
ttest_rel, kendalltau, entropy), quantiles of t from mpmath. Permutation tests are enumerated in full, drawn deviations convolved from scipy.stats.binom.

Run with Debian's python3-sklearn and python3-statsmodels: python3 tests/oracles/make_fairness.py
"""

import itertools
import json
import math
import platform
from pathlib import Path

import mpmath
import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import optimize, stats
from sklearn.metrics import brier_score_loss, precision_score, recall_score
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def t_quantile(df):
    """Student's 0.975 quantile by mpmath: scipy 1.10's is off by up to 3e-9."""
    with mpmath.workdps(30):
        tail = lambda t: mpmath.betainc(mpmath.mpf(df) / 2, mpmath.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2 - mpmath.mpf("0.025")
        return float(mpmath.findroot(tail, float(stats.t.ppf(0.975, df))))


def t_interval(sample):
    reach = t_quantile(len(sample) - 1) * stats.sem(sample)
    return [float(np.mean(sample) - reach), float(np.mean(sample) + reach)]


def rate_block(hits, ns):
    """What follows from the counts of the groups."""
    rates = [h / n for h, n in zip(hits, ns)]
    wilson = [list(map(float, proportion_confint(h, n, method="wilson"))) for h, n in zip(hits, ns)]
    pairs = []
    for a, b in itertools.combinations(range(len(ns)), 2):
        low, high = confint_proportions_2indep(hits[a], ns[a], hits[b], ns[b], method="newcomb", compare="diff")
        p = float(stats.fisher_exact([[hits[a], ns[a] - hits[a]], [hits[b], ns[b] - hits[b]]])[1])
        pairs.append([rates[a] - rates[b], float(low), float(high), p])
    adjusted = multipletests([p[3] for p in pairs], method="fdr_bh")[1].tolist()
    return {"n": ns, "rates": rates, "wilson": wilson, "gap": max(rates) - min(rates), "ratio": min(rates) / max(rates) if max(rates) > 0 else None,
            "pairs": [pair + [q] for pair, q in zip(pairs, adjusted)]}


def fairness():
    rng = np.random.default_rng(71)
    rows = []
    for sizes, base, hit, alarm in (
        ([40, 60], [0.5, 0.5], [0.8, 0.6], [0.2, 0.3]),
        ([90, 50, 70], [0.4, 0.5, 0.6], [0.7, 0.7, 0.9], [0.1, 0.3, 0.2]),
        ([300, 45, 80, 60], [0.3, 0.6, 0.5, 0.4], [0.9, 0.8, 0.85, 0.6], [0.05, 0.1, 0.1, 0.3]),
    ):
        group = np.repeat(np.arange(len(sizes)), sizes)
        order = rng.permutation(len(group))
        group = group[order]
        y = (rng.uniform(size=len(group)) < np.asarray(base)[group]).astype(int)
        said = (rng.uniform(size=len(group)) < np.where(y == 1, np.asarray(hit)[group], np.asarray(alarm)[group])).astype(int)
        ks = range(len(sizes))
        m = [group == k for k in ks]
        blocks = {
            "demographicParity": rate_block([int(said[g].sum()) for g in m], [int(g.sum()) for g in m]),
            "truePositive": rate_block([int((said & y)[g].sum()) for g in m], [int(y[g].sum()) for g in m]),
            "falsePositive": rate_block([int((said & (1 - y))[g].sum()) for g in m], [int((1 - y)[g].sum()) for g in m]),
            "predictiveParity": rate_block([int((said & y)[g].sum()) for g in m], [int(said[g].sum()) for g in m]),
        }
        assert np.allclose(blocks["truePositive"]["rates"], [recall_score(y[g], said[g]) for g in m])
        assert np.allclose(blocks["falsePositive"]["rates"], [1 - recall_score(y[g], said[g], pos_label=0) for g in m])
        assert np.allclose(blocks["predictiveParity"]["rates"], [precision_score(y[g], said[g]) for g in m])
        t, f = blocks["truePositive"], blocks["falsePositive"]
        blocks["odds"] = {"gap": max(t["gap"], f["gap"]), "ratio": min(t["ratio"], f["ratio"])}
        rows.append({"groups": "".join("abcd"[k] for k in group), "references": "".join(map(str, y)), "predictions": "".join(map(str, said)), **blocks})
    return rows


def permutations():
    """All tables with the margins, each with its chance: the law of the gap where no group differs."""
    rows = []
    for hits, ns in (([9, 4], [12, 12]), ([2, 5, 9], [8, 9, 12]), ([10, 25], [30, 40]), ([0, 3], [6, 6])):
        total, all_n = sum(hits), sum(ns)
        observed = max(h / n for h, n in zip(hits, ns)) - min(h / n for h, n in zip(hits, ns))
        p = mean = 0.0
        for table in itertools.product(*[range(n + 1) for n in ns]):
            if sum(table) != total:
                continue
            chance = math.prod(math.comb(n, h) for n, h in zip(ns, table)) / math.comb(all_n, total)
            gap = max(h / n for h, n in zip(table, ns)) - min(h / n for h, n in zip(table, ns))
            mean += chance * gap
            p += chance * (gap >= observed - 1e-12)
        rows.append({"hits": hits, "n": ns, "gap": observed, "pValue": p, "chanceGap": mean})
    return rows


def reaches():
    """How far gap and log ratio of two groups may be off: the law of two smoothed binomials by convolution, and its quantiles."""
    rows = []
    for hits, ns in (([15, 22], [30, 30]), ([2, 30], [40, 90]), ([250, 150], [500, 400])):
        laws = []
        for h, n in zip(hits, ns):
            x = np.arange(n + 3)
            chance = stats.binom.pmf(x, n + 2, (h + 1) / (n + 2))
            widening = math.sqrt((n + 2) / n)
            log = np.log((x + 0.5) / (n + 2.5)) - math.log((h + 1.5) / (n + 2.5))
            laws.append((chance, (x / (n + 2) - (h + 1) / (n + 2)) * widening, log * widening))
        chance = np.outer(laws[0][0], laws[1][0]).ravel()
        row = {"hits": hits, "n": ns}
        for name, k in (("gap", 1), ("log", 2)):
            size = np.abs(np.subtract.outer(laws[0][k], laws[1][k])).ravel()
            order = np.argsort(size)
            total = np.cumsum(chance[order])
            # 10,000 draws have a standard error of 0.002 there; the quantiles around 0.95 bound them.
            row[name] = [float(size[order][np.searchsorted(total, level)]) for level in (0.94, 0.95, 0.96)]
        rows.append(row)
    return rows


def means():
    rng = np.random.default_rng(72)
    samples = [rng.normal(1, 1, 35).round(3), rng.normal(1.6, 2, 50).round(3), rng.normal(1.1, 0.5, 31).round(3)]
    pairs = []
    for a, b in itertools.combinations(samples, 2):
        found = stats.ttest_ind(a, b, equal_var=False)
        u, v = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
        df = (u + v) ** 2 / (u**2 / (len(a) - 1) + v**2 / (len(b) - 1))
        reach = t_quantile(df) * math.sqrt(u + v)
        pairs.append([a.mean() - b.mean(), a.mean() - b.mean() - reach, a.mean() - b.mean() + reach, float(found.pvalue)])
    adjusted = multipletests([p[3] for p in pairs], method="fdr_bh")[1].tolist()
    small = [[0.5, 2.0, 1.25], [3.0, 1.0, 2.5], [0.25, 4.0, 3.5]]
    pooled = sum(small, [])
    gaps = []
    for first in itertools.combinations(range(9), 3):
        rest = [i for i in range(9) if i not in first]
        for second in itertools.combinations(rest, 3):
            third = [i for i in rest if i not in second]
            of = [np.mean([pooled[i] for i in part]) for part in (first, second, third)]
            gaps.append(max(of) - min(of))
    observed = max(map(np.mean, small)) - min(map(np.mean, small))
    return {"samples": [s.tolist() for s in samples], "means": [float(s.mean()) for s in samples], "pairs": [p + [q] for p, q in zip(pairs, adjusted)],
            "intervals": [t_interval(s) for s in samples],
            "small": {"samples": small, "gap": observed, "pValue": float(np.mean(np.asarray(gaps) >= observed - 1e-12)), "chanceGap": float(np.mean(gaps))}}


def calibration():
    rng = np.random.default_rng(73)
    group = rng.integers(0, 3, 240)
    scores = rng.uniform(size=240).round(3)
    y = (rng.uniform(size=240) < np.clip(scores + np.asarray([0, 0.15, -0.2])[group], 0, 1)).astype(int)
    row = {"groups": "".join("abc"[g] for g in group), "scores": scores.tolist(), "references": "".join(map(str, y)), "bins": 5, "ece": [], "brier": [], "bias": []}
    for k in range(3):
        s, t = scores[group == k], y[group == k]
        which = np.clip(np.digitize(s, np.arange(6) / 5, right=True), 1, 5)
        row["ece"].append(float(sum(abs(s[which == b].mean() - t[which == b].mean()) * np.mean(which == b) for b in range(1, 6) if np.any(which == b))))
        row["brier"].append(float(brier_score_loss(t, s)))
        row["bias"].append(float(s.mean() - t.mean()))
    return row


def newcombe_paired(a, b, c, d, level):
    """Newcombe 1998, method 10, from the paper."""
    n = a + b + c + d
    (l1, u1), (l2, u2) = proportion_confint(a + b, n, 1 - level, "wilson"), proportion_confint(a + c, n, 1 - level, "wilson")
    p1, p2 = (a + b) / n, (a + c) / n
    product = (a + b) * (c + d) * (a + c) * (b + d)
    top = a * d - b * c
    phi = 0 if product == 0 else (max(top - n / 2, 0) if top > 0 else top) / math.sqrt(product)
    arm = lambda x, y: math.sqrt(max(0, x * x - 2 * phi * x * y + y * y))
    return p1 - p2 - arm(p1 - l1, u2 - p2), p1 - p2 + arm(u1 - p1, p2 - l2)


def clustered(d, clusters, shift):
    fit = sm.OLS(d - shift, np.ones(len(d))).fit(cov_type="cluster", cov_kwds={"groups": clusters, "df_correction": True}, use_t=True)
    reach = t_quantile(len(set(clusters.tolist())) - 1) * float(fit.bse[0])
    value = float(fit.params[0])
    return [value + shift, value - reach + shift, value + reach + shift, float(fit.pvalues[0])]


def paired():
    rng = np.random.default_rng(74)
    n = 90
    clusters = rng.integers(0, 18, n)
    clean = (rng.uniform(size=n) < 0.8).astype(int)
    binary = [np.where(rng.uniform(size=n) < r, (rng.uniform(size=n) < 0.5).astype(int), clean) for r in (0.1, 0.3, 0.6)]
    tolerance = 0.05
    rows = []
    for other in binary:
        a, b, c, d = (int(np.sum((clean == x) & (other == y))) for x, y in ((1, 1), (1, 0), (0, 1), (0, 0)))
        law = stats.binom(b + c, 0.5)
        mid = 1.0 if b == c else min(1, 2 * float(law.cdf(min(b, c))) - float(law.pmf(min(b, c))))
        value = (b - c) / n
        end = 0 if value > tolerance else 1
        p = math.exp(optimize.brentq(lambda x: newcombe_paired(a, b, c, d, 1 - math.exp(x))[end] - tolerance, math.log(1e-12), math.log(1 - 1e-9), xtol=1e-15, rtol=1e-14))
        rows.append({"difference": [value, *newcombe_paired(a, b, c, d, 0.95)], "midP": mid, "toleranceP": p, "clustered": clustered((clean - other).astype(float), clusters, 0),
                     "clusteredTolerance": clustered((clean - other).astype(float), clusters, tolerance)})
    score = rng.uniform(size=n).round(3)
    scores = [np.round(score - rng.normal(m, 0.1, n), 3) for m in (0, 0.03, 0.2)]
    real = []
    for other in scores:
        d = score - other
        real.append({"difference": [float(d.mean()), *t_interval(d)], "pValue": float(stats.ttest_rel(score, other).pvalue),
                     "toleranceP": float(stats.ttest_1samp(d, tolerance).pvalue), "relative": float(1 - other.mean() / score.mean())})
    for rows_, key in ((rows, "midP"), (rows, "toleranceP"), (real, "pValue"), (real, "toleranceP")):
        for row, q in zip(rows_, multipletests([r[key] for r in rows_], method="holm")[1]):
            row[key + "Holm"] = float(q)
    return {"clusters": clusters.tolist(), "tolerance": tolerance, "clean": clean.tolist(), "binary": [x.tolist() for x in binary], "binaryRows": rows,
            "score": score.tolist(), "scores": [x.tolist() for x in scores], "scoreRows": real,
            "worst": [float(np.min(scores, axis=0).mean()), float((score - np.min(scores, axis=0)).mean())]}


def answers():
    rng = np.random.default_rng(75)
    rows = []
    table = []
    for _ in range(40):
        kinds = rng.integers(1, 4)
        table.append([None if rng.uniform() < 0.1 else "xyz"[rng.integers(0, kinds)] for _ in range(5)])
    items = []
    for row in table:
        known = [x for x in row if x is not None]
        if len(known) < 2:
            items.append(None)
            continue
        counts = [known.count(x) for x in sorted(set(known))]
        same = [a == b for a, b in itertools.combinations(known, 2)]
        items.append([max(counts) / len(known), float(np.mean(same)), float(stats.entropy(counts) / math.log(len(known)))])
    kept = [x for x in items if x is not None]
    matrix = []
    for a in range(5):
        for b in range(a + 1, 5):
            both = [row[a] == row[b] for row in table if row[a] is not None and row[b] is not None]
            matrix.append([sum(both), len(both)])
    return {"table": table, "items": items, "means": [float(np.mean([x[k] for x in kept])) for k in range(3)], "stable": sum(x[1] == 1 for x in kept), "matrix": matrix}


def temporal():
    rng = np.random.default_rng(76)
    times = [0, 3, 4, 9, 15]
    items = 30
    y = (rng.uniform(size=items)[:, None] + 0.01 * np.asarray(times) + rng.normal(0, 0.1, (items, 5))).round(3)
    cases = []
    for share in (0, 0.25):
        seen = rng.uniform(size=y.shape) >= share
        clusters = rng.integers(0, 8, items)
        keep = seen.sum(axis=1) >= 2
        i, t = np.nonzero(seen & keep[:, None])
        design = np.column_stack([np.asarray(times, float)[t]] + [(i == k).astype(float) for k in np.nonzero(keep)[0]])
        row = {"scores": [[float(y[k, s]) if seen[k, s] else None for k in range(items)] for s in range(5)], "clusters": clusters.tolist()}
        for name, groups in (("byItem", i), ("byCluster", clusters[i])):
            count = len(set(groups.tolist()))
            fit = sm.OLS(y[i, t], design).fit(cov_type="cluster", cov_kwds={"groups": groups, "df_correction": False, "use_correction": False}, use_t=True)
            error = float(fit.bse[0]) * math.sqrt(count / (count - 1))
            slope = float(fit.params[0])
            reach = t_quantile(count - 1) * error
            row[name] = [slope, slope - reach, slope + reach, float(2 * stats.t.sf(abs(slope) / error, count - 1))]
        means = [float(np.mean(y[seen[:, s], s])) for s in range(5)]
        tau = stats.kendalltau(times, means)
        row["trend"] = [float(tau[0]), float(tau[1])]
        changes = []
        for s in range(4):
            both = seen[:, s] & seen[:, s + 1]
            d = y[both, s + 1] - y[both, s]
            changes.append([float(d.mean()), float(stats.ttest_1samp(d, 0).pvalue)])
        row["changes"] = [c + [float(q)] for c, q in zip(changes, multipletests([c[1] for c in changes], method="holm")[1])]
        cases.append(row)
    return {"times": times, "cases": cases}


def main():
    oracle = {
        "made_by": f"tests/oracles/make_fairness.py with python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}, "
        f"statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}",
        "fairness": fairness(),
        "permutations": permutations(),
        "reaches": reaches(),
        "means": means(),
        "calibration": calibration(),
        "paired": paired(),
        "answers": answers(),
        "temporal": temporal(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("fairness.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
