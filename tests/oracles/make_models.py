"""Writes models.json: expected answers for tests/models, from scikit-learn.

Run with Debian's python3-sklearn: python3 tests/oracles/make_models.py
"""

import json
import platform
from pathlib import Path

import numpy as np
import scipy
import sklearn
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.naive_bayes import MultinomialNB

TRAINING = [
    ("Where is my parcel? It should have arrived on Monday.", "delivery"),
    ("The courier left the parcel, the PARCEL, at the wrong door", "delivery"),
    ("Lieferung verspätet: wo ist mein Paket?", "delivery"),
    ("Ma commande n'est pas arrivée à l'été 2024", "delivery"),
    ("I want my money back, refund refund refund!", "refund"),
    ("Please refund order no_42; it broke after 3 days", "refund"),
    ("Rückerstattung bitte, das Gerät ist kaputt", "refund"),
    ("I cannot log in: my password is not accepted", "account"),
    ("パスワード を 忘れました", "account"),
    ("забыл пароль и не могу войти", "account"),
    ("ΟΔΟΣ is how my street is written, please change my address", "account"),
    ("a I ? !", "account"),
    ("Close my account 🙂🙂 now", "account"),
]

TARGETS = [
    "when will my parcel arrive",
    "refund my money",
    "password forgotten, cannot log in",
    "PAKET verspätet",
    "пароль",
    "パスワード",
    "οδος",
    "no_42",
    "entirely unseen vocabulary zebra quartz",
    "",
    "a b c",
    "my my my my account 🙂",
    "the door, the refund, the parcel, the password: which?",
    "l'été à Paris",
    "I want it back after 3 days now",
]

GRAM_TEXTS = [
    "",
    " ",
    "a",
    "I",
    "ab",
    "abc",
    "a bc def ghij klmno",
    "  two  blanks\tand a tab\nand a line ",
    "🙂",
    "🙂🙂 ok",
    "a🙂b",
    "👩‍👩‍👧 family",
    "é è ê",
    "naïve ÉTÉ Straße",
    "パスワード を",
    "don't stop_it, 3.14!",
    "ΟΔΟΣ",
    "x\u00a0y",
    "𝒳𝒴 z",
]


def naive_bayes():
    texts, labels = zip(*TRAINING)
    vectorizer = CountVectorizer()
    counts, rows = vectorizer.fit_transform(texts), []
    for alpha in (1, 0.3):
        model = MultinomialNB(alpha=alpha).fit(counts, labels)
        chances = model.predict_proba(vectorizer.transform(TARGETS))
        rows.append(
            {
                "alpha": alpha,
                "labels": model.predict(vectorizer.transform(TARGETS)).tolist(),
                "scores": chances.max(axis=1).tolist(),
            }
        )
    return rows


def words():
    analyse = CountVectorizer().build_analyzer()
    return [[text, analyse(text)] for text in [*(text for text, _ in TRAINING), *TARGETS, *GRAM_TEXTS]]


def grams():
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).build_analyzer()
    return [[text, analyse(text)] for text in GRAM_TEXTS]


def majority():
    rows = []
    for labels in (["b", "a", "b"], ["b", "a"], ["z", "y", "y", "z", "x"], [label for _, label in TRAINING]):
        model = DummyClassifier(strategy="prior").fit(np.zeros((len(labels), 1)), labels)
        chances = model.predict_proba(np.zeros((1, 1)))[0]
        rows.append({"labels": labels, "label": str(model.predict(np.zeros((1, 1)))[0]), "score": float(chances.max())})
    return rows


def nearest():
    texts = [text for text, _ in TRAINING]
    spaces = [TfidfVectorizer(), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))]
    both = sum(cosine_similarity(space.fit(texts).transform(TARGETS), space.transform(texts)) for space in spaces) / 2
    gaps = np.sort(both, axis=1)
    return {
        "indices": both.argmax(axis=1).tolist(),
        "similarities": both.max(axis=1).tolist(),
        "margins": (gaps[:, -1] - gaps[:, -2]).tolist(),
    }


def main():
    oracle = {
        "made_by": f"tests/oracles/make_models.py with python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}",
        "texts": [text for text, _ in TRAINING],
        "labels": [label for _, label in TRAINING],
        "targets": TARGETS,
        "naive_bayes": naive_bayes(),
        "words": words(),
        "grams": grams(),
        "majority": majority(),
        "nearest": nearest(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("models.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
