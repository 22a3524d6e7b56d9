import type { ValueSource } from "./pending.ts";

/** What a block holds while it runs; what it does not hold itself, the block around it does. */
export class RunScope implements ValueSource {
  /** The innermost loop. */
  readonly loop: Readonly<Record<string, unknown>> | null;
  readonly #outputs = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #variables: Map<string, unknown>;

  /**
   * Opens a scope.
   *
   * @param run what is known of the run itself
   * @param around the scope around it, or null
   * @param options `loop`: the iteration, for a loop's body; `variables`: for a pipeline, what its variables hold at first,
   *   by id
   */
  constructor(
    readonly run: Readonly<Record<string, unknown>>,
    private readonly around: RunScope | null = null,
    private readonly options: {
      loop?: Readonly<Record<string, unknown>>;
      variables?: Readonly<Record<string, unknown>>;
    } = {},
  ) {
    const parent = around?.loop ?? null;
    const { loop, variables = {} } = options;
    this.loop = loop === undefined ? parent : { level: Number(parent?.level ?? 0) + 1, ...loop, parent };
    this.#variables = new Map(Object.entries(variables));
  }

  /**
   * What a step put out.
   *
   * @param step the step's id
   * @returns its outputs, or undefined
   */
  outputsOf(step: string): Readonly<Record<string, unknown>> | undefined {
    return this.#outputs.get(step) ?? this.around?.outputsOf(step);
  }

  /**
   * Keeps what a step put out.
   *
   * @param step the step's id
   * @param outputs its outputs
   */
  keep(step: string, outputs: Readonly<Record<string, unknown>>): void {
    this.#outputs.set(step, outputs);
  }

  /**
   * What a variable holds.
   *
   * @param id the variable's id
   * @returns its value, or undefined
   */
  variable(id: string): unknown {
    return this.#variables.has(id) ? this.#variables.get(id) : this.around?.variable(id);
  }

  /**
   * Sets a variable: in the innermost loop's iteration, or where the pipeline's own are.
   *
   * @param id the variable's id
   * @param value its value
   * @param isLocal whether it lives only as long as the iteration
   */
  set(id: string, value: unknown, isLocal: boolean): void {
    const isHere = (isLocal ? this.options.loop : this.options.variables) !== undefined;
    if (isHere || this.around === null) this.#variables.set(id, value);
    else this.around.set(id, value, isLocal);
  }
}
