/** What kind of trouble an {@linkcode AssayError} is; callers may branch on it, so it is stable. */
export type ErrorCode = "bad_input" | "provider_failed" | "interrupted" | "over_limit";

/**
 * An error that a user can act on: it tells all problems of one input at once.
 *
 * `TypeError`, `RangeError` and `SyntaxError` are used for a single wrong argument; this class is for everything that has
 * a place (a file, a column, a YAML key) or several causes.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const error = new AssayError("Cannot load a.csv", { problems: ["row 3: 2 fields", "row 9: 4 fields"] });
 * assertEquals(error.message, "Cannot load a.csv:\n  - row 3: 2 fields\n  - row 9: 4 fields");
 * ```
 */
export class AssayError extends Error {
  /** The class name, as shown in front of the message. */
  override name = "AssayError";
  /** The stable kind of the error. */
  readonly code: ErrorCode;
  /** What could not be done, without the problems. */
  readonly title: string;
  /** Each problem as one line, without the title. */
  readonly problems: readonly string[];
  /** For each problem the keys and indices that lead to it in the input, or null; empty where the input has no such places. */
  readonly places: readonly (readonly (string | number)[] | null)[];

  /**
   * Puts the problems into the message, one a line.
   *
   * @param title what could not be done: "Cannot load intents.csv"
   * @param options `problems` in the order of the input, their `places`, `code` (default "bad_input"), and the `cause` if there is one
   */
  constructor(
    title: string,
    options: {
      problems?: readonly string[];
      places?: readonly (readonly (string | number)[] | null)[];
      code?: ErrorCode;
      cause?: unknown;
    } = {},
  ) {
    const problems = options.problems ?? [];
    const body = problems.length === 0
      ? title
      : problems.length === 1
      ? `${title}: ${problems[0]}`
      : `${title}:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`;
    super(body, { cause: options.cause });
    this.code = options.code ?? "bad_input";
    this.title = title;
    this.problems = problems;
    this.places = options.places ?? [];
  }
}
