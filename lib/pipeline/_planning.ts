import type { Names } from "./names.ts";
import type { planBlock } from "./_plan_block.ts";
import type { planNested } from "./_plan_nested.ts";
import type { PlannedStep } from "./plan_workflow.ts";
import type { Registry } from "./step_type.ts";
import type { AroundBlock, Variables } from "./_variables.ts";

/** Keys and indices that lead to a place of the pipeline. */
export type Place = readonly (string | number)[];

/** Another pipeline, composed and normalised. */
export interface OpenedPipeline {
  readonly root: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly read: Planning["read"];
}

/** What planning shares within one pipeline. */
export interface Planning {
  /** The step types. */
  readonly registry: Registry;
  /** Told about each problem; the place is that in the pipeline's own root. */
  readonly report: (problem: string, at: Place) => void;
  /** Told what is accepted but has no effect. */
  readonly note: (text: string) => void;
  /** The functions that the pipeline declares, by name. */
  readonly functions: Readonly<Record<string, unknown>>;
  /** The variables. */
  readonly variables: Variables;
  /** What a variable of the pipeline around stands for, where the step lets its own see it. */
  readonly outerVariable: (name: string) => unknown;
  /** How many steps of a block may run at the same time. */
  readonly maxParallel: number;
  /** The file, with the steps around where it is nested, for messages of the run. */
  readonly path: string;
  /** The chain of files that led here, for circles and depth. */
  readonly chain: readonly string[];
  /** How many steps have been planned, those of nested pipelines included. */
  readonly count: { steps: number };
  /** Plans a list of steps inside of a step. */
  readonly block: typeof planBlock;
  /** Plans the pipeline of a file or of a step. */
  readonly nest: typeof planNested;
  /** Reads, composes and normalises another pipeline; paths are as the pipeline writes them. */
  readonly read: (path: string) => OpenedPipeline;
}

/** The surroundings of a block. */
export interface Around {
  /** What may be named, without the block's own steps. */
  readonly names: Names;
  /** The block itself and those around it, innermost first. */
  readonly blocks: readonly AroundBlock[];
  /** Whether iterations run at the same time, so that no variable outside of them may be set. */
  readonly isParallel: boolean;
}

/** A planned list of steps, and what may be named after it. */
export interface PlannedBlock {
  readonly steps: PlannedStep[];
  readonly names: Names;
}

/** What planning one step needs to know. */
export interface StepPlace {
  readonly at: Place;
  readonly id: string;
  readonly around: Around;
  /** The steps above it in its block. */
  readonly siblings: readonly PlannedStep[];
  /** The names of all steps above it in its block, broken ones included. */
  readonly known: ReadonlySet<string>;
  /** What the ids of its block's steps begin with. */
  readonly block: string;
  readonly place: string;
  readonly report: (problem: string, at?: Place) => void;
}
