import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";

/** Each: what it shows, a step as written, the step as it must become. */
const STEPS: readonly (readonly [string, string, string])[] = [
  ["id is the name", "{id: a, type: load}", "{name: a, type: load}"],
  ["task_id is the name", "{task_id: a, type: load}", "{name: a, type: load}"],
  ["step is the name", "{step: a, type: load}", "{name: a, type: load}"],
  [
    "beside a name, id is a field of the type",
    "{name: a, type: validate, id: key}",
    "{name: a, type: validate, id: key}",
  ],
  ["when is the condition", "{type: load, when: x > 1}", "{type: load, condition: x > 1}"],
  ["if is the condition", "{type: load, if: '{{ x }}'}", "{type: load, condition: '{{ x }}'}"],
  ["conditions must all hold", "{type: load, condition: [a, b], when: c, if: a}", "{type: load, condition: [a, b, c]}"],
  ["equal conditions are one", "{type: load, when: {or: [a, b]}}", "{type: load, condition: {or: [a, b]}}"],
  ["depends_on is needs", "{type: load, depends_on: [a]}", "{type: load, needs: [a]}"],
  ["dependsOn is needs", "{type: load, dependsOn: a}", "{type: load, needs: a}"],
  ["after is needs", "{type: load, after: a}", "{type: load, needs: a}"],
  ["requires is needs", "{type: load, requires: [a], needs: [a]}", "{type: load, needs: [a]}"],
  ["output_file is output_to_file", "{type: load, output_file: x.md}", "{type: load, output_to_file: x.md}"],
  ["timeout_ms is in milliseconds", "{type: load, timeout_ms: 500}", "{type: load, timeout_seconds: 0.5}"],
  ["a timeout from 1000 is in milliseconds", "{type: load, timeout: 30000}", "{type: load, timeout_seconds: 30}"],
  ["a timeout below 1000 is in seconds", "{type: load, timeout: 300}", "{type: load, timeout_seconds: 300}"],
  ["equal times are one", "{type: load, timeout_ms: 2000, timeout_seconds: 2}", "{type: load, timeout_seconds: 2}"],
  ["to continue is on_error", "{type: load, continue_on_error: true}", "{type: load, on_error: continue}"],
  ["not to continue too", "{type: load, continue_on_error: false}", "{type: load, on_error: fail}"],
  ["retry_on_error is three attempts", "{type: load, retry_on_error: true}", "{type: load, retry: {max_attempts: 3}}"],
  [
    "retries that are told win",
    "{type: load, retry_on_error: true, retry: {max_retries: 4}}",
    "{type: load, retry: {max_attempts: 5}}",
  ],
  [
    "over and as are data_source and iterator",
    "{type: for_loop, over: steps.a.rows, as: row, steps: [{id: x, type: break, when: row.bad}]}",
    "{type: for_loop, data_source: '{{ steps.a.rows }}', iterator: row, steps: [{name: x, type: break, condition: row.bad}]}",
  ],
  [
    "items, item and body too",
    "{type: for_loop, items: [1, 2], item: n, body: [{id: x, type: continue}], ordered_results: true}",
    "{type: for_loop, data_source: [1, 2], iterator: n, steps: [{name: x, type: continue}]}",
  ],
  [
    "in and do too, and the rest stays",
    "{type: for_loop, in: '{{ xs }}', do: [{id: x, type: load}], parallel: true, max_parallel: 3, break_on_error: false}",
    "{type: for_loop, data_source: '{{ xs }}', steps: [{name: x, type: load}], parallel: true, max_parallel: 3, break_on_error: false}",
  ],
  [
    "a loop over the response before",
    "{type: for_loop, data_source: previous_response}",
    "{type: for_loop, data_source: '{{ previous_response }}'}",
  ],
  [
    "a loop over a field of it",
    "{type: for_loop, data_source: 'previous_response:a.b'}",
    "{type: for_loop, data_source: '{{ previous_response.a.b }}'}",
  ],
  [
    "a loop over a field of a step",
    "{type: for_loop, data_source: 'load:rows.a'}",
    "{type: for_loop, data_source: '{{ steps.load.rows.a }}'}",
  ],
  [
    "a loop over a param in braces",
    "{type: for_loop, data_source: '{files}'}",
    "{type: for_loop, data_source: '{files}'}",
  ],
  [
    "the condition of a while loop is its while, and when is its condition",
    "{type: while_loop, condition: n < 3, when: ready, do: [{id: x, type: load}], max_iterations: 9}",
    "{type: while_loop, while: n < 3, condition: ready, steps: [{name: x, type: load}], max_iterations: 9}",
  ],
  [
    "a while loop in the new words",
    "{type: while_loop, while: a, condition: b}",
    "{type: while_loop, while: a, condition: b}",
  ],
  ["a while loop with when only is left to be refused", "{type: while_loop, when: a}", "{type: while_loop, when: a}"],
  [
    "a switch, its cases and its default",
    "{type: switch, value: '{{ x }}', cases: {a: [{id: y, type: load}], '1': []}, default: [{id: z, type: load}]}",
    "{type: switch, expression: '{{ x }}', cases: {a: [{name: y, type: load}], '1': []}, default: [{name: z, type: load}]}",
  ],
  ["on is the expression of a switch", "{type: switch, 'on': x}", "{type: switch, expression: x}"],
  [
    "local variables are the loop's",
    "{type: set_variable, variables: {a: 1}, scope: local}",
    "{type: set_variable, variables: {a: 1}, scope: loop}",
  ],
  [
    "one variable and its value",
    "{type: set_variable, variable: a, value: 1}",
    "{type: set_variable, variables: {a: 1}}",
  ],
  [
    "pipeline_file is file",
    "{type: pipeline, pipeline_file: p.yaml, with: {a: 1}}",
    "{type: pipeline, file: p.yaml, inputs: {a: 1}}",
  ],
  ["path is file", "{type: pipeline, path: p.yaml, params: {a: 1}}", "{type: pipeline, file: p.yaml, inputs: {a: 1}}"],
  [
    "ref is file",
    "{type: pipeline, ref: p.yaml, outputs: [a, {path: b.c, as: d}]}",
    "{type: pipeline, file: p.yaml, outputs: [a, {path: b.c, as: d}]}",
  ],
  ["a pipeline's path may stand alone", "{type: pipeline, pipeline: p.yaml}", "{type: pipeline, file: p.yaml}"],
  [
    "a pipeline inside has its own defaults and functions",
    "{type: pipeline, pipeline: {id: p, inputs: {a: 1}, defaults: {gemini_model: g}, steps: [{id: x, type: gemini, gemini_functions: [{name: f}]}]}, config: {max_depth: 3}}",
    "{type: pipeline, pipeline: {name: p, params: {a: 1}, functions: {f: {}}, steps: [{name: x, type: gemini, model: g, functions: [f]}]}, config: {max_depth: 3}}",
  ],
  [
    "checkpoint_name is label",
    "{type: checkpoint, checkpoint_name: half, state: {a: 1}, include_workspace: true}",
    "{type: checkpoint, label: half, state: {a: 1}, include_files: true}",
  ],
  [
    "a gate's config stands at the step",
    "{type: eval_gate, config: {thresholds: {accuracy: '>= 0.8'}}}",
    "{type: eval_gate, thresholds: {accuracy: '>= 0.8'}}",
  ],
  [
    "operations on files stay",
    "{type: file_ops, operation: convert, source: a.csv, destination: a.json, format: csv_to_json, options: {x: 1}}",
    "{type: file_ops, operation: convert, source: a.csv, destination: a.json, format: csv_to_json, options: {x: 1}}",
  ],
  ["a command stays", "{type: command, command: ls, args: [-l]}", "{type: command, command: ls, args: [-l]}"],
  [
    "steps to fall back to are steps",
    "{type: load, fallback: [{id: x, type: load}]}",
    "{type: load, fallback: [{name: x, type: load}]}",
  ],
  ["another fallback stays", "{type: load, fallback: {id: x}}", "{type: load, fallback: {id: x}}"],
  ["what no dialect knows stays", "{type: lode, over: 1, options: {a: 1}}", "{type: lode, over: 1, options: {a: 1}}"],
];
for (const [name, written, expected] of STEPS) {
  Deno.test(name, () => {
    const { root, problems, notes } = normaliseWorkflow({ steps: [parse(written)] });
    assertEquals(root, { steps: [parse(expected)] });
    assertEquals([problems, notes], [[], []]);
    assertEquals(normaliseWorkflow(root).root, root);
  });
}

Deno.test("an id beside a name is dropped with a note where no type has such a field", () => {
  const { root, notes } = normaliseWorkflow({ steps: [{ name: "a", id: "b", type: "claude" }] });
  assertEquals(root.steps, [{ name: "a", type: "claude" }]);
  assertEquals(notes, ['steps[0] "a": id has no effect: the step has a name']);
});

Deno.test("what no step can have is told with the place of nested steps", () => {
  const inner = { name: "in", type: "claude", verbose: true };
  const { notes } = normaliseWorkflow({ steps: [{ type: "for_loop", do: [{ type: "switch", default: [inner] }] }] });
  assertEquals(notes, [
    'steps[0]: steps[0]: steps[0] "in": verbose has no effect here',
  ]);
});
