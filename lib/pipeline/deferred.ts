import { bindTemplate, type Template, templateValue, writeTemplate } from "../core/template.ts";
import { type NamedValues, needsOf, scopeOf } from "./named_values.ts";
import { Pending, type ValueSource } from "./pending.ts";

/** A text or a value with templates in it that can be filled only while the pipeline runs. */
export class Deferred extends Pending {
  /** Its value is plain data. */
  readonly isOpen = true;

  /**
   * Binds a template to what it names.
   *
   * @param template the parsed template; what is known already has been filled in
   * @param names what its names stand for
   * @param options `written`: the field as the pipeline writes it; `isPart`: whether the step fills names of its own later,
   *   so that the value is again a template
   */
  constructor(
    readonly template: Template,
    readonly names: NamedValues,
    private readonly options: { readonly written: string; readonly isPart: boolean },
  ) {
    super();
  }

  /** The ids of the steps that must be done before. */
  get needs(): readonly string[] {
    return needsOf(this.names);
  }

  /**
   * The value: of one template alone its own, otherwise the text.
   *
   * @param source what the run holds
   * @returns the value
   * @throws {RangeError} if a name has no value
   */
  valueIn(source: ValueSource): unknown {
    const scope = scopeOf(this.names, source);
    return this.options.isPart
      ? writeTemplate(bindTemplate(this.template, scope))
      : templateValue(this.template, scope);
  }

  /**
   * The field in a manifest.
   *
   * @returns as it was written
   */
  toJSON(): string {
    return this.options.written;
  }
}
