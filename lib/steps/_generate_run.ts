import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isMap } from "../core/is_map.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import { type AnswerReader, jsonReader, optionalJsonReader } from "../workbench/answer_json.ts";
import { answerSchema } from "../workbench/answer_schema.ts";
import { type AnswerUsage, NO_USAGE, sumUsage } from "../workbench/answer_usage.ts";
import type { Answer, AskOptions, Question } from "../workbench/ask.ts";
import { askAll, type Asked, type AskTask } from "../workbench/ask_all.ts";
import { type AskedRows, askRows } from "../workbench/ask_rows.ts";
import { ASK_OUTPUTS, type AskFields, type Prompt, type QuestionFields, SESSION } from "./_generate_fields.ts";
import { type ReadyPrompt, readyPrompt } from "./_generate_prompt.ts";
import { converse } from "./_generate_session.ts";
import type { Offer } from "./_tools_offer.ts";

/** The fields of a question once its model is known. */
export type SettledQuestion = Omit<QuestionFields, "model"> & {
  model: string;
  readsJson?: boolean;
  /** What its model may call. */
  offer?: Offer["of"];
};

/** The fields of a step once its model is known. */
export type SettledFields = SettledQuestion & AskFields & { prompt: Prompt };

type Column = { name: string; kind: "text" | "number" | "boolean" | "json" };

const KINDS: Readonly<Record<string, Column["kind"]>> = {
  string: "text",
  number: "number",
  integer: "number",
  boolean: "boolean",
};

const NO_ROWS =
  "a conversation cannot be continued for each row: leave out input, or use a step of type claude_session";

/** Asks once, several times, or for each row of a frame, as the fields say; puts out what all these steps put out. */
export async function runAsk(
  fields: SettledFields,
  context: StepContext,
  options: { read?: AnswerReader } = {},
): Promise<Record<string, unknown>> {
  const prompt = await readyPrompt(fields.prompt, {
    folder: context.folder,
    out: context.out,
    hasRows: fields.input !== undefined,
  });
  const session = sessionOf(fields, prompt, context);
  const { read = readerOf(fields) } = options;
  if (fields.input !== undefined) {
    if (session !== null) throw new AssayError("Cannot make the prompt", { problems: [NO_ROWS] });
    return rowOutputs(await askFrame(fields, prompt, context, read), fields);
  }
  const text = prompt.fill({});
  if (session !== null) {
    const { answer } = await askInSession(fields, text, context, { ...session, part: 0, read });
    return answerOutputs([{ answer }], fields);
  }
  const task = { ...taskOf(fields, text), read };
  const tasks: AskTask[] = Array.from({ length: fields.repeats }, (_, repeat) => ({ ...task, repeat }));
  const asked = await askAll(tasks, {
    ...toolsOf(context),
    maxConcurrency: fields.max_concurrency,
    batch: fields.batch !== undefined,
    onProgress: (done, total) => context.progress(done, total, fields.model),
  });
  throwIfNone(asked, fields.model);
  return answerOutputs(asked, fields);
}

/** The outputs of one question that was asked once or several times; the first answer counts. */
export function answerOutputs(asked: readonly Asked[], fields: SettledQuestion): Record<string, unknown> {
  const first = asked.find(({ answer }) => answer !== null)?.answer ?? null;
  const answers = asked.map((one, repeat) =>
    one.answer === null
      ? { repeat, text: null, json: null, model: null, failure: one.failure, reason: one.reason }
      : { repeat, text: one.answer.text, json: one.answer.json, model: one.answer.model, failure: null, reason: null }
  );
  const json = first?.json ?? null;
  return {
    ...members(json, fields),
    text: first?.text ?? null,
    json,
    success: asked.every(({ answer }) => answer !== null),
    model: first?.model ?? fields.model,
    usage: usageOutput(asked.flatMap(({ answer }) => answer === null ? [] : [answer.usage])),
    answers,
    frame: null,
  };
}

/** Asks for each row of the fields' frame. */
async function askFrame(
  fields: SettledFields,
  prompt: ReadyPrompt,
  context: StepContext,
  read?: AnswerReader,
): Promise<AskedRows> {
  const { prompt: _, ...question } = taskOf(fields, "");
  return await askRows({
    ...question,
    ...toolsOf(context),
    input: fields.input!,
    prompt,
    read,
    column: fields.column,
    members: memberColumns(fields),
    repeats: fields.repeats,
    maxConcurrency: fields.max_concurrency,
    batch: fields.batch !== undefined,
    onProgress: (done, total) => context.progress(done, total, fields.model),
  });
}

/** The outputs of rows that were asked. */
export function rowOutputs({ frame, failed, usage }: AskedRows, fields: SettledQuestion): Record<string, unknown> {
  const nothing = { text: null, json: null, answers: [] };
  return {
    ...members(null, fields),
    ...nothing,
    success: failed === 0,
    model: fields.model,
    usage: usageOutput([usage]),
    frame,
  };
}

