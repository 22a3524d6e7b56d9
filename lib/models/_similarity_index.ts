import { characterGrams, words } from "./_tokens.ts";

/** Finds the text most like another: the mean of two cosine similarities, over words and over character n-grams. */
export interface SimilarityIndex {
  /** The position of the most similar text, and the similarity, 0 to 1; the first of equals. */
  nearest(text: string): { index: number; similarity: number };
}

interface Space {
  analyse: (text: string) => string[];
  /** For each term the texts that hold it, with their weights, and the term's inverse document frequency. */
  terms: Map<string, { idf: number; texts: number[]; weights: number[] }>;
}

/**
 * Indexes texts by TF-IDF, as scikit-learn's `TfidfVectorizer` weighs terms: raw counts, smoothed idf ln((1 + n)/(1 + df)) + 1,
 * vectors of length 1.
 */
export function similarityIndex(texts: readonly string[]): SimilarityIndex {
  const spaces = [words, characterGrams].map((analyse) => buildSpace(texts, analyse));
  const sums = new Float64Array(texts.length);
  return {
    nearest(text) {
      sums.fill(0);
      for (const space of spaces) addSimilarities(space, text, sums);
      let index = 0;
      for (let i = 1; i < sums.length; i++) if (sums[i] > sums[index]) index = i;
      return { index, similarity: sums[index] / spaces.length };
    },
  };
}

function buildSpace(texts: readonly string[], analyse: Space["analyse"]): Space {
  const terms: Space["terms"] = new Map();
  texts.forEach((text, i) => {
    for (const [term, count] of countTerms(analyse(text))) {
      const known = terms.get(term);
      if (known === undefined) terms.set(term, { idf: 0, texts: [i], weights: [count] });
      else {
        known.texts.push(i);
        known.weights.push(count);
      }
    }
  });
  const squares = new Float64Array(texts.length);
  for (const term of terms.values()) {
    term.idf = Math.log((1 + texts.length) / (1 + term.texts.length)) + 1;
    term.weights = term.weights.map((count) => count * term.idf);
    term.texts.forEach((i, k) => squares[i] += term.weights[k] ** 2);
  }
  for (const term of terms.values()) term.texts.forEach((i, k) => term.weights[k] /= Math.sqrt(squares[i]));
  return { analyse, terms };
}

function addSimilarities(space: Space, text: string, sums: Float64Array): void {
  const known = [...countTerms(space.analyse(text))].flatMap(([name, count]) => {
    const term = space.terms.get(name);
    return term === undefined ? [] : [{ term, weight: count * term.idf }];
  });
  const length = Math.sqrt(known.reduce((sum, { weight }) => sum + weight * weight, 0));
  for (const { term, weight } of known) {
    for (let k = 0; k < term.texts.length; k++) sums[term.texts[k]] += weight / length * term.weights[k];
  }
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}
