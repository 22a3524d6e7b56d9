/** What Jupyter shows: a rendering for each MIME type, of which the front end takes the richest. */
export type MimeBundle = Record<string, unknown>;

/**
 * Lets a notebook show a value richly, without changing what it is: JSON, loops and comparisons do not see the addition.
 *
 * @param value the object to show; the same object is returned
 * @param bundle makes the renderings when the notebook asks
 * @returns the value
 */
export function displayable<T extends object>(
  value: T,
  bundle: (value: T) => MimeBundle | Promise<MimeBundle>,
): T {
  return Object.defineProperty(value, Symbol.for("Jupyter.display"), {
    value: () => bundle(value),
    enumerable: false,
    configurable: true,
  });
}
