import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Component } from "./_compose_component.ts";
import { type Composition, type Fields, isFields } from "./_compose_state.ts";

const ITEM = ["step", "name", "component", "inputs", "with", "parameters", "when", "condition", "after", "needs"];
const SUPPORTED = "write flow as a list of {step, component, inputs, when, after}: steps that need nothing of each " +
  "other run at the same time, when stands for a condition, and a step of type for_loop or while_loop for a loop";

/**
 * The steps that a composite component stands for, each with `use`.
 *
 * @param c the composition
 * @param component the composite
 * @returns the steps; empty where the flow cannot be read, which is reported
 */
export function flowSteps(c: Composition, { fields }: Component): unknown[] {
  const { flow } = fields;
  const parts = partsOf(c, fields);
  if (Array.isArray(flow)) return flow.flatMap((item, i) => flowStep(c, item, parts, { fields, i, before: null }));
  const pattern = isFields(flow) ? flow.pattern : flow;
  const steps = isFields(flow) ? flow.steps : undefined;
  if (pattern !== "sequential" || !Array.isArray(steps)) {
    const shown = pattern === undefined || pattern === "sequential" ? "flow" : `flow pattern ${describeValue(pattern)}`;
    const problem = pattern === "sequential" ? "needs a list of steps" : "is not supported";
    c.report(`${shown} ${problem}; ${SUPPORTED}`, c.originOf(fields, "flow"));
    return [];
  }
  return steps.flatMap((item, i) => {
    const before = i === 0 ? null : flowName(steps[i - 1]);
    return flowStep(c, item, parts, { fields, i, before });
  });
}

function partsOf(c: Composition, fields: Fields): ReadonlyMap<string, Fields> {
  const { components } = fields;
  if (!Array.isArray(components)) {
    c.report(`components must be a list of {name, component}, received ${describeValue(components)}`, {
      ...c.originOf(fields),
    });
    return new Map();
  }
  return new Map(components.flatMap((part): [string, Fields][] => {
    if (isFields(part) && typeof part.name === "string") return [[part.name, part]];
    c.report("each of components must be a map with name and component", c.originOf(fields, "components"));
    return [];
  }));
}

function flowStep(
  c: Composition,
  item: unknown,
  parts: ReadonlyMap<string, Fields>,
  { fields, i, before }: { fields: Fields; i: number; before: string | null },
): unknown[] {
  if (!isFields(item) || flowName(item) === "") {
    const problem = `flow[${i}] must be a map with step and component, received ${describeValue(item)}`;
    c.report(problem, c.originOf(fields, "flow"));
    return [];
  }
  const unknown = Object.keys(item).filter((key) => !ITEM.includes(key));
  for (const key of unknown) {
    c.report(`unknown field "${key}" of a flow, ${didYouMean(key, ITEM)}`, c.originOf(item, key));
  }
  const name = flowName(item);
  const wanted = String(item.component ?? name);
  const part = parts.get(wanted);
  if (part === undefined) {
    c.report(`there is no component ${describeValue(wanted)}, ${didYouMean(wanted, [...parts.keys()])}`, {
      ...c.originOf(item),
    });
    return [];
  }
  const needs = [item.after ?? item.needs ?? before ?? []].flat();
  const condition = item.when ?? item.condition;
  const given = [item.inputs, item.with, item.parameters].filter(isFields);
  // The path stands in the list of components: from there it is looked up.
  const keys = new Map([["use", c.originOf(part)]]);
  const step = {
    name,
    use: part.component ?? part.use,
    ...(part.version === undefined ? {} : { version: part.version }),
    ...(part.override === undefined ? {} : { override: part.override }),
    with: Object.fromEntries(given.flatMap((map) => Object.entries(map))),
    ...(needs.length === 0 ? {} : { needs }),
    ...(condition === undefined ? {} : { condition }),
  };
  return [c.made(step, c.originOf(item), keys)];
}

function flowName(item: unknown): string {
  if (!isFields(item)) return "";
  const name = item.step ?? item.name ?? item.component;
  return typeof name === "string" ? name : "";
}
