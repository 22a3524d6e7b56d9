import { isMap } from "../core/is_map.ts";
import { isOpen } from "./pending.ts";
import { Reference } from "./reference.ts";
import type { Registry } from "./step_type.ts";

/** Which variables a list of steps sets, those in lists inside of it included. */
export interface SetNames {
  /** Those of the whole pipeline. */
  readonly shared: ReadonlySet<string>;
  /** Those of one iteration of the loop around the list, without those of loops inside of it. */
  readonly local: ReadonlySet<string>;
}

/** A list of steps around a place. */
export interface AroundBlock extends SetNames {
  /** What the ids of its steps begin with. */
  readonly id: string;
  /** Whether it is a loop's body. */
  readonly isLoop: boolean;
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
  const visit = (list: unknown, isOwn: boolean) => {
    for (const step of Array.isArray(list) ? list : []) {
      if (!isMap(step) || typeof step.type !== "string" || !Object.hasOwn(registry, step.type)) continue;
      const type = registry[step.type];
      const set = type.sets?.(step);
      for (const name of set?.names ?? []) {
        if (!set!.isLocal) shared.add(name);
        else if (isOwn) local.add(name);
      }
      for (const { at, iterator } of type.blocks?.(step) ?? []) {
        visit(
          at.reduce<unknown>((value, key) => isMap(value) ? value[key] : undefined, step),
          isOwn && iterator === undefined,
        );
      }
      visit(step.fallback, isOwn);
    }
  };
  visit(steps, true);
  return { shared, local };
}

/** The variables of one pipeline while it is planned. */
export class Variables {
  /** The last step that sets each variable; those before it have ended when it begins. */
  readonly #setters = new Map<string, string>();
  /** The steps that read it since. */
  readonly #readers = new Map<string, Set<string>>();
  readonly #order = new Map<string, Set<string>>();
  private readonly shared: ReadonlySet<string>;

  /**
   * Begins with what the pipeline itself declares.
   *
   * @param pipeline the id of the pipeline, before the names of its variables
   * @param initial the values that it declares
   * @param set the names that its steps set; outside of loops nothing is local
   */
  constructor(
    private readonly pipeline: string,
    readonly initial: Readonly<Record<string, unknown>>,
    set: SetNames,
  ) {
    this.shared = new Set([...set.shared, ...set.local]);
  }

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
    blocks: readonly AroundBlock[],
  ): unknown {
    // What an iteration sets is not there before it is set.
    const block = blocks.find(({ id, isLoop, local }) =>
      isLoop && local.has(name) && this.#setters.has(`${id}:${name}`)
    );
    if (block !== undefined) return this.#reference(`${block.id}:${name}`, reader);
    const id = `${this.pipeline}:${name}`;
    if (!this.shared.has(name)) {
      const known = Object.hasOwn(this.initial, name) ? this.initial[name] : undefined;
      // Inside a loop what is pending would be looked for at the wrong place.
      return isOpen(known) ? this.#reference(id, reader) : known;
    }
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
    const last = this.#setters.get(id);
    const before = [...(last === undefined ? [] : [last]), ...this.#readers.get(id) ?? []];
    this.#wait(setter, before.filter((other) => other !== setter));
    this.#setters.set(id, setter);
    this.#readers.delete(id);
    return id;
  }

  /**
   * The steps that must have ended before one begins, so that variables hold what the order of the steps says.
   *
   * @param step the step's id
   * @returns their ids; what stands inside of the step counts as the step
   */
  before(step: string): string[] {
    return [...this.#order.get(step) ?? []];
  }

  #reference(id: string, reader: string): Reference {
    const setter = this.#setters.get(id);
    const readers = this.#readers.get(id) ?? new Set();
    this.#readers.set(id, readers.add(reader));
    if (setter !== undefined) this.#wait(reader, [setter]);
    return new Reference("", id, "value", { root: "variables" });
  }

  /** What a step waits for, those around it wait for, too. */
  #wait(step: string, before: readonly string[]): void {
    if (before.length === 0) return;
    for (let end = step.length; end > this.pipeline.length; end = step.lastIndexOf("/", end - 1)) {
      const id = step.slice(0, end);
      const known = this.#order.get(id) ?? new Set();
      for (const other of before) known.add(other);
      this.#order.set(id, known);
    }
  }
}
