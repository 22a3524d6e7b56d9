import { AssayError } from "../core/assay_error.ts";
import { columnValues } from "../data/column.ts";
import { concatFrames, type Frame } from "../data/frame.ts";
import type { StepContext } from "../pipeline/step_type.ts";
import { answerColumns, type AnswerSlot } from "../workbench/answer_columns.ts";
import { AnswerError } from "../workbench/answer_error.ts";
import { type AnswerReader, listReader } from "../workbench/answer_json.ts";
import { answerSchema } from "../workbench/answer_schema.ts";
import { type AnswerUsage, sumUsage } from "../workbench/answer_usage.ts";
import type { AskedRows } from "../workbench/ask_rows.ts";
import { checkRowColumns } from "../workbench/row_prompt.ts";
import type { ReadyPrompt } from "./_generate_prompt.ts";
import { askInSession, memberColumns, type SettledFields, type SettledQuestion } from "./_generate_run.ts";

/** How a conversation annotates rows. */
interface Annotation {
  name: string;
  persist: boolean;
  task?: string;
  batch_size: number;
  include_last_n?: number;
}

const MOST_REASON = 300;
/** So many earlier batches show how it was done; more would only cost. */
const TOLD_TURNS = 2;

/**
 * Annotates rows in a conversation, a batch a turn. A turn that was recorded is not asked again; a batch whose answer cannot be
 * used has failed rows, and is asked again by the next run.
 */
export async function annotate(
  fields: SettledFields,
  prompt: ReadyPrompt,
  context: StepContext,
  session: Annotation,
): Promise<{ rows: AskedRows; turns: number | null }> {
  const { input, column } = fields as SettledFields & { input: Frame };
  if (!session.persist) {
    throw new AssayError("Cannot annotate", { problems: ["session.persist must be true: batches are turns of it"] });
  }
  checkRowColumns(input, prompt, "annotate");
  const columns = answerColumns(input, { column, members: memberColumns(fields), isRepeated: false });
  const slots: AnswerSlot[] = [];
  const usages: AnswerUsage[] = [];
  let turns: number | null = null;
  let lastError: unknown;
  const { output_schema: itemSchema, ...asked } = fields;
  const question: SettledQuestion = { ...asked, output_format: "json" };
  for (let part = 0; part * session.batch_size < input.height; part++) {
    const rows = input.slice(part * session.batch_size, session.batch_size);
    const text = batchPrompt(rows, prompt, { task: session.task, schema: itemSchema });
    const read = itemReader(rows.height, itemSchema);
    const { name, include_last_n: lastTurns = TOLD_TURNS } = session;
    try {
      const turn = await askInSession(question, text, context, { name, part, lastTurns, read });
      usages.push(turn.answer.usage);
      turns = turn.turns;
      slots.push(...(turn.answer.json as unknown[]).map(slotOf));
    } catch (error) {
      if (!(error instanceof AssayError && error.code === "provider_failed")) throw error;
      lastError = error;
      const failure = error instanceof AnswerError ? error.failure : "infrastructure";
      const reason = error.message.slice(0, MOST_REASON);
      for (let i = 0; i < rows.height; i++) slots.push({ text: null, json: null, failure, reason });
    }
    context.progress(slots.length, input.height, fields.model);
  }
  const failed = slots.filter(({ failure }) => failure !== null).length;
  if (failed > 0 && failed === slots.length) {
    throw new AssayError(`${fields.model} failed on all ${failed} rows`, {
      code: "provider_failed",
      problems: [(lastError as Error).message],
      cause: lastError,
    });
  }
  return { rows: { frame: concatFrames([columns.add(input, slots, 0)]), failed, usage: sumUsage(usages) }, turns };
}

function batchPrompt(rows: Frame, prompt: ReadyPrompt, { task, schema }: { task?: string; schema?: unknown }): string {
  // A prompt with places says how a row is shown; one without belongs to the task.
  const isRow = prompt.columns.length > 0;
  const names = isRow ? prompt.columns : rows.columns;
  const values = names.map((name) => [name, columnValues(rows, name, "annotate")] as const);
  const items = Array.from({ length: rows.height }, (_, i) => {
    const row = Object.fromEntries(values.map(([name, column]) => [name, column[i]]));
    return `${i + 1}. ${isRow ? prompt.fill(row) : JSON.stringify(row, withoutBigints)}`;
  });
  const shape = schema === undefined ? "" : ` Each must fit this JSON Schema: ${JSON.stringify(schema)}`;
  return [
    ...(task === undefined ? [] : [task]),
    ...(isRow || prompt.fill({}) === "" ? [] : [prompt.fill({})]),
    items.join("\n"),
    `Answer with a JSON list of ${rows.height}, one for each item, in their order.${shape}`,
  ].join("\n\n");
}

function itemReader(length: number, schema: Readonly<Record<string, unknown>> | undefined): AnswerReader {
  const read = listReader(length);
  if (schema === undefined) return read;
  const { problemsOf } = answerSchema(schema);
  return (text) => {
    const result = read(text);
    if ("problems" in result) return result;
    const problems = (result.value as unknown[]).flatMap((item, i) =>
      problemsOf(item).map((problem) => `item ${i + 1}: ${problem}`)
    );
    return problems.length > 0 ? { problems: problems.slice(0, 10) } : result;
  };
}

function slotOf(item: unknown): AnswerSlot {
  if (item === null || item === "") {
    return { text: null, json: null, failure: "empty answer", reason: "the item is empty" };
  }
  return { text: typeof item === "string" ? item : JSON.stringify(item), json: item, failure: null, reason: null };
}

function withoutBigints(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
