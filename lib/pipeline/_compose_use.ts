import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { checkVersion, type Component, readComponent } from "./_compose_component.ts";
import { flowSteps } from "./_compose_flow.ts";
import { functionsOf } from "./_compose_functions.ts";
import { mergeSteps, stepName } from "./_compose_merge.ts";
import { expandPrompts } from "./_compose_prompts.ts";
import { type Composition, type Fields, isFields, type Opened } from "./_compose_state.ts";
import { mapStepLists, spliceSteps } from "./_compose_steps.ts";

/** The fields that a step keeps when a component takes its place: those of every step, under all their names. */
const KEPT = [
  ...["name", "id", "task_id", "step", "description", "role", "needs", "depends_on", "dependsOn", "after", "requires"],
  ...[
    "condition",
    "when",
    "if",
    "on_error",
    "continue_on_error",
    "fallback",
    "retry",
    "retry_on_error",
    "retry_config",
  ],
  ...["timeout_seconds", "timeout_ms", "timeout", "output_to_file", "output_file", "output_schema", "config"],
];
const GIVEN = ["with", "inputs", "parameters"];
const FIELDS = ["use", "version", "override", "type", ...GIVEN, ...KEPT];
/** What a component may have beside its steps, for the pipeline that it becomes. */
const PASSED = ["variables", "defaults", "models", "max_parallel", "limits"];

/** Where steps stand: the files that led to them, and the names that they may use. */
export interface Surroundings {
  /** The files, the pipeline first. */
  readonly chain: readonly Opened[];
  /** The params and variables of the pipeline or component that the steps belong to. */
  readonly declared: readonly string[];
}

/**
 * Puts components and prompts in the place of every `use` among steps.
 *
 * @param c the composition
 * @param steps the steps, included ones in place
 * @param around where they stand
 * @returns the steps
 */
export function expandSteps(c: Composition, steps: readonly unknown[], around: Surroundings): unknown[] {
  return steps.map((step) => {
    if (!isFields(step)) return step;
    const whole = mapStepLists(c, step, (inner) => expandSteps(c, inner, around));
    return Object.hasOwn(whole, "use") ? expandUse(c, whole, around) : expandPrompts(c, whole, around);
  });
}

function expandUse(c: Composition, step: Fields, around: Surroundings): unknown {
  for (const key of Object.keys(step).filter((key) => !FIELDS.includes(key))) {
    c.report(`unknown field "${key}" beside use, ${didYouMean(key, FIELDS)}`, c.originOf(step, key));
  }
  if (step.type !== undefined && step.type !== "pipeline" && step.type !== "component") {
    c.report(`beside use a type has no place, received ${describeValue(step.type)}`, c.originOf(step, "type"));
  }
  const opened = c.open(step.use, c.originOf(step, "use"), around.chain);
  const component = opened === null ? null : readComponent(c, opened);
  if (opened === null || component === null) return step;
  if (component.type === "prompt") {
    c.report("a prompt is no step: write it as prompt: {use: …, with: {…}}", c.originOf(step, "use"));
    return step;
  }
  checkVersion(c, component, step.version, c.originOf(step, "version"));
  const given = expandPrompts(c, givenTo(c, step, component), around);
  const chain = [...around.chain, opened];
  const inner = overridden(c, step, spliceSteps(c, stepsOf(c, component), chain));
  const declared = component.inputs.map(({ name }) => name);
  const functions = functionsOf(c, component.fields, chain);
  const outputs = outputsOf(c, component, inner);
  const pipeline: Fields = {
    name: component.name,
    params: Object.fromEntries(component.inputs.map(({ name, param }) => [name, param])),
    ...Object.fromEntries(
      PASSED.filter((key) => Object.hasOwn(component.fields, key)).map((key) => [key, component.fields[key]]),
    ),
    ...(functions === null ? {} : { functions }),
    ...(outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) }),
    steps: expandSteps(c, inner, { chain, declared }),
  };
  return c.like(step, [
    ...(stepName(step) === "" ? [["name", component.name] as const] : []),
    ...Object.entries(step).filter(([key]) => KEPT.includes(key)),
    ["type", "pipeline"],
    ["pipeline", c.made(pipeline, c.originOf(component.fields))],
    ["inputs", given],
  ]);
}

