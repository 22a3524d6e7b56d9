import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import type { Names } from "./names.ts";
import type { Place, PlannedBlock } from "./_planning.ts";
import { Reference } from "./reference.ts";
import { substitute } from "./_substitute.ts";

/** What a nested pipeline puts out: what was asked for, else the main output of every step, that of the last one first. */
export function nestedOutputs(
  wanted: unknown,
  { steps, names }: PlannedBlock,
  report: (problem: string, at?: Place) => void,
): Record<string, unknown> {
  if (wanted === undefined || wanted === null) {
    const mains = steps.flatMap(({ id, name, outputs }) => {
      const [main] = Object.keys(outputs);
      return main === undefined ? [] : [[name, new Reference(id, main, outputs[main])] as const];
    });
    return Object.fromEntries(mains.length === 0 ? [] : [mains.at(-1)!, ...mains]);
  }
  if (isMap(wanted)) return fillMap(wanted, names, "outputs", report);
  if (!Array.isArray(wanted)) {
    report(`outputs must be a map or a list, received ${describeValue(wanted)}`, ["outputs"]);
    return {};
  }
  const entries = wanted.map((one) => {
    const path = typeof one === "string" ? one : isMap(one) ? one.path : undefined;
    if (typeof path !== "string") {
      const known = steps.map(({ name }) => name);
      report(`outputs: ${describeValue(one)} must be a step, ${didYouMean("", known)}`, ["outputs"]);
      return null;
    }
    const dotted = path.startsWith("steps.") ? path : `steps.${path}`;
    return [isMap(one) ? String(one.as ?? path) : path.replaceAll(".", "_"), `{{ ${dotted} }}`];
  });
  return fillMap(Object.fromEntries(entries.filter((entry) => entry !== null)), names, "outputs", report);
}

/** The templates of a field of the pipeline itself, filled. */
export function fillMap(
  templates: Readonly<Record<string, unknown>>,
  names: Names,
  field: string,
  report: (problem: string, at?: Place) => void,
): Record<string, unknown> {
  const filled = substitute(templates, {
    names,
    ownNames: [],
    verbatim: [],
    onUnknown: () => {},
    report: (at, problem) => report(`${field}.${at.join(".")}: ${problem}`, [field, ...at]),
  }) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined));
}
