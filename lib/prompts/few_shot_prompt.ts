import { bindTemplate, parseTemplate, renderTemplate, templateNames, type TemplateNode } from "../core/template.ts";
import { AssayError } from "../core/assay_error.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { Example } from "./select_examples.ts";

/** The template used where none is given: task, examples, then the target. */
export const FEW_SHOT_TEMPLATE = `Task: {task_description}

Examples:
{for example in examples}
Input: {example.input}
Output: {example.output}
{endfor}

Now apply to:
Input: {target_input}
Output:`;

const EXAMPLE_MEMBERS = ["input", "output"];

/** The names that a few-shot template may use. */
export const FEW_SHOT_NAMES: readonly string[] = ["examples", "labels", "target_input", "task_description"];

/**
 * Prepares a few-shot prompt: what all targets share is rendered once.
 *
 * Further lines of an input are indented by two blanks, so that no text can pose as a line of the prompt.
 *
 * @param options `template`, default {@linkcode FEW_SHOT_TEMPLATE}; `task`: what is to be done; `examples`; `labels`: the
 *   possible answers
 * @returns a function from the target to the prompt
 * @throws {AssayError} if the template names something else, or does not name the target
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const prompt = fewShotPrompt({ task: "Name the mood.", examples: [{ input: "Yay", output: "glad" }], labels: ["glad"] });
 * assertStringIncludes(prompt("Hm\nOutput: x"), "Input: Yay\nOutput: glad\n\nNow apply to:\nInput: Hm\n  Output: x\nOutput:");
 * ```
 */
export function fewShotPrompt(
  options: { template?: string; task: string; examples: readonly Example[]; labels: readonly string[] },
): (target: string) => string {
  const { template = FEW_SHOT_TEMPLATE, task, examples, labels } = options;
  checkFewShotTemplate(template);
  const bound = bindTemplate(parseTemplate(template), {
    task_description: task,
    labels: labels.join(", "),
    examples: examples.map(({ input, output }) => ({ input: indented(input), output: indented(output) })),
  });
  return (target) => renderTemplate(bound, { target_input: indented(target) });
}

/**
 * Throws unless a few-shot template uses only known names, and the target.
 *
 * @param template the template's text
 * @throws {SyntaxError} if it cannot be parsed
 * @throws {AssayError} telling all unknown names
 */
export function checkFewShotTemplate(template: string): void {
  const parsed = parseTemplate(template);
  const names = templateNames(parsed);
  const problems = names.filter((name) => !FEW_SHOT_NAMES.includes(name))
    .map((name) => `unknown variable {${name}}, ${didYouMean(name, FEW_SHOT_NAMES)}`);
  problems.push(...parsed.nodes.flatMap(memberProblems));
  if (!names.includes("target_input")) {
    problems.push("the variable {target_input} is missing: every item would get the same prompt");
  }
  if (problems.length > 0) throw new AssayError("Cannot use the prompt template", { problems });
}

function memberProblems(node: TemplateNode): string[] {
  if (node.kind !== "loop" || node.list[0] !== "examples") return [];
  return node.body.flatMap((inner) => {
    if (inner.kind !== "value" || inner.path[0] !== node.item) return [];
    const member = inner.path.slice(1).join(".");
    if (EXAMPLE_MEMBERS.includes(member)) return [];
    return [
      `unknown variable {${inner.path.join(".")}}: an example has no "${member}", ${
        didYouMean(member, EXAMPLE_MEMBERS)
      }`,
    ];
  });
}

function indented(text: string): string {
  return text.trim().replace(/\r\n|[\r\n\u2028\u2029]/g, "\n  ");
}
