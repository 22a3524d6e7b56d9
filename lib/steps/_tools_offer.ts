import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { modelIdOf } from "../models/model_names.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import type { Question } from "../workbench/ask.ts";
import { canCallTools, type ToolCallRecord } from "../workbench/ask_with_tools.ts";
import { bindFunctions, functionName, functionProblem, type OfferedFunction } from "./_functions_bind.ts";
import type { NamedData } from "./_functions_data.ts";
import { bindTools, TOOL_NAMES } from "./_tools_bind.ts";

/** What a question says of functions and tools. */
export interface OfferFields {
  /** The model that is asked. */
  readonly model: string;
  /** The model that stands in. */
  readonly fallback_model?: string;
  /** The functions on offer. */
  readonly functions?: readonly OfferedFunction[];
  /** The tools on offer. */
  readonly tools?: readonly string[];
  /** Those that are not. */
  readonly disallowed_tools?: readonly string[];
  /** How often the model may be asked in a loop. */
  readonly max_turns?: number;
}

/** What a question takes of an offer; empty where nothing is on offer. */
export type Offered = Pick<Question, "tools" | "maxTurns" | "onToolCall">;

/** What a step offers to its models, and what they called. */
export interface Offer {
  /** What one question, or one question of many rows, offers. */
  readonly of: (fields: OfferFields) => Offered;
  /** All calls, in the order of the questions, repeats and rows. */
  readonly calls: () => Record<string, unknown>[];
}

const MOST_KEPT = 1_000;
const TOOL_WANTED = `must be one of ${TOOL_NAMES.join(", ")}`;

/**
 * Opens what a step offers: its functions over its data, and tools over the run's folder.
 *
 * @param step `data` of the step; `preset`: the list of tools that is the preset's, offered only where it can be
 * @param context of the step
 * @returns the offer
 */
export function openOffer(
  step: { data?: NamedData; preset?: readonly string[] },
  context: StepContext,
): Offer {
  const { data = {}, preset } = step;
  const asked: { place: [question: number, repeat: number, item: number]; call: ToolCallRecord }[] = [];
  let questions = 0;
  return {
    of(fields) {
      const question = questions++;
      const { functions = [], tools = [], disallowed_tools: without = [] } = fields;
      const isPreset = fields.tools !== undefined && fields.tools === preset;
      const isLeft = (one: OfferedFunction) => !without.includes(functionName(one));
      const models = [fields.model, fields.fallback_model].filter((name) => name !== undefined);
      const isUnable = isPreset && models.some((name) => !canCallTools(modelIdOf(name)));
      const offered = [
        ...bindFunctions(functions.filter(isLeft), { data, out: context.out }),
        ...(isUnable ? [] : bindTools(tools.filter(isLeft), context, { isPreset })),
      ];
      if (offered.length === 0) return {};
      return {
        tools: offered,
        maxTurns: fields.max_turns,
        onToolCall: (call, { repeat, item = -1 }) => {
          // By place, not by count: what is kept must not depend on who answers first.
          const isKept = question < MOST_KEPT && item < MOST_KEPT;
          const place: [number, number, number] = [question, repeat, item];
          const plain = { ...call, input: null, output: `(kept only for the first ${MOST_KEPT} questions)` };
          asked.push({ place, call: isKept ? call : plain });
        },
      };
    },
    calls() {
      // Calls of one question follow each other, whatever others do at the same time; sorting leaves them so.
      const inOrder = asked.toSorted(({ place: a }, { place: b }) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
      return inOrder.map(({ place: [question, repeat, item], call: { name, input, output, isError } }) => {
        return { question, repeat, item: item === -1 ? null : item, name, input, output, is_error: isError };
      });
    },
  };
}

/**
 * What is wrong with the functions and tools that a step names, before anything runs.
 *
 * @param fields the fields of a step, or of one of its tasks
 * @returns each problem with the keys and indices that lead to it
 */
export function offerProblems(
  fields: Readonly<Record<string, unknown>>,
): { at: (string | number)[]; text: string }[] {
  const { tasks, functions = [], tools = [], disallowed_tools: without = [], model, fallback_model } = fields as
    & Partial<OfferFields>
    & { tasks?: unknown };
  const isLeft = (one: OfferedFunction) => !without.includes(functionName(one));
  const isTool = (name: string) => TOOL_NAMES.includes(name) || !isLeft(name);
  const told = [
    ...functions.map((one, i) => ({ at: ["functions", i], text: isLeft(one) ? problemOf(one) : null })),
    ...tools.map((name, i) => ({ at: ["tools", i], text: isTool(name) ? null : TOOL_WANTED })),
  ];
  const unable = [model, fallback_model].find((name) => name !== undefined && !isAble(name));
  for (const [field, list] of unable === undefined ? [] : Object.entries({ functions, tools })) {
    if (!list.some(isLeft)) continue;
    told.push({ at: [field], text: `must be left out: ${unable} cannot call functions` });
  }
  const inner = Array.isArray(tasks) ? tasks.map((task) => isMap(task) ? offerProblems(task) : []) : [];
  return [
    ...told.flatMap(({ at, text }) => text === null ? [] : [{ at, text }]),
    ...inner.flatMap((all, i) => all.map(({ at, text }) => ({ at: ["tasks", i, ...at], text }))),
  ];
}

/**
 * What the user must allow by flag before a step can offer the tools that it names. Those of a preset are none of them: where they are not
 * allowed they are left out.
 *
 * @param fields the fields of a step, its tasks included; they may hold what only the run knows
 * @returns such as "command:bash", each once
 */
export function offerAllowances(fields: Readonly<Record<string, unknown>>): string[] {
  const { tasks, tools, disallowed_tools: without } = fields;
  const isOff = Array.isArray(without) && without.includes("Bash");
  const own = Array.isArray(tools) && tools.includes("Bash") && !isOff ? ["command:bash"] : [];
  // What a task leaves out it takes from the step.
  const inner = Array.isArray(tasks)
    ? tasks.flatMap((task) => isMap(task) ? offerAllowances({ tools, disallowed_tools: without, ...task }) : [])
    : own;
  return [...new Set(inner)];
}

/**
 * Puts declarations in place of the names of functions.
 *
 * @param fields the fields of a step, its tasks included; they may hold what only the run knows
 * @param declared what the pipeline declares, by name
 * @returns the fields that change
 */
export function withDeclared(
  fields: Readonly<Record<string, unknown>>,
  declared: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { functions, tasks } = fields;
  const whole = (one: unknown) => {
    const known = typeof one === "string" && Object.hasOwn(declared, one) ? declared[one] : undefined;
    return isMap(known) ? { ...known, name: one } : one;
  };
  const inner = (task: unknown) => isMap(task) ? { ...task, ...withDeclared(task, declared) } : task;
  return {
    ...(Array.isArray(functions) ? { functions: functions.map(whole) } : {}),
    ...(Array.isArray(tasks) ? { tasks: tasks.map(inner) } : {}),
  };
}

function problemOf(one: OfferedFunction): string | null {
  return TOOL_NAMES.includes(functionName(one)) ? "must not have the name of a tool" : functionProblem(one);
}

function isAble(name: string): boolean {
  try {
    return canCallTools(modelIdOf(name));
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    // Its lack is told where the field is checked.
    return true;
  }
}
