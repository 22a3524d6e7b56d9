import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import type { Anthropic } from "./_anthropic_client.ts";
import { FEWEST_CHARACTERS, type SharedPrefixes } from "./_anthropic_prefixes.ts";
import { toNativeSchema } from "./_anthropic_schema.ts";
import type { Message, ModelRequest } from "./model.ts";

/** The most tokens of an answer where the request does not say; the API wants a number. */
export const MAX_OUTPUT_TOKENS = 4096;

/** What is sent. */
export type MessageParams = Anthropic.MessageCreateParamsNonStreaming;

type Block = Anthropic.TextBlockParam | Anthropic.ToolUseBlockParam | Anthropic.ToolResultBlockParam;
type Turn = { role: "user" | "assistant"; content: Block[] };

const MARK: Anthropic.CacheControlEphemeral = { type: "ephemeral" };

/** Whether a request has parameters of sampling. */
export function isSampled({ temperature, topP, topK }: ModelRequest): boolean {
  return temperature !== undefined || topP !== undefined || topK !== undefined;
}

/**
 * A request as the body of POST /v1/messages. Turns of the same speaker are put together, as the API wants them to alternate.
 *
 * With `prefixes`, what later requests are likely to begin with is marked to be kept: the system prompt with the tools, the
 * shared beginning of the first message, and a conversation up to its end; at most three marks.
 */
export function toMessageParams(name: string, request: ModelRequest, prefixes?: SharedPrefixes): MessageParams {
  const { temperature, topP, topK, tools = [], outputSchema, maxOutputTokens = MAX_OUTPUT_TOKENS } = request;
  const native = outputSchema === undefined ? null : toNativeSchema(outputSchema);
  const told = outputSchema !== undefined && native === null
    ? `Answer with nothing but JSON that fits this JSON Schema: ${JSON.stringify(outputSchema)}`
    : "";
  const system = [request.system ?? "", told].filter((text) => text.trim() !== "").join("\n\n");
  const functions = tools.map(({ name, description, parameters }) => ({
    name,
    description,
    input_schema: { ...parameters, type: "object" as const },
  }));
  const turns = toTurns(name, request.messages);
  const marks = prefixes === undefined ? undefined : mark({ system, functions, turns }, prefixes);
  const sampling = {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
  };
  return {
    model: name,
    max_tokens: maxOutputTokens,
    messages: turns.map(({ role, content }) => {
      const [first] = content;
      const isPlain = content.length === 1 && first.type === "text" && first.cache_control === undefined;
      return { role, content: isPlain ? first.text : content } as Anthropic.MessageParam;
    }),
    ...(system === "" ? {} : { system: marks?.system ?? system }),
    ...(functions.length === 0 ? {} : { tools: marks?.tools ?? functions }),
    ...(native === null ? {} : { output_config: { format: { type: "json_schema" as const, schema: native } } }),
    ...sampling,
  };
}

function toTurns(name: string, messages: readonly Message[]): Turn[] {
  const turns: Turn[] = [];
  const problems: string[] = [];
  for (const [at, message] of messages.entries()) {
    const blocks = toBlocks(message);
    // An answer that was empty has nothing to repeat.
    if (blocks.length === 0 && message.role === "assistant") continue;
    if (blocks.length === 0) problems.push(`messages[${at}].content must not be empty`);
    const last = turns.at(-1);
    if (last?.role === message.role) last.content.push(...blocks);
    else turns.push({ role: message.role, content: blocks });
  }
  if (turns[0]?.role !== "user") problems.push("messages must begin with the user's");
  if (problems.length > 0) throw new AssayError(`Cannot ask anthropic/${name}`, { problems });
  return turns;
}

function toBlocks({ role, content, toolCalls = [], toolResults = [] }: Message): Block[] {
  const text: Block[] = content.trim() === "" ? [] : [{ type: "text", text: content }];
  if (role === "assistant") {
    const calls = toolCalls.map(({ id, name, input }): Block => ({
      type: "tool_use",
      id,
      name,
      input: isMap(input) ? input : { input },
    }));
    return [...text, ...calls];
  }
  const results = toolResults.map(({ id, output, isError }): Block => ({
    type: "tool_result",
    tool_use_id: id,
    content: output,
    ...(isError === true ? { is_error: true } : {}),
  }));
  return [...results, ...text];
}

/** Puts the marks: into the turns in place, into copies of the others. */
function mark(
  { system, functions, turns }: { system: string; functions: readonly Anthropic.Tool[]; turns: Turn[] },
  prefixes: SharedPrefixes,
): { system?: Anthropic.TextBlockParam[]; tools?: Anthropic.Tool[] } {
  const ofTools = functions.length === 0 ? 0 : JSON.stringify(functions).length;
  const isLong = ofTools + system.length >= FEWEST_CHARACTERS;
  markFirst(turns[0], prefixes);
  markLast(turns, ofTools + system.length);
  if (!isLong) return {};
  if (system !== "") return { system: [{ type: "text", text: system, cache_control: MARK }] };
  return { tools: functions.map((tool, at) => at === functions.length - 1 ? { ...tool, cache_control: MARK } : tool) };
}

function markFirst(turn: Turn, prefixes: SharedPrefixes): void {
  const [first, ...others] = turn.content;
  if (first.type !== "text") return;
  const length = prefixes.lengthFor(first.text);
  if (length === 0) return;
  const rest = first.text.slice(length);
  const isWhole = rest.trim() === "";
  const head: Block = { ...first, text: isWhole ? first.text : first.text.slice(0, length), cache_control: MARK };
  turn.content = [head, ...(isWhole ? [] : [{ ...first, text: rest }]), ...others];
}

/** The next turn of a conversation begins with all of this one. */
function markLast(turns: readonly Turn[], before: number): void {
  if (turns.length < 2) return;
  const length = turns.flatMap(({ content }) => content).reduce((sum, block) => sum + lengthOf(block), before);
  if (length < FEWEST_CHARACTERS) return;
  const { content } = turns.at(-1)!;
  content[content.length - 1] = { ...content.at(-1)!, cache_control: MARK };
}

function lengthOf(block: Block): number {
  return block.type === "text" ? block.text.length : JSON.stringify(block).length;
}
