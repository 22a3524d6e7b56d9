"""Writes metrics.json: expected numbers for tests/metrics, from scikit-learn, scipy, statsmodels and numpy.

Run with Debian's python3-sklearn and python3-statsmodels: python3 tests/oracles/make_metrics.py
"""

import json
import math
import platform
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import stats
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

AVERAGES = ("macro", "micro", "weighted")


def scores(references, predictions, labels, zero_division):
    out = {"accuracy": metrics.accuracy_score(references, predictions)}
    for average in AVERAGES:
        found = metrics.precision_recall_fscore_support(
            references, predictions, labels=labels, average=average, zero_division=zero_division
        )
        for name, value in zip(("precision", "recall", "f1"), found):
            out[f"{name}_{average}"] = float(value)
    return out


def case(name, references, predictions, labels=None, zero_division=0):
    """Labels default to np.unique(references); items without a prediction are dropped before scikit-learn sees them."""
    kept = [(r, p) for r, p in zip(references, predictions) if r is not None and p is not None]
    true, guess = np.array([r for r, _ in kept]), np.array([p for _, p in kept])
    names = sorted({r for r in references if r is not None}) if labels is None else labels
    rows = metrics.precision_recall_fscore_support(true, guess, labels=names, zero_division=0)
    both = sorted(set(names) | set(guess))
    matrix = metrics.confusion_matrix(true, guess, labels=[*names, *[x for x in both if x not in names]])
    size = len(names)
    return {
        "name": name,
        "references": references,
        "predictions": predictions,
        "labels": labels,
        "zero_division": zero_division,
        "n": len(kept),
        "scores": scores(true, guess, names, zero_division),
        "classes": [
            {"label": label, "precision": p, "recall": r, "f1": f, "support": int(s), "predicted": int((guess == label).sum())}
            for label, p, r, f, s in zip(names, *[row.tolist() for row in rows])
        ],
        "confusion": matrix[:size, :size].tolist(),
        "other": matrix[:size, size:].sum(axis=1).tolist(),
    }


def draw(rng, names, shares, n, right):
    references = rng.choice(names, size=n, p=shares).tolist()
    noise = rng.choice(names, size=n).tolist()
    hit = rng.uniform(size=n) < right
    return references, [r if h else x for r, x, h in zip(references, noise, hit)]


def classifications():
    rng = np.random.default_rng(21)
    balanced = draw(rng, ["cancel", "order", "refund"], [1 / 3] * 3, 60, 0.7)
    imbalanced = draw(rng, ["a", "b", "c", "d"], [0.7, 0.2, 0.07, 0.03], 120, 0.6)
    large = draw(rng, [f"class {i:02}" for i in range(12)], [1 / 12] * 12, 200, 0.5)
    references, predictions = draw(rng, ["x", "y", "z"], [0.5, 0.3, 0.2], 50, 0.6)
    never = [p if p != "z" else "x" for p in predictions]
    odd = [p if i % 6 else f"I think it is {p}" for i, p in enumerate(predictions)]
    missing = [p if i % 7 else None for i, p in enumerate(predictions)]
    return [
        case("balanced", *balanced),
        case("imbalanced", *imbalanced),
        case("twelve classes", *large),
        case("two classes in code unit order", ["b", "B", "é", "b", "B", "é"], ["b", "b", "é", "B", "B", "b"]),
        case("one class never predicted, 0/0 as 0", references, never, zero_division=0),
        case("one class never predicted, 0/0 as 1", references, never, zero_division=1),
        case("answers that are no class", references, odd),
        case("answers that are no class, labels given in their own order", references, odd, labels=["z", "x", "y"]),
        case("a label without items, 0/0 as 0", references, predictions, labels=["w", "x", "y", "z"], zero_division=0),
        case("a label without items, 0/0 as 1", references, predictions, labels=["w", "x", "y", "z"], zero_division=1),
        case("no answer is a class, 0/0 as 0", ["x", "y", "x"], ["?", "!", "?"], zero_division=0),
        case("missing predictions", references, missing),
        case("all right", ["x", "y", "y"], ["x", "y", "y"]),
        case("one class only", ["x", "x", "x"], ["x", "x", "x"]),
    ]


