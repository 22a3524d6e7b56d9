"""Writes score_metrics.json: expected numbers for classification, regression, ranking and repeated attempts in tests/metrics.

Run with Debian's python3-sklearn: /usr/bin/python3 tests/oracles/make_score_metrics.py
What scikit-learn does not have (DeLong, sMAPE, precision@k, recall@k, MRR, MAP, pass@k, pass^k) is coded here from its definition,
by counting pairs, places and draws one by one.
"""

import itertools
import json
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics


def labelled():
    """Labels for balanced accuracy, F-beta and Matthews; odd answers are one class of their own."""
    rng = np.random.default_rng(41)
    out = []
    for names, shares, n, right in (("ab", [0.8, 0.2], 40, 0.7), ("abc", [0.5, 0.3, 0.2], 90, 0.6), ("abcde", [0.2] * 5, 150, 0.4), ("ab", [0.5, 0.5], 30, 0.0)):
        references = rng.choice(list(names), size=n, p=shares)
        predictions = np.where(rng.uniform(size=n) < right, references, rng.choice([*names, "?"], size=n))
        labels = sorted(set(references))
        out.append({
            "references": references.tolist(), "predictions": predictions.tolist(),
            "balanced": metrics.balanced_accuracy_score(references, predictions),
            "adjusted": metrics.balanced_accuracy_score(references, predictions, adjusted=True),
            "matthews": metrics.matthews_corrcoef(references, predictions),
            "fbeta": [[beta, average, metrics.fbeta_score(references, predictions, beta=beta, average=average, labels=labels, zero_division=0)]
                      for beta in (0.5, 1, 2) for average in ("macro", "micro", "weighted")],
            "positive": metrics.fbeta_score(references == "a", predictions == "a", beta=2),
        })
    return out


def delong(positive, one, two):
    """Areas, variances and covariance by comparing every positive with every negative."""
    kernels = []
    for scores in (one, two):
        x, y = scores[positive], scores[~positive]
        kernels.append((x[:, None] > y[None, :]) + 0.5 * (x[:, None] == y[None, :]))
    areas = [k.mean() for k in kernels]
    cov = np.cov([k.mean(axis=1) for k in kernels]) / positive.sum() + np.cov([k.mean(axis=0) for k in kernels]) / (~positive).sum()
    return areas, cov


def scored():
    rng = np.random.default_rng(42)
    out = []
    for n, digits in ((30, 1), (80, 6), (200, 2)):
        positive = rng.uniform(size=n) < 0.4
        one, two = (np.round(rng.normal(size=n) + shift * positive, digits) for shift in (1.0, 0.4))
        areas, cov = delong(positive, one, two)
        z = stats.norm.ppf(0.975)
        error = np.sqrt(cov[0, 0] + cov[1, 1] - 2 * cov[0, 1])
        out.append({
            "positives": positive.tolist(), "first": one.tolist(), "second": two.tolist(),
            "auc": metrics.roc_auc_score(positive, one), "auc_second": metrics.roc_auc_score(positive, two),
            "interval": [areas[0] - z * cov[0, 0] ** 0.5, areas[0] + z * cov[0, 0] ** 0.5],
            "difference": [areas[0] - areas[1], areas[0] - areas[1] - z * error, areas[0] - areas[1] + z * error],
            "p": 2 * stats.norm.sf(abs(areas[0] - areas[1]) / error),
            "average_precision": metrics.average_precision_score(positive, one),
        })
    return out


def several():
    rng = np.random.default_rng(43)
    out = []
    for k, n in ((3, 60), (4, 120)):
        labels = [f"c{i}" for i in range(k)]
        codes = rng.choice(k, size=n, p=np.arange(1, k + 1) / sum(range(1, k + 1)))
        raw = np.round(rng.normal(size=(n, k)) + 1.2 * np.eye(k)[codes], 1)
        rows = np.exp(raw) / np.exp(raw).sum(axis=1, keepdims=True)
        untied = raw + rng.uniform(0, 0.01, raw.shape)
        references = np.array(labels)[codes]
        out.append({
            "labels": labels, "references": references.tolist(), "rows": rows.tolist(),
            "auc": [[method, average, metrics.roc_auc_score(references, rows, multi_class=method, average=average, labels=labels)]
                    for method in ("ovr", "ovo") for average in ("macro", "weighted")],
            "log_loss": metrics.log_loss(references, rows, labels=labels),
            "ranked": [[labels[i] for i in np.argsort(-row)] for row in untied],
            "top": metrics.top_k_accuracy_score(references, untied, k=2, labels=labels),
        })
    return out


