import type { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { modelIdOrName } from "../models/model_names.ts";
import { hasBatches } from "../models/open_hosted.ts";
import type { PlannedCall, StepContext, StepType } from "../pipeline/step_type.ts";
import { type FromPrevious, prepareFields } from "./_generate_prepare.ts";
import type { PRESETS, Presettable } from "./_generate_presets.ts";
import { withPreset } from "./_generate_presets.ts";
import type { NamedData } from "./_functions_data.ts";
import { type Offer, offerAllowances, offerProblems, openOffer, withDeclared } from "./_tools_offer.ts";

/** A type of step that asks a model. */
interface ModelStep<Schema extends z.ZodType<Presettable>> {
  summary: string;
  schema: Schema;
  outputs: Readonly<Record<string, string>>;
  /** The model where neither the step nor its preset names one. */
  model?: string;
  /** The preset where the step names none; without it presets have no effect. */
  preset?: keyof typeof PRESETS;
  /** Whether the tools of a preset are offered that the step does not name. */
  offersTools?: boolean;
  /** What it works on when it does not say. */
  previous?: FromPrevious;
  run: (
    fields: z.output<Schema> & { model: string; readsJson: boolean; offer: Offer["of"] },
    context: StepContext,
  ) => Promise<Record<string, unknown>>;
}

const OUTPUT_NAME = /^[A-Za-z_]\w*$/;

/** Declares a step type that asks a model: presets, the members of its schema as outputs, and what it will ask. */
export function modelStep<Schema extends z.ZodType<Presettable>>(type: ModelStep<Schema>): StepType {
  const { summary, outputs, model, preset, offersTools = false } = type;
  const schema = type.schema.superRefine((fields, context) => {
    for (const { at, text } of batchProblems(fields as Readonly<Record<string, unknown>>)) {
      context.addIssue({ code: "custom", path: at, message: text });
    }
    for (const { at, text } of offerProblems(fields as Readonly<Record<string, unknown>>)) {
      context.addIssue({ code: "custom", path: at, message: text });
    }
  });
  /** The preset's tools belong to steps that name it, and to the type that is there for presets. */
  const settle = <Fields extends Presettable>(fields: Fields) => {
    const settled = withPreset(fields, { model, preset });
    const isNamed = offersTools || fields.preset !== undefined;
    return fields.tools === undefined && !isNamed ? { ...settled, tools: undefined } : settled;
  };
  return {
    summary,
    schema,
    withFunctions: withDeclared,
    outputs,
    prepare: (fields) => prepareFields(fields, type.previous),
    // Turns of a conversation have an order, though no step names another.
    shares: (fields) => sessionNames(fields),
    ownNames: (fields) => fields.input === undefined && fields.test_suite === undefined ? [] : ["row"],
    allowances: offerAllowances,
    outputsOf: (fields) => memberOutputs(fields, outputs),
    calls: (fields) => plannedCalls({ ...settle(fields as Presettable) }),
    async run(fields, context) {
      const settled = settle(fields as z.output<Schema>);
      const { function_data: data } = fields as { function_data?: NamedData };
      const own = (fields as Presettable).tools === undefined ? settled.tools : undefined;
      const offer = openOffer({ data, preset: own }, context);
      const outputs = await type.run({ ...settled, offer: offer.of }, context);
      return { ...outputs, tool_calls: offer.calls() };
    },
  };
}

/** What a provider's batches cannot do: they answer hours later, so nothing may wait for one answer before the next. */
function batchProblems({ batch, ...fields }: Readonly<Record<string, unknown>>): { at: string[]; text: string }[] {
  if (batch === undefined) return [];
  const problems = ["functions", "tools", "session"].filter((name) => fields[name] !== undefined).map((name) => ({
    at: [name],
    text: "cannot go with batch: its answers come together, hours later; leave out one of the two",
  }));
  const others = [fields.model, fields.fallback_model].filter((one) => typeof one === "string")
    .filter((one) => !hasBatches(modelIdOrName(one)));
  return [
    ...problems,
    ...others.map((one) => ({ at: ["batch"], text: `is there for anthropic/… alone, received the model ${one}` })),
  ];
}

/** The conversations that a step takes part in: its own, and those that its prompt quotes or goes on with. */
function sessionNames({ session, name, prompt }: Readonly<Record<string, unknown>>): string[] {
  const own = typeof session === "string" ? session : isMap(session) ? session.name ?? name : undefined;
  const quoted = Array.isArray(prompt) ? prompt.map((part) => isMap(part) ? part.session_id : undefined) : [];
  return [own, ...quoted].filter((one) => typeof one === "string").map((one) => `session ${one}`);
}

/** Members of the answer are outputs, unless their name is taken: those of the schema, or without one whichever there are. */
function memberOutputs(
  { output_schema: schema, output_format: format }: Readonly<Record<string, unknown>>,
  taken: Readonly<Record<string, string>>,
): Record<string, string> {
  if (schema === undefined) return format === "json" ? { "*": "json" } : {};
  if (!isMap(schema) || !isMap(schema.properties)) return {};
  const names = Object.keys(schema.properties).filter((name) => OUTPUT_NAME.test(name) && !Object.hasOwn(taken, name));
  const { properties } = schema;
  const kindOf = (one: unknown) => isMap(one) && one.type === "string" ? "text" : "value";
  return Object.fromEntries(names.map((name) => [name, kindOf(properties[name])]));
}

/** What will be asked, as far as the fields tell; they may hold what only the run knows. */
function plannedCalls(fields: Readonly<Record<string, unknown>>): PlannedCall[] {
  const { tasks, instances, augmentation_strategies: strategies, prompts, repeats = 1 } = fields;
  if (Array.isArray(tasks)) {
    return tasks.flatMap((task) => isMap(task) ? plannedCalls({ ...fields, tasks: undefined, ...defined(task) }) : []);
  }
  const one = {
    model: typeof fields.model === "string" ? modelIdOrName(fields.model) : "",
    prompt: knownText(fields.prompt),
    maxOutputTokens: typeof fields.max_output_tokens === "number" ? fields.max_output_tokens : null,
  };
  // How often a model calls functions, only the run tells.
  const isLoop = [fields.functions, fields.tools].some((names) => Array.isArray(names) && names.length > 0);
  if (Array.isArray(prompts)) {
    return prompts.map((prompt) => ({ ...one, prompt: knownText(prompt), calls: isLoop ? null : 1 }));
  }
  const isOpen = isLoop || fields.input !== undefined || fields.test_suite !== undefined;
  const ways = Array.isArray(strategies) ? strategies.length : 1;
  const times = typeof instances === "number" ? instances * ways : 1;
  const scenarios = Array.isArray(fields.error_scenarios) ? fields.error_scenarios.length : 0;
  return [{ ...one, calls: isOpen || typeof repeats !== "number" ? null : times * repeats + scenarios }];
}

function defined(map: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

function knownText(prompt: unknown): string {
  if (typeof prompt === "string") return prompt;
  if (!Array.isArray(prompt)) return "";
  return prompt.map((part) => {
    if (typeof part === "string") return part;
    if (!isMap(part)) return "";
    const text = part.content ?? part.new_prompt;
    return typeof text === "string" ? text : "";
  }).join("\n");
}