def calibration(name, correct, scores, bins):
    """Equal-width bins (low, high], the first with 0: np.digitize(right=True) on the edges i/bins."""
    correct, scores = np.array(correct, dtype=float), np.array(scores)
    place = np.maximum(np.digitize(scores, [i / bins for i in range(bins + 1)], right=True) - 1, 0)
    rows, ece = [], 0.0
    for i in range(bins):
        inside = place == i
        if not inside.any():
            rows.append([0, None, None])
            continue
        mean, right = float(scores[inside].mean()), float(correct[inside].mean())
        ece += inside.sum() / len(scores) * abs(mean - right)
        rows.append([int(inside.sum()), mean, right])
    return {
        "name": name,
        "correct": [bool(c) for c in correct],
        "scores": scores.tolist(),
        "bins": bins,
        "rows": rows,
        "ece": float(ece),
        "brier": float(metrics.brier_score_loss(correct, scores)),
    }


def calibrations():
    rng = np.random.default_rng(22)
    scores = np.round(rng.beta(4, 2, 90), 3)
    correct = rng.uniform(size=90) < scores**1.5
    edges = [i / 10 for i in range(11)] * 2
    return [
        calibration("ten bins", correct, scores, 10),
        calibration("five bins", correct, scores, 5),
        calibration("one bin", correct, scores, 1),
        calibration("scores on the edges of ten bins", [i % 3 > 0 for i in range(22)], edges, 10),
        calibration("scores on the edges of twenty bins", [i % 3 > 0 for i in range(20)], [(i + 1) / 20 for i in range(20)], 20),
    ]


def connor(psi, delta, alpha, power):
    """Connor, Biometrics 43 (1987) 207-211."""
    reach = stats.norm.ppf(1 - alpha / 2) * math.sqrt(psi) + stats.norm.ppf(power) * math.sqrt(max(0, psi - delta**2))
    return math.ceil(reach**2 / delta**2)


def comparisons():
    """Four systems on 90 items: McNemar's mid-p by scipy.stats.binom, Holm by statsmodels, macro-F1 by scikit-learn."""
    rng = np.random.default_rng(23)
    names = np.array(["a", "b", "c"])
    references = rng.choice(names, size=90, p=[0.4, 0.35, 0.25])
    systems = {}
    for system, right in (("weak", 0.45), ("middling", 0.7), ("strong", 0.9), ("peer", 0.86)):
        hit = rng.uniform(size=90) < right
        systems[system] = np.where(hit, references, rng.choice(names, size=90))
    order = list(systems)
    pairs = []
    for i, first in enumerate(order):
        for second in order[i + 1 :]:
            one, two = systems[first] == references, systems[second] == references
            b, c = int((one & ~two).sum()), int((two & ~one).sum())
            k, n = min(b, c), b + c
            p = 1.0 if b == c else float(2 * stats.binom.cdf(k, n, 0.5) - stats.binom.pmf(k, n, 0.5))
            counts = {"both": int((one & two).sum()), "onlyFirst": b, "onlySecond": c, "neither": int((~one & ~two).sum())}
            gap = [metrics.f1_score(references, systems[s], labels=names, average="macro") for s in (first, second)]
            pairs.append({"first": first, "second": second, "counts": counts, "mid_p": p, "f1_difference": gap[0] - gap[1]})
    reject, adjusted, *_ = multipletests([pair["mid_p"] for pair in pairs], alpha=0.05, method="holm")
    ranks = stats.rankdata([pair["mid_p"] for pair in pairs], method="min")
    for pair, decided, p, rank in zip(pairs, reject.tolist(), adjusted.tolist(), ranks.tolist()):
        b, c = pair["counts"]["onlyFirst"], pair["counts"]["onlySecond"]
        pair["adjusted"] = p
        pair["verdict"] = ("better" if b > c else "worse") if decided else "no decision"
        alpha = 0.05 / (len(pairs) - (rank - 1))  # the level that Holm asks of this pair
        pair["more_items"] = None if decided or b == c else max(1, connor((b + c) / 90, (b - c) / 90, alpha, 0.8) - 90)
    return {
        "references": references.tolist(),
        "systems": {name: values.tolist() for name, values in systems.items()},
        "accuracies": {name: float((values == references).mean()) for name, values in systems.items()},
        "pairs": pairs,
    }


def main():
    warnings.simplefilter("ignore")
    oracle = {
        "made_by": f"tests/oracles/make_metrics.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, scikit-learn {sklearn.__version__}",
        "classifications": classifications(),
        "calibrations": calibrations(),
        "comparison": comparisons(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("metrics.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