def regressions():
    rng = np.random.default_rng(44)
    out = []
    for n, shift, scale in ((25, 0, 1), (60, 1e6, 1), (40, 5, 1e-3), (2, 1, 1)):
        y = shift + scale * rng.normal(size=n)
        p = y + scale * rng.normal(size=n) * 0.5 + 0.1 * scale
        out.append({
            "references": y.tolist(), "predictions": p.tolist(),
            "mse": metrics.mean_squared_error(y, p), "rmse": metrics.mean_squared_error(y, p, squared=False),
            "mae": metrics.mean_absolute_error(y, p), "mape": metrics.mean_absolute_percentage_error(y, p),
            "smape": float(np.mean(2 * np.abs(y - p) / (np.abs(y) + np.abs(p)))),
            "r2": metrics.r2_score(y, p), "explained": metrics.explained_variance_score(y, p),
            "pinball": [[q, metrics.mean_pinball_loss(y, p, alpha=q)] for q in (0.1, 0.5, 0.9)],
        })
    return out


def rankings():
    """Every document gets a rank; nDCG by scikit-learn with the negative rank as score, the others place by place."""
    rng = np.random.default_rng(45)
    out = []
    for n, depth in ((6, 4), (12, 12), (20, 15), (8, 8)):
        names = [f"d{i}" for i in range(n)]
        grades = rng.choice([0, 0, 0, 1, 2, 3], size=n)
        grades[0] = 2
        order = rng.permutation(n)
        found = order[:depth]
        row = {"grades": {name: int(g) for name, g in zip(names, grades)}, "ranking": [names[i] for i in found], "at": []}
        for k in (1, 3, 5, n):
            top = found[:k]
            hits = [int(grades[i] > 0) for i in top]
            total = int((grades > 0).sum())
            first = next((1 / (place + 1) for place, hit in enumerate(hits) if hit), 0.0)
            ap = sum(sum(hits[: place + 1]) / (place + 1) for place, hit in enumerate(hits) if hit) / total
            scores = np.full(n, -1e9)
            scores[order] = -np.arange(n)
            seen = grades * np.isin(np.arange(n), found)
            dcg = [metrics.dcg_score([g], [scores], k=k) for g in (seen, 2.0**seen - 1)]
            best = [metrics.dcg_score([g], [g], k=k) for g in (grades, 2.0**grades - 1)]
            row["at"].append({"k": k, "precision": sum(hits) / k, "recall": sum(hits) / total, "rr": first, "ap": ap,
                              "ndcg": dcg[0] / best[0], "ndcg_exponential": dcg[1] / best[1],
                              "sklearn": metrics.ndcg_score([grades], [scores], k=k) if depth == n else None})
        out.append(row)
    return out


def attempts():
    out = []
    for n, c in ((1, 0), (1, 1), (5, 2), (8, 7), (10, 0), (10, 10), (12, 3)):
        for k in (1, 2, 3, 5):
            if k > n:
                continue
            draws = list(itertools.combinations([i < c for i in range(n)], k))
            out.append({"n": n, "c": c, "k": k, "any": float(np.mean([any(d) for d in draws])), "all": float(np.mean([all(d) for d in draws]))})
    return out


def main():
    warnings.simplefilter("ignore")
    oracle = {
        "made_by": f"tests/oracles/make_score_metrics.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
        "labelled": labelled(), "scored": scored(), "several": several(), "regressions": regressions(), "rankings": rankings(), "attempts": attempts(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("score_metrics.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
