import { isMap } from "../core/is_map.ts";
import { Reference } from "./reference.ts";
import type { Registry } from "./step_type.ts";

/** Which variables a list of steps sets, those in lists inside of it included. */
export interface SetNames {
  /** Those of the whole pipeline. */
  readonly shared: ReadonlySet<string>;
  /** Those of one iteration of a loop. */
  readonly local: ReadonlySet<string>;
}

/**
 * The variables that a list of steps sets, found before it is planned: a loop may read what it sets only later on.
 *
 * @param steps the steps in the canonical vocabulary
 * @param registry the step types
 * @returns the names
 */
export function namesSetBy(steps: unknown, registry: Registry): SetNames {
  const shared = new Set<string>();
  const local = new Set<string>();
  const visit = (list: unknown, isTop: boolean) => {
    for (const step of Array.isArray(list) ? list : []) {
      if (!isMap(step) || typeof step.type !== "string" || !Object.hasOwn(registry, step.type)) continue;
      const type = registry[step.type];
      const set = type.sets?.(step);
      for (const name of set?.names ?? []) {
        if (!set!.isLocal) shared.add(name);
        else if (isTop) local.add(name);
      }
      for (const { at } of type.blocks?.(step) ?? []) {
        visit(at.reduce<unknown>((value, key) => isMap(value) ? value[key] : undefined, step), false);
      }
    }
  };
  visit(steps, true);
  return { shared, local };
}

/** The variables of one pipeline while it is planned. */
export class Variables {
  readonly #setters = new Map<string, string[]>();
  readonly #readers = new Map<string, string[]>();
  readonly #order = new Map<string, Set<string>>();

  /**
   * Begins with what the pipeline itself declares.
   *
   * @param pipeline the id of the pipeline, before the names of its variables
   * @param initial the values that it declares
   * @param shared the names that its steps set
   */
  constructor(
    private readonly pipeline: string,
    readonly initial: Readonly<Record<string, unknown>>,
    private readonly shared: ReadonlySet<string>,
  ) {}

  /** All names. */
  get names(): string[] {
    return [...new Set([...Object.keys(this.initial), ...this.shared])];
  }

  /**
   * What a name stands for.
   *
   * @param name the variable's name
   * @param reader the id of the step that reads it
   * @param blocks the blocks around it, innermost first: their ids, the names local to them, whether each is a loop
   * @returns its value where it never changes, a reference where it does, undefined where there is no such variable
   */
  read(
    name: string,
    reader: string,
    blocks: readonly { id: string; local: ReadonlySet<string>; shared: ReadonlySet<string>; isLoop: boolean }[],
  ): unknown {
    const block = blocks.find(({ local }) => local.has(name));
    if (block !== undefined) return this.#reference(`${block.id}:${name}`, reader);
    if (!this.shared.has(name)) return Object.hasOwn(this.initial, name) ? this.initial[name] : undefined;
    const id = `${this.pipeline}:${name}`;
    // In a loop, what is set later on has been set by the iteration before.
    const isSet = Object.hasOwn(this.initial, name) || this.#setters.has(id) ||
      blocks.some(({ isLoop, shared }) => isLoop && shared.has(name));
    return isSet ? this.#reference(id, reader) : undefined;
  }

  /**
   * Notes that a step sets a variable.
   *
   * @param name the variable's name
   * @param setter the step's id
   * @param block the id of the block to which it is local, or null
   * @returns the variable's id
   */
  set(name: string, setter: string, block: string | null): string {
    const id = `${block ?? this.pipeline}:${name}`;
    const before = [...this.#setters.get(id) ?? [], ...this.#readers.get(id) ?? []];
    this.#wait(setter, before.filter((other) => other !== setter));
    this.#setters.set(id, [...this.#setters.get(id) ?? [], setter]);
    return id;
  }

  /**
   * The steps that must have ended before one begins, so that variables hold what the order of the steps says.
   *
   * @param step the step's id
   * @returns their ids; what stands inside of the step counts as the step
   */
  before(step: string): string[] {
    const own = [...this.#order].filter(([id]) => id === step || id.startsWith(`${step}/`));
    return [...new Set(own.flatMap(([, before]) => [...before]))];
  }

  #reference(id: string, reader: string): Reference {
    this.#readers.set(id, [...this.#readers.get(id) ?? [], reader]);
    this.#wait(reader, this.#setters.get(id) ?? []);
    return new Reference("", id, "value", { root: "variables" });
  }

  #wait(step: string, before: readonly string[]): void {
    if (before.length > 0) this.#order.set(step, new Set([...this.#order.get(step) ?? [], ...before]));
  }
}