/** What the step gives, checked against what the component takes. */
function givenTo(c: Composition, step: Fields, { inputs, opened }: Component): Fields {
  const names = inputs.map(({ name }) => name);
  const given = new Map<string, unknown>();
  for (const key of GIVEN.filter((key) => step[key] !== undefined)) {
    const map = step[key];
    if (!isFields(map)) {
      c.report(`must be a map, received ${describeValue(map)}`, c.originOf(step, key));
      continue;
    }
    for (const [name, value] of Object.entries(map)) {
      if (!names.includes(name)) {
        c.report(`${opened.way} has no input "${name}", ${didYouMean(name, names)}`, c.originOf(map, name));
      } else if (given.has(name)) c.report(`"${name}" is given twice`, c.originOf(map, name));
      given.set(name, value);
    }
  }
  for (const { name, isRequired, param } of inputs) {
    if (!isRequired || given.has(name)) continue;
    const what = param.description === undefined ? "" : ` (${param.description})`;
    c.report(`${opened.way} needs the input "${name}"${what}: write it under with`, c.originOf(step));
  }
  return c.made(Object.fromEntries(given), isFields(step.with) ? c.originOf(step.with) : c.originOf(step));
}

function stepsOf(c: Composition, component: Component): unknown[] {
  const { fields, name } = component;
  if (fields.flow !== undefined || Array.isArray(fields.components)) return flowSteps(c, component);
  const implementation = isFields(fields.implementation) ? fields.implementation : {};
  const steps = fields.steps ?? implementation.steps;
  if (Array.isArray(steps)) return steps;
  const one = fields.step ?? implementation.step ??
    (isFields(implementation.content) ? implementation.content : fields.template);
  if (isFields(one)) return [stepName(one) === "" ? c.like(one, [["name", name], ...Object.entries(one)]) : one];
  // The form of one call to a provider.
  if (typeof implementation.provider === "string" && implementation.prompt !== undefined) {
    const rest = Object.entries(implementation).filter(([key]) => key !== "type" && key !== "provider");
    return [c.like(implementation, [["name", name], ["type", implementation.provider], ...rest])];
  }
  c.report(
    'the component has nothing to run; it needs "steps", "step", "implementation: {type: inline, steps}" or "flow"',
    c.originOf(fields),
  );
  return [];
}

function overridden(c: Composition, step: Fields, inner: readonly unknown[]): readonly unknown[] {
  const { override } = step;
  if (override === undefined) return inner;
  if (!isFields(override)) {
    c.report(`must be a map from names of steps to fields, received ${describeValue(override)}`, {
      ...c.originOf(step, "override"),
    });
    return inner;
  }
  const names = inner.map(stepName);
  const changes = Object.entries(override).flatMap(([name, fields]) => {
    if (names.includes(name) && name !== "" && isFields(fields)) {
      return [c.like(fields, [["name", name], ...Object.entries(fields).filter(([key]) => key !== "name")])];
    }
    const problem = isFields(fields)
      ? `the component has no step "${name}", ${didYouMean(name, names)}`
      : `must be a map of fields, received ${describeValue(fields)}`;
    c.report(problem, c.originOf(override, name));
    return [];
  });
  return mergeSteps(c, inner, changes);
}

function outputsOf(c: Composition, component: Component, inner: readonly unknown[]): [string, unknown][] {
  return component.outputs.flatMap(({ name, value }): [string, unknown][] => {
    if (value !== undefined) return [[name, value]];
    const only = inner.length === 1 ? stepName(inner[0]) : "";
    if (only !== "") return [[name, `{{ steps.${only}.${name} }}`]];
    const problem = `the output "${name}" needs a value such as {{ steps.NAME.${name} }}`;
    c.report(problem, c.originOf(component.fields, "interface"));
    return [];
  });
}
