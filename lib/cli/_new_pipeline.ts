import {
  COMPARE,
  DATASET,
  EVALUATE,
  LOAD,
  PROMPT,
  RESAMPLES,
  SCHEMA_LINE,
  SEED,
  SPLIT,
  VALIDATE,
} from "./_new_pipeline_parts.ts";

/** A pipeline that can be generated. */
export interface PipelineTemplate {
  /** What it is for, in a few words. */
  readonly summary: string;
  /** Whether it needs a file of recorded answers beside it. */
  readonly needsAnswers: boolean;
  /** Its YAML. */
  text(name: string): string;
}

/** The templates by their names. */
export const PIPELINE_TEMPLATES: Readonly<Record<string, PipelineTemplate>> = {
  evaluate: {
    summary: "evaluate two offline systems on held-out rows of datasets/intents",
    needsAnswers: false,
    text: (name) =>
      `${SCHEMA_LINE}
# How good is a system on rows that it has not seen? Two systems, both offline, on a held-out part of datasets/intents.
#
#   deno task check pipelines/${name}.yaml
#   deno task run pipelines/${name}.yaml --param test=0.5
workflow:
  name: ${name}
  format: 2
  description: Evaluate systems on held-out rows.
  version: "1.0"
  category: model-evaluation
  # Each param may be given with --param name=value; what has no default must be given.
  params:
${DATASET}
    test: { type: number, default: 0.4, min: 0.05, max: 0.95, description: the part held out for evaluation }
${RESAMPLES}
${SEED}

  # A step runs as soon as the steps that it names are done; independent ones run at the same time.
  steps:
${LOAD}
${VALIDATE}
${SPLIT}
    # The majority class is the baseline that anything should beat.
    - name: predict
      type: predict
      train: "{{ steps.split.train }}"
      test: "{{ steps.split.test }}"
      input: text
      target: intent
      systems:
        - model: local/majority
        - model: local/naive_bayes
      seed: "{{ params.seed }}"

${EVALUATE}
    - name: report
      type: report
      title: "Evaluation: ${name}"
      summary: Two systems on the held-out rows of {{ params.dataset }}.
      dataset: "{{ steps.load.dataset }}"
      split: "{{ steps.split.sizes }}"
      systems: "{{ steps.predict.systems }}"
      evaluations: "{{ steps.evaluate.evaluations }}"
`,
  },
  compare: {
    summary: "compare answers that were recorded in columns of a file",
    needsAnswers: true,
    text: (name) =>
      `${SCHEMA_LINE}
# Which of two systems is better? Their answers stand in columns of a file; nothing is asked. Put your own file in:
#
#   deno task run pipelines/${name}.yaml --param dataset=answers.csv --param target=label \\
#     --param first=model_a --param second=model_b
workflow:
  name: ${name}
  format: 2
  description: Compare two systems whose answers were recorded.
  version: "1.0"
  category: model-comparison
  # Each param may be given with --param name=value; what has no default must be given.
  params:
    dataset:
      type: path
      default: datasets/${name}/answers.jsonl
      description: a file with one row an item
    target: { type: string, default: label, description: the column of right answers }
    first: { type: string, default: system_a, description: the column of the first system's answers }
    second: { type: string, default: system_b, description: the column of the second system's answers }
${RESAMPLES}
${SEED}

  # A step runs as soon as the steps that it names are done; independent ones run at the same time.
  steps:
${LOAD}
    # A system with \`predictions\` is a column of recorded answers; a missing answer counts as none, not as a wrong one.
    - name: predict
      type: predict
      test: "{{ steps.load.frame }}"
      target: "{{ params.target }}"
      systems:
        - predictions: { column: "{{ params.first }}" }
        - predictions: { column: "{{ params.second }}" }
      seed: "{{ params.seed }}"

${EVALUATE}
${COMPARE}
    - name: charts
      type: charts
      evaluations: "{{ steps.evaluate.evaluations }}"
      comparison: "{{ steps.compare.comparison }}"

    - name: report
      type: report
      title: "Comparison: ${name}"
      summary: The columns {{ params.first }} and {{ params.second }} of {{ params.dataset }}, against {{ params.target }}.
      dataset: "{{ steps.load.dataset }}"
      systems: "{{ steps.predict.systems }}"
      evaluations: "{{ steps.evaluate.evaluations }}"
      comparison: "{{ steps.compare.comparison }}"
      charts: "{{ steps.charts.charts }}"
`,
  },
  prompt: {
    summary: "try a few-shot prompt against a baseline, with a gate",
    needsAnswers: false,
    text: (name) =>
      `${SCHEMA_LINE}
# Is a few-shot prompt good enough? It has to beat the majority class, and to reach a threshold. The model is offline and
# sees nothing but the prompt; put another one in its place to ask a hosted model.
#
#   deno task run pipelines/${name}.yaml --param examples_per_class=10
#   deno task run pipelines/${name}.yaml --ci     # ends with 1 where the gate fails, with 3 where it cannot decide
workflow:
  name: ${name}
  format: 2
  description: Judge a few-shot prompt by a gate.
  version: "1.0"
  category: prompt-engineering
  # Each param may be given with --param name=value; what has no default must be given.
  params:
${DATASET}
    test: { type: number, default: 0.4, min: 0.05, max: 0.95, description: the part held out for evaluation }
    examples_per_class: { type: integer, default: 20, min: 1, description: examples of each intent in the prompt }
${RESAMPLES}
${SEED}

  # A step runs as soon as the steps that it names are done; independent ones run at the same time.
  steps:
${LOAD}
${VALIDATE}
${SPLIT}
    - name: predict
      type: predict
      train: "{{ steps.split.train }}"
      test: "{{ steps.split.test }}"
      input: text
      target: intent
      task: What does the user want? Answer with the name of one intent.
      systems:
        - name: baseline
          model: local/majority
        - name: few_shot
          model: local/nearest
          examples_per_class: "{{ params.examples_per_class }}"
${PROMPT}      seed: "{{ params.seed }}"

${EVALUATE}
${COMPARE}
    # A threshold passes when the whole interval lies on its side, and is inconclusive where the interval spans it.
    - name: good_enough
      type: eval_gate
      evaluations: "{{ steps.evaluate.evaluations }}"
      comparison: "{{ steps.compare.comparison }}"
      system: few_shot
      better_than: [baseline]
      thresholds:
        accuracy: ">= 0.15"

    - name: report
      type: report
      title: "Prompt: ${name}"
      summary: A few-shot prompt against the majority class, on the held-out rows of {{ params.dataset }}.
      dataset: "{{ steps.load.dataset }}"
      split: "{{ steps.split.sizes }}"
      systems: "{{ steps.predict.systems }}"
      evaluations: "{{ steps.evaluate.evaluations }}"
      comparison: "{{ steps.compare.comparison }}"
      gates: ["{{ steps.good_enough.gate }}"]
`,
  },
  batch: {
    summary: "label many rows, several at a time, with resume",
    needsAnswers: false,
    text: (name) =>
      `${SCHEMA_LINE}
# Many rows, several at a time. Answers are kept the moment they arrive: a run that was interrupted asks nothing again.
#
#   deno task run pipelines/${name}.yaml --param rows=100
#   deno task run --resume ID     # go on; deno task runs lists the runs
workflow:
  name: ${name}
  format: 2
  description: Label many rows, several at a time.
  version: "1.0"
  category: model-evaluation
  max_parallel: 4
  # Each param may be given with --param name=value; what has no default must be given.
  params:
${DATASET}
    rows: { type: integer, default: 300, min: 40, description: how many rows are labelled at most }
    at_a_time: { type: integer, default: 8, min: 1, max: 1000, description: how many rows are asked at the same time }
${RESAMPLES}
${SEED}

  # A step runs as soon as the steps that it names are done; independent ones run at the same time.
  steps:
${LOAD}
    # Operations are applied one after the other; filter, derive, join, group_by and others stand in docs/pipelines.md.
    - name: choose
      type: data_transform
      input: "{{ steps.load.frame }}"
      operations:
        - { operation: filter, condition: length(text) >= 10 }
        - { operation: slice, length: "{{ params.rows }}" }

    - name: split
      type: split
      input: "{{ steps.choose.frame }}"
      test: 0.5
      stratify: intent
      seed: "{{ params.seed }}"

    # After timeout_seconds the step is cancelled and the run fails; what was answered until then is kept.
    - name: predict
      type: predict
      timeout_seconds: 3600
      train: "{{ steps.split.train }}"
      test: "{{ steps.split.test }}"
      input: text
      target: intent
      task: What does the user want? Answer with the name of one intent.
      max_concurrency: "{{ params.at_a_time }}"
      systems:
        - model: local/nearest
          examples_per_class: 5
${PROMPT}      seed: "{{ params.seed }}"

${EVALUATE}
    - name: report
      type: report
      title: "Batch: ${name}"
      summary: At most {{ params.rows }} rows of {{ params.dataset }}, {{ params.at_a_time }} at a time.
      dataset: "{{ steps.load.dataset }}"
      split: "{{ steps.split.sizes }}"
      systems: "{{ steps.predict.systems }}"
      evaluations: "{{ steps.evaluate.evaluations }}"
`,
  },
};
