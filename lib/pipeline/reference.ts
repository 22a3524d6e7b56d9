import { z } from "zod";
import { lookUp } from "../core/template.ts";
import { Pending, type ValueSource } from "./pending.ts";

/** What a {@linkcode Reference} takes its value from. */
export type ReferenceRoot = "steps" | "variables" | "loop" | "run" | "params";

/** The kinds of value that may stand inside a text, and whose members may be named. */
const OPEN_KINDS: readonly string[] = ["text", "value"];

/**
 * Whether outputs of a kind are plain data: they may stand inside a text, and their members may be named.
 *
 * @param kind what an output is
 * @returns true for "text" and "value"
 */
export function isOpenKind(kind: string): boolean {
  return OPEN_KINDS.includes(kind);
}

/** An earlier step's output, a variable or a loop's item, named before anything runs: `{{ steps.load.frame }}`. */
export class Reference extends Pending {
  /** The ids of the steps that must be done before. */
  readonly needs: readonly string[];

  /**
   * Names a value; of an output the first three arguments are enough.
   *
   * @param step the id of the step; empty for anything but an output
   * @param output which of its outputs, the id of a variable, or the name of a param
   * @param kind what the value is: "frame", "evaluations", "text", …; "value" where it may be any plain data
   * @param options `path`: the members that lead to the value; `root`: what it is taken from, default "steps"; `needs`:
   *   the steps to wait for, default the step itself; `held`: of a nested pipeline's param, the id under which a run holds it
   */
  constructor(
    readonly step: string,
    readonly output: string,
    readonly kind: string,
    private readonly options: {
      path?: readonly string[];
      root?: ReferenceRoot;
      needs?: readonly string[];
      held?: string;
    } = {},
  ) {
    super();
    this.needs = options.needs ?? (this.root === "steps" ? [step] : []);
  }

  /** What it is taken from. */
  get root(): ReferenceRoot {
    return this.options.root ?? "steps";
  }

  /** The members that lead to the value. */
  get path(): readonly string[] {
    return this.options.path ?? [];
  }

  /** Whether the value is plain data. */
  get isOpen(): boolean {
    return isOpenKind(this.kind);
  }

  /**
   * A member of the value.
   *
   * @param path the names that lead to it
   * @returns the reference to it
   */
  member(path: readonly string[]): Reference {
    if (path.length === 0) return this;
    return new Reference(this.step, this.output, "value", { ...this.options, path: [...this.path, ...path] });
  }

  /**
   * The reference as a pipeline writes it; this is also its form in a manifest.
   *
   * @returns the text with double braces
   */
  toJSON(): string {
    // Ids of variables and steps begin with those of the blocks around them.
    const ownName = (id: string) => id.slice(Math.max(id.lastIndexOf("/"), id.lastIndexOf(":")) + 1);
    const names = [this.root, ownName(this.step), ownName(this.output), ...this.path].filter((part) => part !== "");
    return `{{ ${names.join(".")} }}`;
  }

  /**
   * The value itself.
   *
   * @param source what the run holds
   * @returns the value; undefined where there is none
   */
  valueIn(source: ValueSource): unknown {
    if (this.root === "loop") return lookUp(source.loop, this.path);
    if (this.root === "run") return lookUp(source.run, this.path);
    const value = this.root === "variables"
      ? source.variable(this.output)
      : this.root === "params"
      ? source.variable(this.options.held ?? "")
      : source.outputsOf(this.step)?.[this.output];
    return this.path.length === 0 ? value : lookUp(value, this.path);
  }
}

/**
 * A field that takes an earlier step's output. One that takes plain data ("text", "value") takes it written out, too.
 *
 * @param kind what the output must be: "frame", "evaluations", …
 * @returns the schema; while checking, its value is a {@linkcode Reference}, while running, the output itself
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const field = stepOutput<string[]>("labels");
 * assertEquals(field.safeParse(new Reference("load", "frame", "frame")).success, false);
 * assertEquals(field.safeParse(new Reference("load", "labels", "labels")).success, true);
 * ```
 */
export function stepOutput<T>(kind: string): z.ZodType<T> {
  const isData = isOpenKind(kind);
  return z.custom<T>((value) => value instanceof Reference ? value.kind === kind : isData && value !== undefined, {
    error: ({ input }) => {
      const received = input instanceof Reference ? ` (which is ${input.kind})` : "";
      return `must be an earlier step's ${kind}, such as {{ steps.NAME.${kind} }}${received}`;
    },
  });
}
