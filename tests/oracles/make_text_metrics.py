"""Writes text_metrics.json: expected numbers for the text metrics of tests/metrics.

Run with sacrebleu 2.6.0, nltk 3.10.3 and rapidfuzz 3.14.6 from PyPI: python3 tests/oracles/make_text_metrics.py
SQuAD's F1, ROUGE and the error rates have no installable oracle here: they are coded below by themselves, from the published
definitions, in another way than the library; the Porter stemmer in ROUGE is nltk's.
"""

import collections
import functools
import json
import platform
import random
import re
import string
import unicodedata
from pathlib import Path

import nltk
import rapidfuzz
import sacrebleu
from nltk.stem.porter import PorterStemmer
from nltk.translate import gleu_score, meteor_score
from rapidfuzz.distance import DamerauLevenshtein, Levenshtein, OSA
from sacrebleu.metrics import BLEU, CHRF, TER

PAIRS = [
    ("The dog bit the man.", "The dog bit the man."),
    ("The dog bit the man.", "The man bit the dog!"),
    ("It wasn't \"surprising\", she said: 1,234.56 dollars (net).", "It was not surprising, she said: 1234.56 dollars net"),
    ("The quick brown fox jumps over the lazy dog", "The fast brown fox jumped over the lazy dogs, twice"),
    ("On 3-4 May 2020 the A&amp;B Co. paid $5.00.", "The A&B Co. paid 5.00 $ on May 3-4, 2020."),
    ("Das Mädchen trägt «schöne» Schuhe – für 20 €.", "Das Mädchen trägt schöne Schuhe für 20€."),
    ("我们去北京吃烤鸭。", "我们到北京去吃烤鸭吧。"),
    ("Emoji 👍🏽 and 👩‍👩‍👧 count as characters", "Emoji 👍 and 👩‍👧 count as character"),
    ("a", "a"),
    ("a", "b"),
    ("one two", "one two"),
    ("hello", ""),
    ("   ", "something said into silence"),
    ("", ""),
    ("the the the the the the the", "the cat is on the mat"),
    ("The police killed the gunman", "the gunman police killed"),
    ("line one\nline two has more words\n\nline three", "line two has words\nline one, more or less\nand three lines"),
    ("ponies caresses relational dying skies happily enjoyments", "pony caress relation die sky happy enjoyment"),
    ("x-\ny <skipped> z &quot;q&quot; 3.5.6, 7,8 .9", "x y z \"q\" 3.5.6 , 7 8 .9"),
    ("de\u0301ja\u0300 vu e\u0301te\u0301", "déjà vu été"),
    ("constructor __proto__ toString", "toString constructor valueOf"),
    ("B A C D E F G H", "A B C D E F H G I"),
]

WORDS = "the a of to and in that is was he for it with as his on be at by had not are but from or have an they which one".split()


def drawn(rng, count, length):
    """Pairs of word sequences, the second a mangled copy of the first with blocks moved."""
    out = []
    for _ in range(count):
        words = [rng.choice(WORDS) for _ in range(rng.randint(1, length))]
        other = [w if rng.random() < 0.8 else rng.choice(WORDS) for w in words if rng.random() < 0.9]
        if len(other) > 4 and rng.random() < 0.7:
            start, size = rng.randrange(len(other) - 2), rng.randint(1, 3)
            block = other[start : start + size]
            del other[start : start + size]
            at = rng.randrange(len(other) + 1)
            other[at:at] = block
        out.append((" ".join(words), " ".join(other)))
    return out


def squad_words(text):
    kept = "".join(c for c in text.lower() if c not in string.punctuation)
    return [w for w in re.sub(r"\b(a|an|the)\b", " ", kept).split()]


def squad_f1(reference, prediction):
    gold, guess = squad_words(reference), squad_words(prediction)
    if not gold or not guess:
        return float(gold == guess)
    same = sum((collections.Counter(gold) & collections.Counter(guess)).values())
    if same == 0:
        return 0.0
    precision, recall = same / len(guess), same / len(gold)
    return 2 * precision * recall / (precision + recall)


def rouge_words(text, stem):
    words = re.sub(r"[^a-z0-9]+", " ", text.lower()).split()
    return [PorterStemmer().stem(w) if stem and len(w) > 3 else w for w in words]


def lcs_places(a, b):
    """The places in a of one longest common subsequence: by recursion from the end, equal words first, then a gives way on ties."""

    @functools.lru_cache(None)
    def length(i, j):
        if i == 0 or j == 0:
            return 0
        if a[i - 1] == b[j - 1]:
            return length(i - 1, j - 1) + 1
        return max(length(i - 1, j), length(i, j - 1))

    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            length(i, j)
    places, i, j = set(), len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            places.add(i)
        elif length(i, j - 1) > length(i - 1, j):
            j -= 1
        else:
            i -= 1
    return places


