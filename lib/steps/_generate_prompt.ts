import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { lookUp } from "../core/template.ts";
import { jsonReader } from "../workbench/answer_json.ts";
import { type RowPrompt, rowPrompt } from "../workbench/row_prompt.ts";
import { findExisting } from "./_file_paths.ts";
import { structureText, summarise } from "./_extract_markdown.ts";
import type { Prompt } from "./_generate_fields.ts";
import { readSession } from "./_generate_session.ts";

type Part = Exclude<Exclude<Prompt, string>[number], string>;
type PreviousResponse = Part & { type: "previous_response" };

const SUMMARY_LENGTH = 500;
const MOST_FILE_BYTES = 2 ** 20;

/** A prompt that is ready for rows, and the conversation that it goes on with. */
export interface ReadyPrompt extends RowPrompt {
  /** The name of the conversation, when a part continues one. */
  readonly session: string | null;
}

/** A part that stands in the prompt as it is, whatever it holds. */
export function literalPart(content: unknown): PreviousResponse {
  return { type: "previous_response", content, strict: true, summary: false, format: "text", condition: true };
}

/**
 * Joins the parts of a prompt. What came from elsewhere is not looked through for places, and without rows nothing is: what earlier
 * steps gave stands in the texts by then.
 */
export async function readyPrompt(
  prompt: Prompt,
  options: { folder: string; out: string; hasRows: boolean },
): Promise<ReadyPrompt> {
  const parts = typeof prompt === "string" ? [prompt] : prompt;
  const texts: (string | { literal: string })[] = [];
  const sessions: string[] = [];
  const isLeftIn = (part: (typeof parts)[number]) =>
    typeof part === "string" || part.type !== "previous_response" || part.condition;
  for (const [i, part] of parts.filter(isLeftIn).entries()) {
    if (i > 0) texts.push({ literal: "\n" });
    if (typeof part === "string") texts.push(part);
    else if (part.type === "static") {
      texts.push(typeof part.content === "string" ? part.content : { literal: asText(part.content) });
    } else if (part.type === "previous_response") texts.push({ literal: previousResponse(part, `prompt[${i}]`) });
    else if (part.type === "session_context") {
      texts.push({ literal: await sessionContext(options.folder, part) });
    } else if (part.type === "file") {
      texts.push({ literal: fileText(options.out, part.path) });
    } else {
      texts.push(part.new_prompt);
      sessions.push(part.session_id);
    }
  }
  if (new Set(sessions).size > 1) {
    throw new AssayError("Cannot make the prompt", { problems: ["only one conversation can be continued by a step"] });
  }
  const isTemplate = (text: (typeof texts)[number]) => options.hasRows || typeof text !== "string";
  const pieces = texts.map((text) => isTemplate(text) ? text : { literal: String(text) });
  return { ...rowPrompt(pieces), session: sessions[0] ?? null };
}

/** A file of the run's folder or of the project; what it holds is content, not a template. */
function fileText(out: string, path: string): string {
  const { path: real, info } = findExisting(out, path);
  if (!info.isFile || info.size > MOST_FILE_BYTES) {
    throw new AssayError(`Cannot read ${path}`, {
      problems: [
        `a prompt takes files of at most ${MOST_FILE_BYTES} bytes, received ${info.isFile ? info.size : "a folder"}`,
      ],
    });
  }
  return Deno.readTextFileSync(real).trimEnd();
}

function previousResponse(part: PreviousResponse, at: string): string {
  const { content, extract, strict, max_length: most = Infinity } = part;
  const fail = (problem: string) =>
    new AssayError("Cannot make the prompt", {
      problems: [`${at}: ${problem}; correct the path, or write strict: false to go on without it`],
    });
  let value = content;
  if (extract !== undefined) {
    const path = extract.split(/[.[\]]+/).filter((name) => name !== "");
    value = lookUp(typeof content === "string" ? parsed(content) : content, path);
  }
  if ((value === undefined || value === null) && strict) {
    const from = part.step === undefined ? "the earlier answer" : `the answer of step "${part.step}"`;
    throw fail(`${from} has ${extract === undefined ? "no content" : `no ${describeValue(extract)}`}`);
  }
  if (value === undefined || value === null) return "";
  const plain = part.extract_with === undefined ? value : structureText(asText(value));
  const text = part.format === "json" ? JSON.stringify(plain, null, 2) : asText(plain);
  return part.summary ? summarise(text, Math.min(most, SUMMARY_LENGTH)) : text.slice(0, most);
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What is no JSON has no members. */
function parsed(text: string): unknown {
  const result = jsonReader()(text);
  return "value" in result ? result.value : undefined;
}

async function sessionContext(out: string, part: Part & { type: "session_context" }): Promise<string> {
  const { session_id: name, include_last_n: last } = part;
  const turns = await readSession(out, name);
  if (turns.length === 0) {
    throw new AssayError("Cannot make the prompt", {
      problems: [`no conversation ${describeValue(name)} yet: let the step that holds it come first, with needs`],
    });
  }
  return turns.slice(-last).map(({ prompt, answer }) => `User: ${prompt}\nAssistant: ${answer}`).join("\n");
}
