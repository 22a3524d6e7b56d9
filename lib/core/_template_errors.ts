import { Refusal } from "./_expression_values.ts";
import type { Scope } from "./_template_scope.ts";
import { didYouMean } from "./did_you_mean.ts";

const MAX_SHOWN = 120;

/**
 * A tag for a message: as it is written, cut where it is long.
 *
 * @param source the tag
 * @returns at most 120 characters
 */
export function shownTag(source: string): string {
  return source.length <= MAX_SHOWN ? source : `${source.slice(0, MAX_SHOWN - 1)}…`;
}

/** Tells of a name that the scope lacks. */
export class Unresolved extends RangeError {
  /**
   * Names the tag, the name and the nearest known ones.
   *
   * @param source the tag
   * @param path the name
   * @param scope what there is
   */
  constructor(source: string, path: readonly string[], scope: Scope) {
    const [root] = path;
    const hint = Object.hasOwn(scope, root) ? `"${root}" has no such member` : didYouMean(root, Object.keys(scope));
    super(`Cannot render ${shownTag(source)}: ${path.join(".")} must be a known name, ${hint}`);
  }
}

/**
 * Computes something for a tag, so that an error names the tag.
 *
 * @param source the tag
 * @param compute what is computed
 * @returns its result
 * @throws {TypeError} naming the tag
 * @throws {RangeError} naming the tag
 */
export function forTag<T>(source: string, compute: () => T): T {
  try {
    return compute();
  } catch (error) {
    const isRange = error instanceof RangeError || (error instanceof Refusal && error.kind === RangeError);
    if (!isRange && !(error instanceof TypeError || error instanceof Refusal)) throw error;
    const message = `Cannot render ${shownTag(source)}: ${error.message}`;
    throw isRange ? new RangeError(message, { cause: error }) : new TypeError(message, { cause: error });
  }
}
