import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { type Composition, type Fields, isFields, type Origin } from "./_compose_state.ts";

/** The keys by which steps are named. */
const NAMES = ["name", "id", "task_id", "step"];
const PLACING = ["insert_before", "insert_after", "remove"];

/**
 * Lays a map over another: maps merge at every depth, lists named `steps` by the names of the steps, all else is replaced.
 *
 * @param c the composition
 * @param base the map below
 * @param own the map above
 * @returns a new map
 */
export function mergeFields(c: Composition, base: Fields, own: Fields): Fields {
  const entries = new Map(Object.entries(base));
  const keys = new Map([...entries.keys()].map((key) => [key, withoutKey(c.originOf(base, key))]));
  for (const [key, value] of Object.entries(own)) {
    const below = entries.get(key);
    const merged = isFields(below) && isFields(value)
      ? mergeFields(c, below, value)
      : key === "steps" && Array.isArray(below) && Array.isArray(value)
      ? mergeSteps(c, below, value)
      : value;
    entries.set(key, merged);
    keys.set(key, withoutKey(c.originOf(own, key)));
  }
  return c.made(Object.fromEntries(entries), c.originOf(own), keys);
}

/**
 * Lays steps over inherited ones: those of a known name change it, others are appended or put where they ask to be.
 *
 * @param c the composition
 * @param base the inherited steps
 * @param own the steps above; `insert_before`, `insert_after` and `remove` are taken out
 * @param remove names to leave out, with the place where that is said
 * @returns the steps
 */
export function mergeSteps(
  c: Composition,
  base: readonly unknown[],
  own: readonly unknown[],
  remove: readonly { name: unknown; origin: Origin }[] = [],
): unknown[] {
  // What is removed keeps its place until the end, so that another step can take it.
  const slots = base.map((step) => ({ name: stepName(step), step: step as unknown, isGone: false, isOwn: false }));
  const find = (name: unknown) => slots.find((slot) => slot.name !== "" && slot.name === name);
  const unknown = (name: unknown, origin: Origin) => {
    const known = slots.map((slot) => slot.name).filter((known) => known !== "");
    c.report(`there is no step ${describeValue(name)} here, ${didYouMean(String(name), known)}`, origin);
  };
  for (const { name, origin } of remove) {
    const slot = find(name);
    if (slot === undefined) unknown(name, origin);
    else slot.isGone = true;
  }
  for (const written of own) {
    const name = stepName(written);
    if (!isFields(written)) {
      slots.push({ name, step: written, isGone: false, isOwn: true });
      continue;
    }
    const step = PLACING.some((key) => Object.hasOwn(written, key))
      ? c.like(written, Object.entries(written).filter(([key]) => !PLACING.includes(key)))
      : written;
    let slot = find(name);
    if (written.remove === true) {
      if (slot === undefined || slot.isOwn) unknown(name, c.originOf(written, "remove"));
      else slot.isGone = true;
      continue;
    }
    // Two own steps of one name are a mistake, which the plan tells.
    if (slot === undefined || slot.isOwn) slots.push(slot = { name, step, isGone: false, isOwn: true });
    else {
      slot.step = slot.isGone || !isFields(slot.step) ? step : mergeFields(c, slot.step, step);
      Object.assign(slot, { isGone: false, isOwn: true });
    }
    const anchors = PLACING.slice(0, 2).filter((key) => Object.hasOwn(written, key));
    if (anchors.length === 2) {
      c.report("insert_before and insert_after contradict each other: write only one", c.originOf(written));
      continue;
    }
    for (const key of anchors) {
      const anchor = find(written[key]);
      if (anchor === undefined || anchor === slot) {
        unknown(written[key], c.originOf(written, key));
        continue;
      }
      slots.splice(slots.indexOf(slot), 1);
      slots.splice(slots.indexOf(anchor) + (key === "insert_after" ? 1 : 0), 0, slot);
    }
  }
  return slots.filter(({ isGone }) => !isGone).map(({ step }) => step);
}

/**
 * The name of a step, by whatever key it is given.
 *
 * @param step the step
 * @returns the name; empty where there is none
 */
export function stepName(step: unknown): string {
  if (!isFields(step)) return "";
  const key = NAMES.find((key) => Object.hasOwn(step, key) && typeof step[key] === "string");
  return key === undefined ? "" : String(step[key]);
}

function withoutKey({ file, at }: Origin): Origin {
  return { file, at: at.slice(0, -1) };
}
