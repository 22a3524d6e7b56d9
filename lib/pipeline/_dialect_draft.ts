import { type Aliases, type Field, isPlain, isSame, type Keys, keysText, type Site } from "./_dialect_fields.ts";

/** A map in the making: the fields of its source, to be renamed, moved and dropped; the source stays as it is. */
export class Draft {
  /** The fields by their present name. */
  readonly fields: Map<string, Field> = new Map();
  readonly #absorbed: Keys[] = [];

  /**
   * Begins without any field.
   *
   * @param source what the keys of its fields start from
   * @param site where the source was written
   */
  constructor(readonly source: Readonly<Record<string, unknown>>, readonly site: Site) {}

  /**
   * Begins with all fields of a map.
   *
   * @param source the map
   * @param site where it was written
   * @returns the draft
   */
  static of(source: Readonly<Record<string, unknown>>, site: Site): Draft {
    const draft = new Draft(source, site);
    for (const [name, value] of Object.entries(source)) draft.fields.set(name, { value, from: [name] });
    return draft;
  }

  /**
   * Begins a map that is made from fields of this one.
   *
   * @returns the draft, to be given to {@linkcode Draft.settle}
   */
  part(): Draft {
    return new Draft(this.source, this.site);
  }

  /**
   * Where something inside this map was written.
   *
   * @param keys its keys, relative to the source
   * @param name what messages call it, where they do
   * @returns the site
   */
  inside(keys: Keys, name = ""): Site {
    const { at, place, findings } = this.site;
    return { at: [...at, ...keys], place: [place, name].filter((part) => part !== "").join(": "), findings };
  }

  /**
   * The value of a field.
   *
   * @param name the field
   * @returns its value, undefined where it is missing
   */
  get(name: string): unknown {
    return this.fields.get(name)?.value;
  }

  /**
   * Removes a field.
   *
   * @param name the field
   * @returns what it was, undefined where it is missing
   */
  take(name: string): Field | undefined {
    const field = this.fields.get(name);
    this.fields.delete(name);
    return field;
  }

  /**
   * Sets a field unless it has a value; that it has another one is a problem.
   *
   * @param name the field
   * @param field its value
   */
  offer(name: string, field: Field): void {
    const known = this.fields.get(name);
    if (known === undefined) return void this.fields.set(name, field);
    if (isSame(known.value, field.value)) return;
    const names = [known, field].map(({ from }) => `"${keysText(from ?? [name])}"`).join(" and ");
    this.problem(`${names} mean the same but contradict each other, write only one`, field.from ?? []);
  }

  /**
   * Gives a field another value; where it was written stays.
   *
   * @param name the field
   * @param change takes the value and returns the new one, or undefined to leave it
   */
  change(name: string, change: (value: unknown) => unknown): void {
    const field = this.fields.get(name);
    if (field === undefined) return;
    const value = change(field.value);
    if (value !== undefined) this.fields.set(name, { ...field, value });
  }

  /**
   * Renames a field and changes its value on the way.
   *
   * @param alias its name so far
   * @param name its new name
   * @param change takes the value and returns the new one, or undefined to leave the field as it is
   */
  convert(alias: string, name: string, change: (value: unknown) => unknown): void {
    const field = this.fields.get(alias);
    const value = field === undefined ? undefined : change(field.value);
    if (value === undefined) return;
    this.take(alias);
    this.offer(name, { ...field!, value });
  }

  /**
   * Renames fields.
   *
   * @param aliases the new names, each with those that it replaces
   */
  rename(aliases: Aliases): void {
    for (const [name, others] of Object.entries(aliases)) {
      for (const other of others) this.convert(other, name, (value) => value);
    }
  }

  /**
   * Adds the fields of a map to this draft.
   *
   * @param field the map, with its keys in the same source
   */
  absorb(field: Field): void {
    const from = field.from ?? [];
    this.#absorbed.push(from);
    const written = new Map(Object.entries(this.site.findings.written.get(field.value as object) ?? {}));
    for (const [key, value] of Object.entries(field.value as object)) {
      this.offer(key, { value, from: [...from, ...written.get(key) ?? [key]] });
    }
  }

  /**
   * Puts the fields of nested maps in the place of these maps; what is no map stays.
   *
   * @param names the fields that may hold maps
   */
  spread(names: readonly string[]): void {
    // What is spread may hold another such map, be it under a name that was looked at before.
    const next = () => names.find((name) => isPlain(this.get(name)));
    for (let name = next(); name !== undefined; name = next()) this.absorb(this.take(name)!);
  }

  /**
   * Makes one map of several; what is no map stays.
   *
   * @param name the new map's name
   * @param sources the fields that may hold its parts, `name` among them
   * @param shape changes the new map before it is done
   */
  merge(name: string, sources: readonly string[], shape: (part: Draft) => void): void {
    if (this.fields.has(name) && !isPlain(this.get(name))) return;
    const part = this.part();
    const had = this.fields.has(name);
    for (const source of sources) if (isPlain(this.get(source))) part.absorb(this.take(source)!);
    shape(part);
    if (part.fields.size > 0 || had) this.settle(name, part);
  }

  /**
   * Finishes a part as a field of this draft.
   *
   * @param name the field
   * @param part what {@linkcode Draft.part} gave
   */
  settle(name: string, part: Draft): void {
    const [only = [], ...others] = part.#absorbed;
    const inside = ({ from }: Field) => from === null || only.every((key, i) => from[i] === key);
    const base = others.length === 0 && [...part.fields.values()].every(inside) ? only : [];
    this.fields.set(name, { value: part.close(base), from: base });
  }

  /**
   * Removes fields that have no effect, with one note.
   *
   * @param names the fields
   * @param reason why they have none
   */
  drop(names: readonly string[], reason = "here"): void {
    const dropped = names.map((name) => this.take(name)).filter((field) => field !== undefined);
    if (dropped.length === 0) return;
    const list = dropped.map(({ from }) => keysText(from ?? [])).join(", ");
    this.note(
      `${list} ${dropped.length === 1 ? "has" : "have"} no effect${reason === "here" ? " here" : `: ${reason}`}`,
    );
  }

  /**
   * Tells what has no effect.
   *
   * @param text the sentence
   */
  note(text: string): void {
    this.site.findings.notes.push(this.#told(text));
  }

  /**
   * Tells a contradiction.
   *
   * @param text what is wrong
   * @param from the keys of the place, relative to the source
   */
  problem(text: string, from: Keys): void {
    this.site.findings.problems.push({ text: this.#told(text), at: [...this.site.at, ...from] });
  }

  /**
   * Finishes the map.
   *
   * @param base keys that lead from this draft's source to what the map was made from
   * @returns the new map
   */
  close(base: Keys = []): Record<string, unknown> {
    const map = Object.fromEntries(Array.from(this.fields, ([name, { value }]) => [name, value]));
    const origin = base.reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], this.source);
    this.site.findings.originals.set(map, origin as object);
    const moved = Array.from(this.fields, ([name, { from }]) => [name, from?.slice(base.length)] as const)
      .filter(([name, from]) => from !== undefined && !(from.length === 1 && from[0] === name));
    if (moved.length > 0) this.site.findings.written.set(map, Object.fromEntries(moved) as Record<string, Keys>);
    return map;
  }

  #told(text: string): string {
    return this.site.place === "" ? text : `${this.site.place}: ${text}`;
  }
}
