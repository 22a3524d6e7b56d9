// Classifiers written from their definitions alone, with plain Maps, as an oracle for those of the library.

/** A text with its label. */
export interface Row {
  readonly text: string;
  readonly label: string;
}

/** Lower-case words of two or more letters, digits or underscores: CountVectorizer's default. */
function wordsOf(text: string): string[] {
  return [...text.toLowerCase().matchAll(/[\p{L}\p{N}_]+/gu)].map(([word]) => word).filter((word) => word.length >= 2);
}

/** N-grams of 3 to 5 characters inside each word with a blank at either end; a word shorter than n is counted once. */
function gramsOf(text: string): string[] {
  const grams: string[] = [];
  for (const word of text.toLowerCase().trim().split(/\s+/)) {
    const padded = ` ${word} `;
    for (const n of [3, 4, 5]) {
      if (padded.length <= n) {
        grams.push(padded);
        break;
      }
      for (let start = 0; start + n <= padded.length; start++) grams.push(padded.substring(start, start + n));
    }
  }
  return grams;
}

function countOf(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/**
 * Multinomial naive Bayes, alpha 1: the class c with the largest ln P(c) + Σ ln((count of w in c + 1) / (words in c + size of
 * the vocabulary)), words that training did not see left out; of ties the first class in sorted order.
 */
export function naiveBayes(train: readonly Row[]): (text: string) => string {
  const classes = [...new Set(train.map(({ label }) => label))].sort();
  const texts = countOf(train.map(({ label }) => label));
  const words = new Map(classes.map((label) => [label, new Map<string, number>()]));
  const vocabulary = new Set<string>();
  for (const { text, label } of train) {
    const counts = words.get(label)!;
    for (const word of wordsOf(text)) {
      vocabulary.add(word);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const totals = new Map(classes.map((label) => [label, [...words.get(label)!.values()].reduce((a, b) => a + b, 0)]));
  return (text) => {
    const known = wordsOf(text).filter((word) => vocabulary.has(word));
    let [best, highest] = ["", -Infinity];
    for (const label of classes) {
      const counts = words.get(label)!;
      const divisor = totals.get(label)! + vocabulary.size;
      let score = Math.log(texts.get(label)! / train.length);
      for (const word of known) score += Math.log(((counts.get(word) ?? 0) + 1) / divisor);
      if (score > highest) [best, highest] = [label, score];
    }
    return best;
  };
}

/** TF-IDF vectors of length 1, with idf ln((1 + n) / (1 + df)) + 1. */
function vectorizer(texts: readonly string[], analyse: (text: string) => string[]) {
  const documents = new Map<string, number>();
  for (const text of texts) {
    for (const term of new Set(analyse(text))) documents.set(term, (documents.get(term) ?? 0) + 1);
  }
  return (text: string): Map<string, number> => {
    const vector = new Map<string, number>();
    for (const [term, count] of countOf(analyse(text))) {
      const df = documents.get(term);
      if (df !== undefined) vector.set(term, count * (Math.log((1 + texts.length) / (1 + df)) + 1));
    }
    const length = Math.sqrt([...vector.values()].reduce((sum, weight) => sum + weight * weight, 0));
    return new Map([...vector].map(([term, weight]) => [term, length === 0 ? 0 : weight / length]));
  };
}

function dot(one: Map<string, number>, two: Map<string, number>): number {
  let sum = 0;
  for (const [term, weight] of one) sum += weight * (two.get(term) ?? 0);
  return sum;
}

/** The label of the example with the largest mean of two cosines, over words and over n-grams; of ties the first example. */
export function nearest(examples: readonly Row[]): (text: string) => string {
  const texts = examples.map(({ text }) => text);
  const spaces = [wordsOf, gramsOf].map((analyse) => {
    const vectorOf = vectorizer(texts, analyse);
    return { vectorOf, vectors: texts.map(vectorOf) };
  });
  return (text) => {
    const targets = spaces.map(({ vectorOf }) => vectorOf(text));
    let [best, highest] = [0, -Infinity];
    for (let i = 0; i < examples.length; i++) {
      const similarity = (dot(targets[0], spaces[0].vectors[i]) + dot(targets[1], spaces[1].vectors[i])) / 2;
      // Sums in another order differ by rounding; that is no reason to prefer a later example.
      if (similarity > highest + 1e-12) [best, highest] = [i, similarity];
    }
    return examples[best].label;
  };
}
