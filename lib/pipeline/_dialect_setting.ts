import type { Site } from "./_dialect_fields.ts";

/** Values by field. */
export type Values = ReadonlyMap<string, unknown>;

/** What the steps of a pipeline take where they do not say it themselves. */
export interface DefaultFields {
  /** Of every step. */
  readonly all: Values;
  /** Of steps that ask a model. */
  readonly model: Values;
  /** Of the types of Claude. */
  readonly claude: Values;
  /** Of the types of Gemini. */
  readonly gemini: Values;
}

/** What the steps of one pipeline are normalised with. */
export interface Setting {
  /** Short names of models. */
  readonly models: Readonly<Record<string, string>>;
  /** What steps take where they do not say it themselves. */
  readonly defaults: DefaultFields;
  /** Functions that steps declared: name → declaration. */
  readonly functions: Map<string, Record<string, unknown>>;
  /** The names of the steps that were met. */
  readonly names: Set<string>;
  /** Normalises a list of steps. */
  readonly steps: (list: readonly unknown[], site: Site) => unknown[];
  /** Normalises a pipeline inside a step. */
  readonly pipeline: (root: Readonly<Record<string, unknown>>, site: Site) => Record<string, unknown>;
}
