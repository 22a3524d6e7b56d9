import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import type { Frame } from "../data/frame.ts";
import { modelIdOf } from "../models/model_names.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { answerSchema } from "../workbench/answer_schema.ts";
import { PRESETS } from "./_generate_presets.ts";

const SESSION_NAME = /^[A-Za-z0-9_][\w.-]{0,99}$/;

/** A model's name: an alias, a bare name or an id. */
export const MODEL = z.string().superRefine((name, context) => {
  try {
    modelIdOf(name);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    // What was received is added by the engine.
    const hint = /(?:did you mean|known:) .*$/s.exec(error.problems.join("; "))?.[0] ?? "";
    context.addIssue({ code: "custom", message: `must be a known name, ${hint}` });
  }
});

/** The name of a conversation, which is also a file's name. */
export const SESSION = z.string().regex(SESSION_NAME, {
  error: "must be up to 100 letters, digits, _, - and ., beginning with a letter, digit or _",
});

/** A JSON Schema that answers must fit. */
export const SCHEMA = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  try {
    answerSchema(schema);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    context.addIssue({ code: "custom", message: error.message.replace(/^Cannot use the schema/, "cannot be used") });
  }
});

const PART = z.discriminatedUnion("type", [
  // A content that is one template alone may be any value.
  z.strictObject({ type: z.literal("static"), content: z.json() }),
  z.strictObject({
    type: z.literal("previous_response"),
    step: z.string().optional(),
    content: z.unknown(),
    extract: z.string().min(1).max(500).optional(),
    strict: z.boolean().default(true),
    max_length: z.int().min(1).optional(),
    summary: z.boolean().default(false),
    format: z.enum(["text", "json"]).default("text"),
    extract_with: z.enum(["content_extractor"]).optional(),
    condition: z.boolean().default(true),
  }),
  z.strictObject({ type: z.literal("file"), path: z.string().min(1) }),
  z.strictObject({
    type: z.literal("session_context"),
    session_id: SESSION,
    include_last_n: z.int().min(1).default(5),
  }),
  z.strictObject({ type: z.literal("claude_continue"), session_id: SESSION, new_prompt: z.string().min(1) }),
]);

/** A prompt: a text, or parts that are joined by line breaks. */
export const PROMPT = z.union([z.array(PART).min(1).max(1000), z.string().min(1)]);

/** A prompt as steps make it: a plain text among the parts is a static one. */
export type Prompt = string | (string | z.output<typeof PART>)[];

const DATA = z.union([
  stepOutput<Frame>("frame"),
  stepOutput<Frame>("predictions"),
  z.array(z.json()).max(100_000, { error: "must have at most 100000 items" }),
]);
const DATA_NAME = z.string().regex(/^[A-Za-z]\w{0,99}$/, {
  error: "must be up to 100 letters, digits and _, beginning with a letter",
});

const NAMES = z.array(z.string().min(1).max(200)).max(200);

/** Functions by name; the planner puts in place of names what the pipeline declares. */
const FUNCTIONS = z.array(z.union([
  z.string().min(1).max(200),
  z.object({
    name: z.string().min(1).max(200),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    binds: z.string().optional(),
  }),
])).max(200);

/** What can be said of one question, beside the prompt. */
export const QUESTION_FIELDS = {
  system: z.string().optional(),
  model: MODEL.optional(),
  fallback_model: MODEL.optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  top_k: z.int().min(1).max(1000).optional(),
  max_output_tokens: z.int().min(1).max(1_000_000).optional(),
  output_format: z.enum(["text", "json"]).optional(),
  output_schema: SCHEMA.optional(),
  functions: FUNCTIONS.optional(),
  tools: NAMES.optional(),
  disallowed_tools: NAMES.optional(),
  max_turns: z.int().min(1).max(1000).optional(),
};

/** The fields of every step that asks a model, beside the prompt. */
export const ASK_FIELDS = {
  ...QUESTION_FIELDS,
  preset: z.enum(Object.keys(PRESETS) as [keyof typeof PRESETS]).optional(),
  session: z.union([
    SESSION,
    z.strictObject({
      name: SESSION.optional(),
      persist: z.boolean().default(true),
      include_last_n: z.int().min(1).max(1000).optional(),
    }),
  ]).optional(),
  function_data: z.record(DATA_NAME, DATA).optional(),
  repeats: z.int().min(1).max(1000).default(1),
  input: stepOutput<Frame>("frame").optional(),
  column: z.string().min(1).max(200).default("answer"),
  max_concurrency: z.int().min(1).max(1000).default(1),
  batch: z.literal("provider").optional(),
};

const QUESTION = z.strictObject(QUESTION_FIELDS);
const ASK = z.strictObject(ASK_FIELDS);

/** What can be said of one question. */
export type QuestionFields = z.output<typeof QUESTION>;

/** What can be said of every step that asks a model. */
export type AskFields = z.output<typeof ASK>;

/** What all these steps put out: name → kind. */
export const ASK_OUTPUTS = {
  text: "text",
  json: "value",
  success: "value",
  model: "text",
  usage: "value",
  answers: "value",
  frame: "frame",
  tool_calls: "value",
} as const;
