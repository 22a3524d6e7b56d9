"""Writes more_metrics.json: expected numbers for Cohen's kappa, sets of labels, costs, perplexity, Brier, one class, and vectors.

Run with Debian's python3-sklearn: /usr/bin/python3 tests/oracles/make_more_metrics.py
From scikit-learn: cohen_kappa_score, hamming_loss, accuracy_score, jaccard_score, precision_score, recall_score, f1_score (sets of labels
through MultiLabelBinarizer) and brier_score_loss. Coded here from their definitions: the cost-weighted error and the perplexity item by
item and token by token (mpmath), cosines and BERTScore's greedy matching with idf (Zhang et al., ICLR 2020, equations 1 to 3
and "Importance Weighting") with numpy over all pairs.
"""

import json
import platform
import warnings
from pathlib import Path

import mpmath
import numpy as np
import sklearn
from sklearn import metrics
from sklearn.preprocessing import MultiLabelBinarizer

AVERAGES = ("macro", "weighted", "micro", "samples")


def kappas():
    rng = np.random.default_rng(71)
    out = []
    for k, n, right in ((2, 40, 0.7), (3, 90, 0.5), (5, 200, 0.4), (7, 30, 0.1), (4, 60, 1.0)):
        labels = ["low", "mid", "high", "top", "zenith", "apex", "base"][:k]
        codes = rng.choice(k, size=n)
        answers = np.where(rng.uniform(size=n) < right, codes, np.clip(codes + rng.integers(-2, 3, size=n), 0, k - 1))
        references, predictions = np.array(labels)[codes], np.array(labels)[answers]
        out.append({
            "labels": labels, "references": references.tolist(), "predictions": predictions.tolist(),
            "kappa": [[w, metrics.cohen_kappa_score(references, predictions, labels=labels, weights=w)] for w in (None, "linear", "quadratic")],
        })
    # Odd answers: classes that no reference has.
    references = rng.choice(list("abc"), size=70)
    predictions = np.where(rng.uniform(size=70) < 0.6, references, rng.choice(list("abxyz"), size=70))
    odd = {"references": references.tolist(), "predictions": predictions.tolist(), "kappa": metrics.cohen_kappa_score(references, predictions)}
    return {"cases": out, "odd": odd}


def sets():
    rng = np.random.default_rng(72)
    out = []
    for k, n, density, flip in ((3, 25, 0.5, 0.2), (6, 80, 0.3, 0.15), (12, 60, 0.1, 0.1), (4, 40, 0.4, 0.0), (5, 30, 0.05, 0.5)):
        labels = [f"l{i}" for i in range(k)]
        truth = rng.uniform(size=(n, k)) < density
        truth[np.arange(k) % n, np.arange(k)] = True
        answer = truth ^ (rng.uniform(size=(n, k)) < flip)
        lists = [[[labels[i] for i in rng.permutation(k) if row[i]] for row in table] for table in (truth, answer)]
        binarizer = MultiLabelBinarizer(classes=labels)
        y, p = binarizer.fit_transform(lists[0]), binarizer.transform(lists[1])
        scores = []
        for zero in (0, 1):
            for average in AVERAGES:
                of = {"average": average, "zero_division": zero}
                scores.append({"zero": zero, "average": average, "precision": metrics.precision_score(y, p, **of), "recall": metrics.recall_score(y, p, **of),
                               "f1": metrics.f1_score(y, p, **of), "jaccard": metrics.jaccard_score(y, p, **of)})
        defined = {
            "precision": bool((p.sum(axis=0) > 0).all()), "recall": bool((y.sum(axis=0) > 0).all()),
            "precision_samples": bool((p.sum(axis=1) > 0).all()), "recall_samples": bool((y.sum(axis=1) > 0).all()),
            "f1_samples": bool(((y + p).sum(axis=1) > 0).all()),
        }
        out.append({"references": lists[0], "predictions": lists[1], "hamming": metrics.hamming_loss(y, p), "subset": metrics.accuracy_score(y, p), "scores": scores, "defined": defined})
    # Predicted labels that no reference has: items and micro see them, macro and weighted look at the references' classes only.
    references = [["a"], ["a", "b"], [], ["b"], ["c", "a"]]
    predictions = [["a", "x"], ["b"], ["y"], ["b", "x", "z"], ["a", "c"]]
    binarizer = MultiLabelBinarizer().fit(references + predictions)
    y, p = binarizer.transform(references), binarizer.transform(predictions)
    known = [list(binarizer.classes_).index(label) for label in "abc"]
    odd = {"references": references, "predictions": predictions, "subset": metrics.accuracy_score(y, p), "scores": [
        {"average": average, **{name: score(y, p, average=average, zero_division=0, **({"labels": known} if average in ("macro", "weighted") else {})) for name, score in
         (("precision", metrics.precision_score), ("recall", metrics.recall_score), ("f1", metrics.f1_score), ("jaccard", metrics.jaccard_score))}} for average in AVERAGES]}
    return {"cases": out, "odd": odd}


