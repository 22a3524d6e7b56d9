import { AssayError } from "../core/assay_error.ts";
import { checkInteger } from "../core/checks.ts";
import { describeValue } from "../core/describe_value.ts";

/** Whatever turns texts into vectors; every embedder of the models room is one. */
export interface Embedding {
  /** Provider and name, which the signature of a score states. */
  readonly id: string;
  /** One vector a text, in their order, all of one length. */
  embed(texts: readonly string[], options?: { signal?: AbortSignal }): Promise<Float64Array[]>;
}

/** How texts are embedded. */
export interface EmbeddingOptions {
  /**
   * How many texts go into one call of the embedder, from 1; default all, since embedders batch by themselves. An embedder whose
   * vectors compare within a call only must get all texts at once.
   */
  readonly batchSize?: number;
  /** Cancels the embedding. */
  readonly signal?: AbortSignal;
}

/** The direction of each text's vector, of length 1; null for the zero vector. Each text is embedded once. */
export async function embedTexts(
  doing: string,
  texts: Iterable<string>,
  embedder: Embedding,
  options: EmbeddingOptions = {},
): Promise<Map<string, Float64Array | null>> {
  const { batchSize, signal } = options;
  if (batchSize !== undefined) checkInteger(doing, "batchSize", batchSize, { min: 1 });
  checkEmbedder(doing, embedder, "embed");
  const distinct = [...new Set(texts)];
  const found = new Map<string, Float64Array | null>();
  const step = batchSize ?? Math.max(1, distinct.length);
  let width = -1;
  for (let start = 0; start < distinct.length; start += step) {
    signal?.throwIfAborted();
    const batch = distinct.slice(start, start + step);
    const vectors = await embedder.embed(batch, { signal });
    if (!Array.isArray(vectors) || vectors.length !== batch.length) {
      const received = Array.isArray(vectors) ? `${vectors.length} vectors` : describeValue(vectors);
      throw refused(doing, embedder, `${batch.length} texts must give as many vectors, received ${received}`);
    }
    batch.forEach((text, i) => {
      if (width < 0) width = vectors[i]?.length ?? 0;
      found.set(text, directionOf(doing, vectors[i], { embedder, width }));
    });
  }
  signal?.throwIfAborted();
  return found;
}

/** Throws unless there is an embedder with an id and the given function. */
export function checkEmbedder(doing: string, embedder: { readonly id: string }, name: string): void {
  const member: unknown = embedder === null || typeof embedder !== "object" ? undefined : Reflect.get(embedder, name);
  if (typeof member === "function" && typeof embedder.id === "string" && embedder.id !== "") return;
  throw new TypeError(
    `Cannot ${doing}: embedder must have an id and a function ${name}, received ${describeValue(embedder)}`,
  );
}

/** A vector's direction; null for the zero vector. Dividing by the largest number first keeps the squares in range. */
export function directionOf(
  doing: string,
  vector: ArrayLike<number>,
  { embedder, width }: { embedder: { readonly id: string }; width: number },
): Float64Array | null {
  if (typeof vector?.length !== "number") {
    throw refused(doing, embedder, `a vector must be a list of numbers, received ${describeValue(vector)}`);
  }
  if (vector.length !== width) {
    const lengths = `received ${width} and ${vector.length} numbers`;
    throw refused(doing, embedder, `all vectors must have one length, ${lengths}; its calls may not compare`);
  }
  let most = 0;
  for (let k = 0; k < width; k++) {
    const size = Math.abs(vector[k]);
    if (!Number.isFinite(size)) {
      throw refused(doing, embedder, `vectors must be finite numbers, received ${describeValue(vector[k])}`);
    }
    if (size > most) most = size;
  }
  if (most === 0) return null;
  const direction = new Float64Array(width);
  let squares = 0;
  for (let k = 0; k < width; k++) {
    const part = vector[k] / most;
    direction[k] = part;
    squares += part * part;
  }
  const length = Math.sqrt(squares);
  for (let k = 0; k < width; k++) direction[k] /= length;
  return direction;
}

/** The cosine of two directions, from −1 to 1 whatever the rounding. */
export function cosineOf(a: Float64Array, b: Float64Array): number {
  if (a === b) return 1;
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum > 1 ? 1 : sum < -1 ? -1 : sum;
}

function refused(doing: string, embedder: { readonly id: string }, problem: string): AssayError {
  return new AssayError(`Cannot ${doing} with the embedder ${embedder.id}`, {
    problems: [problem],
    code: "provider_failed",
  });
}
