/** What came of a comparison of two. */
export type Outcome = "first" | "second" | "tie";

/** A comparison of two players: systems, prompts or models. */
export interface Match {
  /** The name of one. */
  readonly first: string;
  /** The name of the other. */
  readonly second: string;
  /** Which of them was preferred. */
  readonly outcome: Outcome;
  /** What the match belongs with, such as its prompt or its judge; all matches name one, or none does. */
  readonly cluster?: string | number | null;
}

/** The same by column, as frames have it. */
export interface MatchColumns {
  /** The name of one, by match. */
  readonly first: ArrayLike<string>;
  /** The name of the other, by match. */
  readonly second: ArrayLike<string>;
  /** Which of them was preferred, by match. */
  readonly outcome: ArrayLike<string>;
  /** What each match belongs with. */
  readonly cluster?: ArrayLike<string | number | null>;
}
