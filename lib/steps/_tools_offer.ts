import { isMap } from "../core/is_map.ts";
import { modelIdOf } from "../models/model_names.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import type { Question } from "../workbench/ask.ts";
import { canCallTools, type ToolCallRecord } from "../workbench/ask_with_tools.ts";
import { bindFunctions, type FunctionLibrary, functionProblem } from "./_functions_bind.ts";
import type { NamedData } from "./_functions_data.ts";
import { bindTools, TOOL_NAMES } from "./_tools_bind.ts";

/** What a question says of functions and tools. */
export interface OfferFields {
  /** The model that is asked. */
  readonly model: string;
  /** The model that stands in. */
  readonly fallback_model?: string;
  /** The functions on offer. */
  readonly functions?: readonly string[];
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

const MOST_KEPT = 10_000;

/**
 * Opens what a step offers: its functions over its data, and tools over the run's folder.
 *
 * @param step `library` and `data` of the step; `preset`: the list of tools that is the preset's, offered only where it can be
 * @param context of the step
 * @returns the offer
 */
export function openOffer(
  step: { library?: FunctionLibrary; data?: NamedData; preset?: readonly string[] },
  context: StepContext,
): Offer {
  const { library = {}, data = {}, preset } = step;
  const asked: { place: [question: number, repeat: number, item: number]; call: ToolCallRecord }[] = [];
  let questions = 0;
  return {
    of(fields) {
      const question = questions++;
      const { functions = [], tools = [], disallowed_tools: without = [] } = fields;
      const isPreset = fields.tools !== undefined && fields.tools === preset;
      const named = (names: readonly string[]) => names.filter((name) => !without.includes(name));
      const models = [fields.model, fields.fallback_model].filter((name) => name !== undefined);
      const isUnable = isPreset && models.some((name) => !canCallTools(modelIdOf(name)));
      const offered = [
        ...bindFunctions(named(functions), library, { data, out: context.out }),
        ...(isUnable ? [] : bindTools(named(tools), context, { isPreset })),
      ];
      if (offered.length === 0) return {};
      return {
        tools: offered,
        maxTurns: fields.max_turns,
        onToolCall: (call, { repeat, item = -1 }) => {
          const isKept = asked.length < MOST_KEPT;
          const place: [number, number, number] = [question, repeat, item];
          const plain = { ...call, input: null, output: `(not kept: it comes after ${MOST_KEPT} calls)` };
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
 * @param library the functions that the pipeline declares
 * @returns each problem with the field and the index where it is
 */
export function offerProblems(
  fields: Readonly<Record<string, unknown>>,
  library: FunctionLibrary,
): { at: (string | number)[]; text: string }[] {
  const { functions, tools, disallowed_tools: without, model, tasks } = fields;
  const hidden = namesIn(without);
  const told = [
    ...namesIn(functions).flatMap((name, i) => {
      const text = hidden.includes(name) ? null : functionProblem(name, library);
      return text === null ? [] : [{ at: ["functions", i], text }];
    }),
    ...namesIn(tools).flatMap((name, i) => {
      if (hidden.includes(name) || TOOL_NAMES.includes(name)) return [];
      return [{ at: ["tools", i], text: `must be one of ${TOOL_NAMES.join(", ")}` }];
    }),
  ];
  const unable = namesIn([model, fields.fallback_model]).find((name) => !isAble(name));
  for (const field of unable === undefined ? [] : ["functions", "tools"]) {
    if (namesIn(fields[field]).every((name) => hidden.includes(name))) continue;
    told.push({ at: [field], text: `must be left out: ${unable} cannot call functions` });
  }
  const inner = Array.isArray(tasks) ? tasks.map((task) => isMap(task) ? offerProblems(task, library) : []) : [];
  return [...told, ...inner.flatMap((all, i) => all.map(({ at, text }) => ({ at: ["tasks", i, ...at], text })))];
}

/** The functions that a step or its tasks name. */
export function functionsNamed({ functions, tasks }: Readonly<Record<string, unknown>>): string[] {
  const inner = Array.isArray(tasks) ? tasks.flatMap((task) => isMap(task) ? namesIn(task.functions) : []) : [];
  return [...new Set([...namesIn(functions), ...inner])];
}

function namesIn(names: unknown): string[] {
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function isAble(name: string): boolean {
  try {
    return canCallTools(modelIdOf(name));
  } catch {
    // Its lack is told where the field is checked.
    return true;
  }
}
