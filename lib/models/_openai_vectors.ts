/**
 * Checks vectors that a server sent.
 *
 * @param vectors one a text, untrusted
 * @param wanted how many there must be
 * @param malformed the error for what is wrong
 */
export function checkVectors(
  vectors: readonly unknown[],
  wanted: number,
  malformed: (what: string) => Error,
): Float64Array[] {
  if (vectors.length !== wanted) throw malformed(`must hold ${wanted} vectors, received ${vectors.length}`);
  return vectors.map((vector, i) => {
    const isVector = Array.isArray(vector) && vector.length > 0 &&
      vector.every((value) => typeof value === "number" && Number.isFinite(value));
    if (!isVector) throw malformed(`holds no vector of finite numbers at ${i}`);
    return Float64Array.from(vector as number[]);
  });
}

/** Embeds texts in batches, one after the other; all vectors must have the length of the first. */
export async function embedBatches(
  texts: readonly string[],
  limits: { readonly most: number; readonly mostCharacters: number; readonly malformed: (what: string) => Error },
  embed: (batch: readonly string[]) => Promise<Float64Array[]>,
): Promise<Float64Array[]> {
  const vectors: Float64Array[] = [];
  let from = 0;
  while (from < texts.length) {
    let to = from;
    let characters = 0;
    // A batch has at least one text, however long.
    while (to < texts.length && to - from < limits.most) {
      characters += texts[to].length;
      if (to > from && characters > limits.mostCharacters) break;
      to++;
    }
    for (const vector of await embed(texts.slice(from, to))) {
      if (vector.length !== (vectors[0] ?? vector).length) throw limits.malformed("holds vectors of different lengths");
      vectors.push(vector);
    }
    from = to;
  }
  return vectors;
}
