import { z } from "zod";
import type { Frame } from "../data/frame.ts";
import { modelIdOrName } from "../models/model_names.ts";
import { hasBatches } from "../models/open_hosted.ts";
import { stepOutput } from "../pipeline/reference.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { JUDGE_MODES, modeCriteria } from "../workbench/_judge_modes.ts";
import { MODEL } from "./_generate_fields.ts";

const NAME = z.string().min(1).max(200);
const MOST_TEXT = 20_000;

const LEVEL = z.union([
  z.number(),
  z.string().min(1).max(200),
  z.strictObject({
    label: z.union([z.number(), z.string().min(1).max(200)]),
    description: z.string().min(1).max(MOST_TEXT).optional(),
    score: z.number().optional(),
  }),
]);

const CRITERION = z.strictObject({
  name: NAME,
  description: z.string().min(1).max(MOST_TEXT),
  scale: z.array(LEVEL).optional(),
  weight: z.number().optional(),
  steps: z.array(z.string().min(1).max(MOST_TEXT)).max(100).optional(),
});

/** The fields of a step that judges. Which of them go with a mode, {@linkcode judgeProblems} says. */
export const JUDGE_FIELDS = {
  input: z.union([stepOutput<Frame>("frame"), stepOutput<Frame>("predictions")]),
  mode: z.enum(["rubric", "pairwise", "g_eval", "faithfulness", "relevance"]),
  model: MODEL,
  fallback_model: MODEL.optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().gt(0).max(1).optional(),
  top_k: z.int().min(1).max(1000).optional(),
  max_output_tokens: z.int().min(1).max(1_000_000).optional(),
  max_concurrency: z.int().min(1).max(1000).default(1),
  batch: z.literal("provider").optional(),
  criteria: z.array(CRITERION).min(1).max(50).optional(),
  instructions: z.string().min(1).max(MOST_TEXT).optional(),
  answer: NAME.optional(),
  question: NAME.optional(),
  reference: NAME.optional(),
  source: NAME.optional(),
  first: NAME.optional(),
  second: NAME.optional(),
  system: NAME.optional(),
  item: NAME.optional(),
  systems: z.array(NAME).min(2).max(100).optional(),
  repeats: z.int().min(1).max(100).optional(),
  column: NAME.default("judge"),
  cluster: NAME.optional(),
  human: NAME.optional(),
  pass: z.union([z.number(), NAME]).optional(),
  human_pass: z.number().optional(),
  judged_models: z.array(NAME).min(1).max(100).optional(),
  level: z.number().gt(0).lt(1).default(DEFAULT_LEVEL),
  resamples: z.int().min(0).max(100_000).optional(),
  seed: z.int().min(0).optional(),
};

const FIELDS = z.strictObject(JUDGE_FIELDS);

/** What a step that judges says. */
export type JudgeFields = z.output<typeof FIELDS>;

const OF_PAIRS = ["first", "second", "system", "item", "systems", "resamples", "seed"] as const;
const OF_ROWS = ["repeats", "pass", "human_pass"] as const;
const OF_SCALES = ["scale", "weight", "steps"] as const;

type Issue = { path: (string | number)[]; message: string };

/** What is wrong with fields that are each right alone. */
export function judgeProblems(fields: JudgeFields): Issue[] {
  const { mode, model, batch, criteria } = fields;
  const isPairwise = mode === "pairwise";
  const others = isPairwise ? OF_ROWS : OF_PAIRS;
  const problems: Issue[] = others.filter((name) => fields[name] !== undefined).map((name) => ({
    path: [name],
    message: `cannot go with the mode ${mode}: leave it out`,
  }));
  if (batch !== undefined && typeof model === "string" && !hasBatches(modelIdOrName(model))) {
    problems.push({ path: ["batch"], message: "is there for anthropic/… alone: name such a model, or leave it out" });
  }
  if (!isPairwise) {
    const { question, reference, source } = fields;
    const texts: string[] = [];
    modeCriteria(JUDGE_MODES.find((one) => one === mode)!, {
      criteria,
      columns: { question, reference, source },
      problems: texts,
    });
    return [...problems, ...texts.map(issueOf)];
  }
  criteria?.forEach((criterion, i) => {
    for (const name of OF_SCALES.filter((name) => criterion[name] !== undefined)) {
      problems.push({ path: ["criteria", i, name], message: "cannot go with the mode pairwise: leave it out" });
    }
  });
  return [...problems, ...pairProblems(fields)];
}

function pairProblems({ first, second, system, item, human, answer }: JudgeFields): Issue[] {
  const isWide = first !== undefined || second !== undefined;
  const isLong = system !== undefined || item !== undefined;
  if (isWide === isLong) {
    return [{ path: ["first"], message: "must be there with second, or system and item in place of both" }];
  }
  const missing = Object.entries(isWide ? { first, second } : { system, item }).filter(([, name]) =>
    name === undefined
  );
  const issues: Issue[] = missing.map(([name]) => ({ path: [name], message: "must name a column" }));
  if (isWide && answer !== undefined) {
    issues.push({ path: ["answer"], message: "cannot go with first and second: leave it out" });
  }
  if (isLong && human !== undefined) {
    issues.push({ path: ["human"], message: "goes with first and second only: leave it out" });
  }
  return issues;
}

/** A problem of the workbench as one of a field: its place first, and without what was received, which the engine adds. */
function issueOf(problem: string): Issue {
  const [, field, rest, text] = /^([a-z_]+)((?:\[\d+\]|\.[a-z_]+)*) (.*)$/s.exec(problem) ??
    [problem, "criteria", "", problem];
  const path = [
    field,
    ...Array.from(rest.matchAll(/\[(\d+)\]|\.([a-z_]+)/g), ([, index, name]) => name ?? Number(index)),
  ];
  return { path, message: text.replace(/, received .*$/s, "") };
}