def ratio(hits, reference, prediction):
    precision, recall = (hits / prediction if prediction else 0.0), (hits / reference if reference else 0.0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [precision, recall, f1]


def rouge(reference, prediction, kind, stem):
    if kind == "rougeLsum":
        gold = [rouge_words(s, stem) for s in reference.split("\n") if s]
        guess = [rouge_words(s, stem) for s in prediction.split("\n") if s]
        left = [collections.Counter(w for s in side for w in s) for side in (gold, guess)]
        hits = 0
        for sentence in gold:
            for place in sorted(set().union(*(lcs_places(tuple(sentence), tuple(s)) for s in guess))):
                word = sentence[place]
                if left[0][word] > 0 and left[1][word] > 0:
                    hits += 1
                    left[0][word] -= 1
                    left[1][word] -= 1
        sizes = [sum(map(len, side)) for side in (gold, guess)]
    else:
        gold, guess = rouge_words(reference, stem), rouge_words(prediction, stem)
        if kind == "rougeL":
            hits, sizes = len(lcs_places(tuple(gold), tuple(guess))), [len(gold), len(guess)]
        else:
            n = int(kind[-1])
            grams = [collections.Counter(zip(*(side[k:] for k in range(n)))) for side in (gold, guess)]
            hits, sizes = sum((grams[0] & grams[1]).values()), [sum(g.values()) for g in grams]
    return None if sizes[0] == 0 else ratio(hits, *sizes)


def edits(pairs):
    return [
        [a, b, Levenshtein.distance(a, b), OSA.distance(a, b), DamerauLevenshtein.distance(a, b), Levenshtein.normalized_similarity(a, b)]
        for a, b in pairs
    ]


def edit_pairs(rng):
    out = [*PAIRS, ("ca", "abc"), ("kitten", "sitting"), ("a cat", "an abct"), ("ab" * 40, "ba" * 41)]
    for size, letters in [(12, "ab"), (40, "abc"), (70, "abcd"), (150, "abcdefgh"), (33, "αβγ👍👎")]:
        for _ in range(12):
            out.append(tuple("".join(rng.choice(letters) for _ in range(rng.randint(0, size))) for _ in range(2)))
    return edits(out)


def multiple(pairs):
    """A second reference for each pair: the next pair's prediction."""
    return [[r, pairs[(i + 1) % len(pairs)][1]] for i, (r, _) in enumerate(pairs)]


def bleus(pairs):
    predictions = [p for _, p in pairs]
    single, double = [[r for r, _ in pairs]], list(map(list, zip(*multiple(pairs))))
    cases = []
    for refs in (single, double):
        for tokens in ("13a", "intl", "char", "none"):
            for smoothing, value in (("exp", None), ("floor", None), ("floor", 0.5), ("add-k", None), ("add-k", 0.3), ("none", None)):
                for lowercase in (False, True):
                    if lowercase and smoothing != "exp":
                        continue
                    options = dict(tokenize=tokens, smooth_method=smoothing, smooth_value=value, lowercase=lowercase)
                    corpus, sentence = BLEU(**options), BLEU(effective_order=True, **options)
                    scores = [sentence.sentence_score(p, list(r)).score for p, r in zip(predictions, zip(*refs))]
                    score = corpus.corpus_score(predictions, refs).score
                    signature = str(corpus.get_signature()).rsplit("|", 1)[0]
                    cases.append({"refs": len(refs), "tokens": tokens, "smoothing": smoothing, "value": value, "lowercase": lowercase,
                                  "corpus": score, "scores": scores, "signature": signature})
    for n in (1, 2, 6):
        cases.append({"refs": 1, "tokens": "13a", "smoothing": "exp", "value": None, "lowercase": False, "orders": n,
                      "corpus": BLEU(max_ngram_order=n).corpus_score(predictions, single).score,
                      "scores": [BLEU(max_ngram_order=n, effective_order=True).sentence_score(p, [r]).score for r, p in pairs]})
    short = ["a b", "c"], [["a b", "c d"]]
    return cases, [BLEU(effective_order=e).corpus_score(*short).score for e in (False, True)]


def chrfs(pairs):
    predictions = [p for _, p in pairs]
    single, double = [[r for r, _ in pairs]], list(map(list, zip(*multiple(pairs))))
    cases = []
    for refs in (single, double):
        for nw, beta, lowercase, space, nc in ((0, 2, 0, 0, 6), (1, 2, 0, 0, 6), (2, 2, 0, 0, 6), (2, 2, 1, 0, 6), (0, 2, 0, 1, 6), (0, 1, 0, 0, 4), (0, 3, 0, 0, 6)):
            metric = CHRF(char_order=nc, word_order=nw, beta=beta, lowercase=bool(lowercase), whitespace=bool(space))
            corpus = metric.corpus_score(predictions, refs).score
            cases.append({"refs": len(refs), "wordOrders": nw, "beta": beta, "lowercase": bool(lowercase), "whitespace": bool(space),
                          "characterOrders": nc, "corpus": corpus,
                          "scores": [metric.sentence_score(p, list(r)).score for p, r in zip(predictions, zip(*refs))],
                          "signature": str(metric.get_signature()).rsplit("|", 1)[0]})
    return cases


def ters(pairs):
    predictions = [p for _, p in pairs]
    single, double = [[r for r, _ in pairs]], list(map(list, zip(*multiple(pairs))))
    cases = []
    for refs in (single, double):
        for normalized, no_punct, case_sensitive in ((0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1), (0, 0, 1)):
            metric = TER(normalized=bool(normalized), no_punct=bool(no_punct), case_sensitive=bool(case_sensitive))
            corpus = metric.corpus_score(predictions, refs).score
            cases.append({"refs": len(refs), "normalise": bool(normalized), "punctuation": not no_punct, "caseSensitive": bool(case_sensitive),
                          "corpus": corpus,
                          "scores": [metric.sentence_score(p, list(r)).score for p, r in zip(predictions, zip(*refs))],
                          "signature": str(metric.get_signature()).rsplit("|", 1)[0]})
    return cases


class NoSynonyms:
    """Stands in for WordNet, so that only the exact and the stem stage match."""

    def synsets(self, _word):
        return []


def stems():
    suffixes = "s es ies ed ied eed ing ational tional enci izer bli alli entli ousli ization ation ator alism iveness fulness ousness aliti iviti biliti fulli logi icate ative alize iciti ical ful ness al ance er ic able ant ement ment ent ion ou ism ate iti ous ive ize y e ll".split()
    bases = "b by y toy sk fl hop tann fall fizz fil fail r rel theo geo archaeo contr ceas box ow wil trouble".split()
    paper = """caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping tanned falling
    hissing fizzed failing filing happy sky relational conditional rational valenci hesitanci digitizer conformabli radicalli differentli vileli
    analogousli vietnamization predication operator feudalism decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate
    formative formalize electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable defensible irritant
    replacement adjustment dependent adoption homologou communism activate angulariti homologous effective bowdlerize probate rate cease controll
    roll dying lying tying news innings inning outing cannings howe proceed exceed succeed skies dies died spied enjoy enjoyment fly spy syzygy
    yyyy a is be généralisation 2020s x100ing""".split()
    words = sorted({*paper, *(b + s for b in bases for s in suffixes)})
    own, default = PorterStemmer(mode=PorterStemmer.MARTIN_EXTENSIONS), PorterStemmer()
    return [[w, own.stem(w), default.stem(w)] for w in words]


def main():
    rng = random.Random(31)
    pairs = [*PAIRS, *drawn(rng, 12, 14)]
    shifted = [*PAIRS, *drawn(rng, 60, 30), *drawn(rng, 6, 90)]
    bleu, short = bleus(pairs)
    nfc = [(unicodedata.normalize("NFC", r), unicodedata.normalize("NFC", p)) for r, p in pairs]
    assert nfc != pairs
    split = [(r.split(), p.split()) for r, p in pairs]
    oracle = {
        "made_by": f"tests/oracles/make_text_metrics.py with python {platform.python_version()}, sacrebleu {sacrebleu.__version__}, "
        f"nltk {nltk.__version__}, rapidfuzz {rapidfuzz.__version__}",
        "pairs": pairs,
        "edits": edit_pairs(rng),
        "squad": [[int(squad_words(r) == squad_words(p)), squad_f1(r, p)] for r, p in pairs],
        "rouge": {f"{kind} {stem}": [rouge(r, p, kind, stem) for r, p in pairs] for kind in ("rouge1", "rouge2", "rougeL", "rougeLsum") for stem in (False, True)},
        "bleu": bleu,
        "bleu_short": short,
        "chrf": chrfs(pairs),
        "ter_pairs": shifted,
        "ter": ters(shifted),
        "wer": [[Levenshtein.distance(r, p), len(r)] for r, p in split],
        "cer": [[Levenshtein.distance(r, p), len(r)] for r, p in pairs],
        "gleu": [gleu_score.sentence_gleu([r], p) if r or p else None for r, p in split],
        "gleu_two": [gleu_score.sentence_gleu([r.split() for r in rs], p) for rs, (_, p) in zip(multiple(pairs), split)],
        "gleu_corpus": gleu_score.corpus_gleu([[r] for r, _ in split], [p for _, p in split]),
        "meteor": [meteor_score.single_meteor_score(r, p, wordnet=NoSynonyms()) for r, p in split],
        "meteor_other": [meteor_score.single_meteor_score(r, p, wordnet=NoSynonyms(), alpha=0.8, beta=1.5, gamma=0.3) for r, p in split],
        "stems": stems(),
    }
    lines = [f" {json.dumps(key)}: {json.dumps(value, allow_nan=False)}" for key, value in oracle.items()]
    Path(__file__).with_name("text_metrics.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
