import type { z } from "zod";
import type { Store } from "../core/store.ts";
import type { OpenedModel } from "../models/open_model.ts";
import type { Block } from "./block.ts";
import type { ValueSource } from "./pending.ts";
import type { PlannedCondition } from "./planned_condition.ts";

/** What a running step may use beside its options. */
export interface StepContext {
  /** The step's name. */
  readonly name: string;
  /** Its name behind those of the steps and iterations around it: `each[3]/ask`. */
  readonly path: string;
  /** Whether no further attempt follows when this one fails. */
  readonly isLastAttempt: boolean;
  /** The folder that the run writes to; nothing may be written elsewhere. */
  readonly out: string;
  /** The run's own folder, for what a resumed run goes on with; a new run has a new one. */
  readonly folder: string;
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal;
  /** Where answers that cost something are kept between runs; absent when the user wants none. */
  readonly cache?: Store;
  /** What is needed to repeat the run: for manifests. */
  readonly provenance: Readonly<Record<string, unknown>>;
  /** Tells how far the step is. */
  readonly progress: (done: number, total: number, what: string) => void;
  /** Finds a model by its id; what is asked of it is metered against the run's limits. */
  readonly open: (id: string) => OpenedModel;
  /** What the user allowed by flag, such as "command:git"; nothing by default. */
  readonly allowed: readonly string[];
  /** Runs steps inside of this one. */
  readonly runBlock: (block: Block, options?: BlockOptions) => Promise<BlockResult>;
  /** Tests a condition; with the result of a block, also over what its steps put out. */
  readonly test: (condition: PlannedCondition, options?: { after?: BlockResult; loop?: LoopFrame }) => boolean;
}

/** What templates see as `loop`: the item under the iterator's name, index, total, first, last, level, parent. */
export type LoopFrame = Readonly<Record<string, unknown>>;

/** Options of {@linkcode StepContext.runBlock}. */
export interface BlockOptions {
  /** For a loop's body: its iteration; `parent` and `level` are added. */
  readonly loop?: LoopFrame;
  /** Which one it is of several, for the journal: the iteration, from 0. */
  readonly index?: number;
}

/** What a block gave. */
export interface BlockResult {
  /** What it puts out. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** The outputs of each step that was done, by name. */
  readonly results: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Whether a step ended the iteration or the loop. */
  readonly ended: "break" | "continue" | null;
  /** What conditions over the block look in. */
  readonly source: ValueSource;
}

/** A list of steps among the fields of a step. */
export interface BlockSource {
  /** The keys that lead to the list. */
  readonly at: readonly string[];
  /** For a loop's body: the name of its item; null for a loop without items. Absent where the list is no loop's body. */
  readonly iterator?: string | null;
  /** Whether the loop's iterations may run at the same time, so that none may set a variable outside of itself. */
  readonly isParallel?: boolean;
}

/** A pipeline inside a step. */
export interface NestedSource {
  /** The path of its file, or undefined when it stands in the step itself. */
  readonly file: unknown;
  /** The pipeline itself, where it stands in the step. */
  readonly inline: unknown;
  /** The values of its params. */
  readonly inputs: unknown;
  /** Which of its outputs the step puts out: names of steps or `{path, as}`; undefined for those that it declares. */
  readonly outputs: unknown;
  /** Whether it sees the params, variables and steps of the pipeline around it. */
  readonly inheritsContext: boolean;
  /** How deep pipelines may be nested. */
  readonly maxDepth: number;
}

/** One type of step: what it takes, what it gives, and how. */
export interface StepType<Schema extends z.ZodType = z.ZodType> {
  /** What the step does, in one sentence. */
  readonly summary: string;
  /** The fields it takes beside those that all steps have. */
  readonly schema: Schema;
  /** What it puts out: name → kind, the main one first. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What it puts out besides, which depends on its fields: name → kind; "*" names an output whose members count too. */
  readonly outputsOf?: (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>;
  /** Changes the fields before templates are filled, to name what the planner shall find: the step of a prompt's part. */
  readonly prepare?: (fields: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** Names in braces that the step fills itself, such as those of a prompt. */
  readonly ownNames?: readonly string[] | ((fields: Readonly<Record<string, unknown>>) => readonly string[]);
  /** Fields whose single braces are left alone: expressions, patterns. */
  readonly verbatim?: readonly string[];
  /** Where the fields hold steps. */
  readonly blocks?: (fields: Readonly<Record<string, unknown>>) => readonly BlockSource[];
  /** Fields that hold conditions; they may also name the steps of the first block. */
  readonly conditions?: readonly string[];
  /** Fields that hold an expression rather than a text. */
  readonly expressions?: readonly string[];
  /** For a step that runs a pipeline; the planned pipeline is put into the field "pipeline". */
  readonly nested?: (fields: Readonly<Record<string, unknown>>) => NestedSource;
  /** For a step that sets variables: their names; the values are its output "variables". */
  readonly sets?: (fields: Readonly<Record<string, unknown>>) => { names: readonly string[]; isLocal: boolean };
  /** Puts what the pipeline declares of functions, by name, in place of their names among the filled fields. */
  readonly withFunctions?: (
    fields: Readonly<Record<string, unknown>>,
    declared: Readonly<Record<string, unknown>>,
  ) => Record<string, unknown>;
  /** What it shares with other steps so that their order matters, such as a conversation: names of the step type's own. */
  readonly shares?: (fields: Readonly<Record<string, unknown>>) => readonly string[];
  /** What the user must allow by flag before it can run, such as "command:git"; the fields may hold what only the run knows. */
  readonly allowances?: (fields: Readonly<Record<string, unknown>>) => readonly string[];
  /** For a step that ends the iteration around it, or the whole loop. */
  readonly ends?: "break" | "continue";
  /** Whether it acts on the world, so that a resumed run must not do it again: its outputs, plain data, are kept. */
  readonly hasEffects?: boolean;
  /** What it will ask of models, for estimates; the fields may hold pending values. */
  readonly calls?: (options: Readonly<Record<string, unknown>>) => readonly PlannedCall[];
  /** Does the work; references in the options are replaced by then. */
  run(options: z.output<Schema>, context: StepContext): Promise<Record<string, unknown>> | Record<string, unknown>;
}

/** What a step will ask of a model. */
export interface PlannedCall {
  /** The model's id. */
  readonly model: string;
  /** How many times; null where only the run tells. */
  readonly calls: number | null;
  /** The text of one request, or as much of it as is known. */
  readonly prompt: string;
  /** The most tokens that an answer may have; null where there is no bound. */
  readonly maxOutputTokens: number | null;
}

/** All step types by their YAML name. */
export type Registry = Readonly<Record<string, StepType>>;

/**
 * Declares a step type; it only helps the compiler to see the options' type.
 *
 * @param type the declaration
 * @returns the same, as the registry takes it
 */
export function stepType<Schema extends z.ZodType>(type: StepType<Schema>): StepType {
  return type as unknown as StepType;
}
