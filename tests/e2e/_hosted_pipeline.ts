/** A small pipeline that asks all three providers. DIR is the folder of its data. */
export const PIPELINE = `name: hosted
steps:
  - { name: load, type: load, path: DIR/items.csv }
  - { name: split, type: split, input: "{{ steps.load.frame }}", test: 0.5, stratify: label, seed: 7 }
  - name: ask
    type: generate
    model: openai/gpt-5.4-mini
    input: "{{ steps.split.test }}"
    column: reply
    max_concurrency: 4
    max_output_tokens: 50
    prompt: "Word: {row.text}"
  - name: judge
    type: claude
    model: sonnet
    max_output_tokens: 50
    output_schema: { verdict: string, score: number }
    prompt: Judge the words.
  - name: second
    type: gemini
    model: gemini-3.5-flash
    max_output_tokens: 50
    prompt: "Is it {{ steps.judge.verdict }}?"
  - name: predict
    type: predict
    train: "{{ steps.split.train }}"
    test: "{{ steps.ask.frame }}"
    input: text
    target: label
    systems:
      - { model: opus, name: claude, examples_per_class: 1 }
      - { predictions: { column: reply }, name: openai }
  - { name: evaluate, type: evaluate, predictions: "{{ steps.predict.predictions }}", resamples: 100 }
  - name: gate
    type: eval_gate
    evaluations: "{{ steps.evaluate.evaluations }}"
    system: claude
    thresholds: { accuracy: ">= 0.2" }
  - name: report
    type: report
    title: "Hosted, said {{ steps.second.text }}"
    evaluations: "{{ steps.evaluate.evaluations }}"
    gates: ["{{ steps.gate.gate }}"]
`;

/** Its data. */
export const ITEMS = `text,label\n${
  Array.from({ length: 8 }, (_, i) => `${i % 2 === 0 ? "alpha" : "beta"} ${i},${i % 2 === 0 ? "a" : "b"}\n`).join("")
}`;

/** What a good model answers it. */
export function answerTo(text: string): string {
  if (text.startsWith("Judge")) return '{"verdict":"good","score":1}';
  if (text.startsWith("Is it")) return "indeed";
  return /(?:alpha|beta) \d+(?=(?:\nOutput:)?\s*$)/.exec(text)?.[0].startsWith("alpha") ? "a" : "b";
}

/** A pipeline of one step that asks about each row. */
export function askingAbout(rows: string, model: string, more = ""): string {
  return `name: rows
steps:
  - { name: load, type: load, path: "${rows}" }
  - name: ask
    type: generate
    model: ${model}
    input: "{{ steps.load.frame }}"
    max_output_tokens: 50
    max_concurrency: 4
    prompt: "About {row.text}"
${more}`;
}

/** Rows as CSV: item 0, item 1 … */
export function rowsOf(count: number): string {
  return `text\n${Array.from({ length: count }, (_, i) => `item ${i}\n`).join("")}`;
}