/** Asks as the next turn of a conversation; what was recorded is not asked again. */
export async function askInSession(
  fields: SettledQuestion,
  text: string,
  context: StepContext,
  session: { name: string; part: number; lastTurns?: number; read?: AnswerReader },
): Promise<{ answer: Answer; turns: number }> {
  const { name, part, lastTurns, read } = session;
  const { prompt, model, tools, maxTurns, onToolCall, ...settings } = taskOf(fields, text);
  const shown = tools?.map(({ name, description, parameters }) => ({ name, description, parameters }));
  const offered = tools === undefined ? {} : { tools, maxTurns, onToolCall };
  let fresh: Answer | undefined;
  // Inside a loop the step's name is that of many turns; its path is not.
  const { path = context.name } = context as StepContext & { path?: string };
  const { turn, turns } = await converse(
    { out: context.folder, name, step: path, part, prompt, settings: { model, ...settings, tools: shown }, lastTurns },
    async (history) => {
      const [asked] = await askAll([{ ...settings, ...offered, model, prompt, history, read }], toolsOf(context));
      throwIfNone([asked], model);
      return fresh = asked.answer!;
    },
  );
  if (fresh !== undefined) return { answer: fresh, turns };
  const held = read?.(turn.answer) ?? { value: null };
  const usage = { ...NO_USAGE, remembered: 1 };
  return { answer: { text: turn.answer, json: "value" in held ? held.value : null, model: turn.model, usage }, turns };
}

/** The conversation that a step goes on with; one that says no name has the step's. */
function sessionOf(
  { session }: SettledFields,
  prompt: ReadyPrompt,
  context: StepContext,
): { name: string; lastTurns?: number } | null {
  if (prompt.session !== null) return { name: prompt.session };
  if (session === undefined || typeof session === "string") return session === undefined ? null : { name: session };
  const { name, persist, include_last_n: lastTurns } = session;
  return persist ? { name: sessionName(name ?? context.name), lastTurns } : null;
}

/** A name that can be that of a session; that of a step inside a loop may not. */
export function sessionName(name: string): string {
  if (SESSION.safeParse(name).success) return name;
  throw new AssayError("Cannot hold the conversation", {
    problems: [`the step's name ${describeValue(name)} cannot name a session: give it one as session.name`],
  });
}

/** A question as the workbench takes it. */
export function taskOf(
  fields: SettledQuestion,
  prompt: string,
): Question & Pick<AskOptions, "model" | "fallbackModel"> {
  const { system, model, fallback_model: fallbackModel, temperature, top_p: topP, top_k: topK } = fields;
  const above = [system, jsonInstruction(fields)].filter((text) => text !== undefined && text !== "");
  return {
    prompt,
    model,
    fallbackModel,
    system: above.length === 0 ? undefined : above.join("\n\n"),
    temperature,
    topP,
    topK,
    maxOutputTokens: fields.max_output_tokens,
    ...(fields.output_schema === undefined ? {} : { outputSchema: fields.output_schema }),
    ...fields.offer?.(fields),
  };
}

/** How the answers are to be read; undefined for plain text. */
export function readerOf(fields: SettledQuestion): AnswerReader | undefined {
  if (fields.output_schema !== undefined) return jsonReader(answerSchema(fields.output_schema));
  if (fields.output_format === "json") return jsonReader();
  return fields.readsJson === true && fields.output_format === undefined ? optionalJsonReader : undefined;
}

/** Fails when nothing was answered, with the first reason. */
export function throwIfNone(asked: readonly Asked[], what: string): void {
  if (asked.length === 0 || asked.some(({ answer }) => answer !== null)) return;
  const [first] = asked as readonly Exclude<Asked, { answer: Answer }>[];
  if (first.error instanceof AssayError && asked.length === 1) throw first.error;
  const isInput = asked.every((one) => one.answer === null && one.failure === "bad input");
  throw new AssayError(asked.length === 1 ? `${what} failed` : `${what} failed on all ${asked.length} questions`, {
    code: isInput ? "bad_input" : "provider_failed",
    problems: [first.reason],
    cause: first.error,
  });
}

/** What exchanges used, in the names of YAML. */
export function usageOutput(usages: readonly AnswerUsage[]): Record<string, number> {
  const sum = sumUsage(usages);
  return {
    calls: sum.calls,
    remembered: sum.remembered,
    input_tokens: sum.inputTokens,
    cache_read_tokens: sum.cacheReadTokens,
    cache_write_tokens: sum.cacheWriteTokens,
    output_tokens: sum.outputTokens,
    calls_without_token_counts: sum.untold,
  };
}

/** What a run lends to the workbench. */
export function toolsOf({ cache, open, signal }: StepContext): Pick<StepContext, "cache" | "open" | "signal"> {
  return { cache, open, signal };
}

/** The columns for the members that a schema names. */
export function memberColumns(fields: SettledQuestion): Column[] {
  const properties = fields.output_schema?.properties;
  if (!isMap(properties)) return [];
  return Object.entries(properties).map(([name, one]) => {
    const type = isMap(one) && typeof one.type === "string" ? one.type : "";
    return { name, kind: Object.hasOwn(KINDS, type) ? KINDS[type] : "json" };
  });
}

function members(json: unknown, fields: SettledQuestion): Record<string, unknown> {
  const names = memberColumns(fields).map(({ name }) => name).filter((name) => !Object.hasOwn(ASK_OUTPUTS, name));
  return Object.fromEntries(names.map((name) => [name, isMap(json) && Object.hasOwn(json, name) ? json[name] : null]));
}

/** It stands above the conversation, so that the prompt stays as it was written. */
function jsonInstruction(fields: SettledQuestion): string | undefined {
  const { output_schema: schema, output_format: format } = fields;
  if (schema !== undefined) {
    return `Answer with JSON only, without any words around it. It must fit this JSON Schema:\n${
      JSON.stringify(schema)
    }`;
  }
  return format === "json" ? "Answer with JSON only, without any words around it." : undefined;
}
