/** A place for texts by key that outlives the process: what has been paid for is looked up here before it is asked again. */
export interface Store {
  /** The text under a key, or undefined. */
  get(key: string): string | undefined;
  /** Keeps a text; it is durable when the call returns. The first text under a key stays. */
  put(key: string, text: string): void;
}