def one_class():
    rng = np.random.default_rng(73)
    out = []
    for n, right in ((30, 0.7), (55, 0.3)):
        references = rng.choice(list("abc"), size=n)
        predictions = np.where(rng.uniform(size=n) < right, references, rng.choice(list("abc?"), size=n))
        rows = []
        for positive in "abc":
            y, p = references == positive, predictions == positive
            rows.append([positive, metrics.precision_score(y, p), metrics.recall_score(y, p), metrics.f1_score(y, p)])
        out.append({"references": references.tolist(), "predictions": predictions.tolist(), "rows": rows})
    return out


def costs():
    rng = np.random.default_rng(74)
    names = list("abc")
    matrix = {r: {p: float(np.round(rng.uniform(0.1, 20), 3)) for p in names if p != r} for r in names}
    matrix["a"]["a"] = -1.5
    references, predictions = rng.choice(names, size=50), rng.choice(names, size=50)
    each = [matrix[r].get(p, 0.0) for r, p in zip(references, predictions)]
    return {"costs": matrix, "references": references.tolist(), "predictions": predictions.tolist(), "each": each, "mean": float(mpmath.fsum(each) / len(each))}


def perplexities():
    rng = np.random.default_rng(75)
    out = []
    for n, scale in ((1, 1.0), (12, 2.0), (40, 0.01), (5, 60.0)):
        items = [(-rng.exponential(scale, size=rng.integers(1, 9))).tolist() for _ in range(n)]
        with mpmath.workdps(40):
            each = [float(mpmath.exp(-mpmath.fsum(item) / len(item))) for item in items]
            every = [log for item in items for log in item]
            pooled = float(mpmath.exp(-mpmath.fsum(every) / len(every)))
        out.append({"items": items, "each": each, "pooled": pooled})
    return out


def brier():
    rng = np.random.default_rng(76)
    happened, given = rng.uniform(size=60) < 0.4, np.round(rng.uniform(size=60), 3)
    given[:2] = [0, 1]
    return {"positives": happened.tolist(), "probabilities": given.tolist(), "score": metrics.brier_score_loss(happened, given)}


def vectors():
    """Made-up vectors by word; a text's vector is that of the word it consists of (similarity), or its words are tokens (matching)."""
    rng = np.random.default_rng(77)
    words = [f"w{i}" for i in range(14)]
    table = {word: np.round(rng.normal(size=6), 4) for word in words}
    cosine = lambda a, b: float(table[a] @ table[b] / np.linalg.norm(table[a]) / np.linalg.norm(table[b]))
    similar = [{"reference": references, "prediction": prediction, "score": max(cosine(one, prediction) for one in references)}
               for references, prediction in ((["w0"], "w1"), (["w2", "w3", "w4"], "w5"), (["w6"], "w6"), (["w7", "w8"], "w9"), (["w1"], "w0"))]
    items = []
    for _ in range(14):
        references = [rng.choice(words, size=rng.integers(1, 9)).tolist() for _ in range(rng.integers(1, 4))]
        items.append((references, rng.choice(words, size=rng.integers(1, 9)).tolist()))
    documents = [reference for references, _ in items for reference in references]
    idf = {word: float(np.log((len(documents) + 1) / (sum(word in one for one in documents) + 1))) for word in words}
    matched = []
    for references, answer in items:
        row = {"references": [" ".join(one) for one in references], "prediction": " ".join(answer)}
        for name, weight in (("plain", dict.fromkeys(words, 1.0)), ("idf", idf)):
            found = []
            for reference in references:
                pairs = np.array([[cosine(x, z) for z in answer] for x in reference])
                recall = np.average(pairs.max(axis=1), weights=[weight[x] for x in reference])
                precision = np.average(pairs.max(axis=0), weights=[weight[z] for z in answer])
                found.append([precision, recall, 0.0 if precision * recall <= 0 else 2 * precision * recall / (precision + recall)])
            row[name] = max(found, key=lambda one: one[2])
        matched.append(row)
    return {"table": {word: row.tolist() for word, row in table.items()}, "similar": similar, "matched": matched}


def main():
    warnings.simplefilter("ignore")
    oracle = {
        "made_by": f"tests/oracles/make_more_metrics.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scikit-learn {sklearn.__version__}, mpmath {mpmath.__version__}",
        "kappas": kappas(), "sets": sets(), "one_class": one_class(), "costs": costs(), "perplexities": perplexities(), "brier": brier(), "vectors": vectors(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("more_metrics.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
