/** What a run holds at one place of a pipeline: there pending values find what they stand for. */
export interface ValueSource {
  /** What a step put out, by the step's id. */
  outputsOf(step: string): Readonly<Record<string, unknown>> | undefined;
  /** What a variable holds, by its id. */
  variable(id: string): unknown;
  /** The innermost loop: its item under the iterator's name, index, total, first, last, level, parent. */
  readonly loop: Readonly<Record<string, unknown>> | null;
  /** What is known of the run itself: id, date, timestamp. */
  readonly run: Readonly<Record<string, unknown>>;
}

/** Something in a plan that other steps must be done before. */
export abstract class Waiting {
  /** The ids of those steps. */
  abstract readonly needs: readonly string[];
}

/** A value in a plan that is known only while the pipeline runs. */
export abstract class Pending extends Waiting {
  /** Whether it is plain data, so that the field that holds it can only be judged when it is known. */
  abstract readonly isOpen: boolean;
  /** The value itself; undefined where there is none. */
  abstract valueIn(source: ValueSource): unknown;
  /** The value as the pipeline writes it; this is also its form in a manifest. */
  abstract toJSON(): unknown;
}

/**
 * Whether something in a value can only be judged when the pipeline runs.
 *
 * @param value options of a step
 * @returns true when it holds plain data that is pending
 */
export function isOpen(value: unknown): boolean {
  if (value instanceof Pending) return value.isOpen;
  return childrenOf(value).some(isOpen);
}

/**
 * The steps that must be done before a value is known.
 *
 * @param value options that may hold pending values, conditions and blocks at any depth
 * @returns each id once
 */
export function neededSteps(value: unknown): string[] {
  if (value instanceof Waiting) return [...value.needs];
  return [...new Set(childrenOf(value).flatMap(neededSteps))];
}

/**
 * Puts what is known in place of what was pending.
 *
 * @param value options that may hold pending values at any depth
 * @param source what the run holds
 * @param options `open`: replace only what is plain data
 * @returns a copy
 */
export function settle(value: unknown, source: ValueSource, options: { open?: boolean } = {}): unknown {
  if (value instanceof Pending) return options.open === true && !value.isOpen ? value : value.valueIn(source);
  if (Array.isArray(value)) return value.map((item) => settle(item, source, options));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settle(item, source, options)]));
}

function childrenOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : isPlain(value) ? Object.values(value) : [];
}

/**
 * Whether a value is a map with values in it, to be gone through: no frame, no date, nothing that is itself pending. Frames of
 * Polars pass for plain maps, but know how to write themselves.
 *
 * @param value anything
 * @returns true for such a map
 */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object") return false;
  if (typeof (value as { toJSON?: unknown }).toJSON === "function") return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
