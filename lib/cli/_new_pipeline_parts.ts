/** The first line, by which editors know the schema. */
export const SCHEMA_LINE = "# yaml-language-server: $schema=./pipeline.schema.json";
/** The param of the seed. */
export const SEED =
  `    seed: { type: integer, default: 20260101, min: 0, description: the seed of everything that is drawn }`;
/** The param of resamples. */
export const RESAMPLES =
  `    resamples: { type: integer, default: 2000, min: 100, description: bootstrap resamples of each interval }`;
/** The param of the dataset. */
export const DATASET =
  `    dataset: { type: path, default: datasets/intents/intents.jsonl, description: prompts with their intents }`;

/** Loads the dataset. */
export const LOAD =
  `    # CSV, TSV, JSONL, JSON and Parquet are known by their ending. Other steps use what this one puts out: its frame.
    - name: load
      type: load
      path: "{{ params.dataset }}"
`;

/** Checks it. */
export const VALIDATE =
  `    # What is wrong with the data is told here, all at once and with row numbers, before anything is asked.
    - name: validate
      type: validate
      input: "{{ steps.load.frame }}"
      min_rows: 20
      columns:
        text: { type: string, min_length: 1, max_length: 20000 }
        intent: { type: string, min_length: 1 }
`;

/** Parts it. */
export const SPLIT = `    # The same seed gives the same rows; \`stratify\` keeps the share of each class.
    - name: split
      type: split
      input: "{{ steps.validate.frame }}"
      test: "{{ params.test }}"
      stratify: intent
      seed: "{{ params.seed }}"
`;

/** Evaluates the answers. */
export const EVALUATE = `    # Every metric has an interval; name \`metrics\` to compute only some.
    - name: evaluate
      type: evaluate
      predictions: "{{ steps.predict.predictions }}"
      resamples: "{{ params.resamples }}"
      seed: "{{ params.seed }}"
`;

/** Compares the systems. */
export const COMPARE =
  `    # Systems are compared item by item; the verdict is "no decision" where the items are too few.
    - name: compare
      type: compare
      evaluations: "{{ steps.evaluate.evaluations }}"
      resamples: "{{ params.resamples }}"
      seed: "{{ params.seed }}"
`;

/** A few-shot prompt, as a field of a system. */
export const PROMPT = `          # {…} is filled for each row; {{ … }} is filled once, before the run.
          prompt: |
            Task: {task_description}
            The intents are {labels}.

            {for example in examples}
            Input: {example.input}
            Output: {example.output}
            {endfor}

            Input: {target_input}
            Output:
`;
