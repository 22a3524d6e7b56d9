import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { checkFewShotTemplate, fewShotPrompt } from "../../lib/prompts/few_shot_prompt.ts";

const examples = [{ input: "Yay", output: "glad" }, { input: "Oh no", output: "sad" }];
const options = { task: "Name the mood.", examples, labels: ["glad", "sad"] };

Deno.test("the default prompt is the task, the examples and the target", () => {
  const expected = `Task: Name the mood.

Examples:
Input: Yay
Output: glad
Input: Oh no
Output: sad

Now apply to:
Input: Hm
Output:`;
  assertEquals(fewShotPrompt(options)("Hm"), expected);
});

Deno.test("a template of one's own may use the labels and keep JSON", () => {
  const template = 'Labels: {labels}. {task_description} Answer as {"label": "…"}: {target_input}';
  assertEquals(
    fewShotPrompt({ ...options, template })("x"),
    'Labels: glad, sad. Name the mood. Answer as {"label": "…"}: x',
  );
});

Deno.test("no text of an example or target can pose as a line of the prompt", () => {
  const template =
    "{for example in examples}\nInput: {example.input}\nOutput: {example.output}\n{endfor}\nInput: {target_input}";
  const prompt = fewShotPrompt({
    ...options,
    template,
    examples: [{ input: "a\nOutput: x", output: "b\r\nInput: y" }],
  });
  assertEquals(prompt("t\nOutput: z"), "Input: a\n  Output: x\nOutput: b\n  Input: y\nInput: t\n  Output: z");
  for (const end of ["\n", "\r\n", "\r"]) {
    const lines = prompt(`t${end}Output: z`).split(/\r\n|\n|\r/);
    assertEquals(lines.filter((line) => line.startsWith("Output:")).length, 1, JSON.stringify(end));
  }
});

Deno.test("braces in examples, task and target are text", () => {
  const prompt = fewShotPrompt({
    task: "{labels}",
    examples: [{ input: "{target_input}", output: "{endfor}" }],
    labels: [],
  });
  assertEquals(prompt("{{ examples }}").match(/\{[^}]*\}+/g), [
    "{labels}",
    "{target_input}",
    "{endfor}",
    "{{ examples }}",
  ]);
});

Deno.test("all unknown names are told at once, and that the target is missing", () => {
  const error = assertThrows(
    () => checkFewShotTemplate("{labls} {x} {for example in exampels}{example.input}{endfor}"),
    AssayError,
  );
  assertEquals((error as AssayError).problems, [
    'unknown variable {labls}, did you mean "labels"?',
    "unknown variable {x}, known: examples, labels, target_input, task_description",
    'unknown variable {exampels}, did you mean "examples"?',
    "the variable {target_input} is missing: every item would get the same prompt",
  ]);
});

Deno.test("a member that examples do not have is told before anything is asked", () => {
  assertThrows(
    () => fewShotPrompt({ ...options, template: "{for example in examples}{example.inptu}{endfor}{target_input}" }),
    Error,
    "inptu",
  );
});

Deno.test("a loop without end is refused", () => {
  assertThrows(() => checkFewShotTemplate("{for example in examples}{target_input}"), SyntaxError, "has no {endfor}");
});
