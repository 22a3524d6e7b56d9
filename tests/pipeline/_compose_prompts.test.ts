import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseTemplate, renderTemplate } from "../../lib/core/template.ts";
import { bindPrompt } from "../../lib/pipeline/_compose_prompt_text.ts";
import { problemsOf, stepsOf } from "./_composed.ts";

const promptOf = (prompt: string, files: Record<string, string>, root = "") =>
  stepsOf({ ...files, "x.yaml": `${root}\nsteps: [{name: a, type: claude, prompt: ${prompt}}]` })[0].prompt;
const problemOf = (prompt: string, files: Record<string, string>) =>
  problemsOf({ ...files, "x.yaml": `steps: [{name: a, type: claude, prompt: ${prompt}}]` });

const CASES = `
component:
  type: prompt
  version: 1.0.0
  variables:
    - {name: n, type: integer, default: 5}
    - {name: task, type: string, required: true, validation: {min_length: 3, max_length: 9}}
    - {name: kind, enum: [a, b]}
  template: "Write {n} cases for {task} of kind {kind}: {\\"case\\": 1}"
`;

Deno.test("a prompt is put in place with its values; what is not given stays a place to fill", () => {
  const files = { "p.yaml": CASES };
  assertEquals(
    promptOf("{use: p.yaml, with: {task: mood}}", files),
    'Write 5 cases for mood of kind {kind}: {"case": 1}',
  );
  assertEquals(
    promptOf('{use: p.yaml, version: ^1, with: {task: "{{ params.t }}", n: 2, kind: a}}', files),
    'Write 2 cases for {params.t} of kind a: {"case": 1}',
  );
});

Deno.test("a default does not stand in the way of the pipeline's own param of that name", () => {
  assertStringIncludes(String(promptOf("{use: p.yaml}", { "p.yaml": CASES }, "params: {n: 9}")), "Write {n} cases");
});

Deno.test("parts of a prompt are files of any of the forms; a plain file is its text", () => {
  const files = {
    "a.md": "Be {tone}.\n",
    "b.yaml": "template: {template_structure: {system: 'You are {who}.', user: 'Ask {who}.'}}",
    "c.yaml": "p/c.yaml:\n  template: c",
    "d.yaml": "just: data\n",
  };
  const prompt =
    "[{type: file, path: a.md, variables: {tone: kind}}, {type: static, content: s}, {use: b.yaml, with: {who: Bo}}, " +
    "{type: file, path: c.yaml, condition: x}, {type: file, path: d.yaml}, text]";
  const [step] = stepsOf({ ...files, "x.yaml": `steps: [{name: a, type: claude, system: Own., prompt: ${prompt}}]` });
  assertEquals(step.prompt, [
    { type: "static", content: "Be kind." },
    { type: "static", content: "s" },
    { type: "static", content: "Ask Bo." },
    { type: "static", content: "c", condition: "x" },
    { type: "static", content: "just: data" },
    "text",
  ]);
  assertEquals(step.system, "You are Bo.\n\nOwn.");
});

Deno.test("prompts are found in tasks, systems, loops and what a component is given", () => {
  const use = "{use: p.txt, with: {x: 1}}";
  const steps = stepsOf({
    "p.txt": "p {x}",
    "c.yaml": "component: {interface: {inputs: [{name: prompt}]}, steps: [{name: i, type: t, prompt: {use: p.txt}}]}",
    "x.yaml": `
steps:
  - {name: a, type: parallel_claude, tasks: [{id: t, prompt: ${use}}]}
  - {name: b, type: predict, systems: [{model: m, prompt: ${use}}]}
  - {name: c, type: switch, cases: {y: [{name: d, type: claude, prompt: ${use}}]}, default: [{name: e, prompt: ${use}}]}
  - {name: f, use: c.yaml, with: {prompt: ${use}}}`,
  });
  assertEquals(JSON.stringify(steps).match(/"prompt":"[^"]*"/g), [
    ...Array(4).fill('"prompt":"p 1"'),
    '"prompt":"p {x}"',
    '"prompt":"p 1"',
  ]);
});

Deno.test("a file that is data, named by a template or written by another step is left for the run", () => {
  const parts = [
    { type: "file", path: "data.csv" },
    { type: "file", path: "{{ params.file }}" },
    { type: "file", path: "out/notes.md" },
    { type: "file", path: "x.md", inject_as: "notes" },
  ];
  const steps = [{ name: "w", type: "claude", prompt: "w", output_to_file: "notes.md" }, { name: "a", prompt: parts }];
  assertEquals(stepsOf({ "x.yaml": JSON.stringify({ steps }) }), steps);
});

Deno.test("values are checked against what the prompt declares", () => {
  assertEquals(
    problemOf('{use: p.yaml, version: "2", withh: {}, with: {task: ab, kind: c, n: 1.5, tasc: x}}', {
      "p.yaml": CASES,
    }),
    [
      'steps[0] "a": prompt.withh: unknown field "withh" of a prompt, did you mean "with"?',
      'steps[0] "a": prompt.version: the version "2" of p.yaml is wanted, received "1.0.0"',
      'steps[0] "a": prompt.with.task: "task" of p.yaml must have at least 3 characters, received 2',
      'steps[0] "a": prompt.with.kind: "kind" of p.yaml must be one of "a", "b", received "c"',
      'steps[0] "a": prompt.with.n: "n" of p.yaml must be of type integer, received 1.5',
      'steps[0] "a": prompt.with.tasc: p.yaml has no variable "tasc", did you mean "task"?',
    ],
  );
  assertStringIncludes(
    problemOf("{use: q.yaml}", { "q.yaml": "steps: []" })[0],
    "q.yaml: a prompt needs a text: template",
  );
  assertStringIncludes(
    problemOf("{use: none.txt}", {})[0],
    'no such file "none.txt"; looked for none.txt, pipelines/none.txt',
  );
  assertStringIncludes(
    problemOf("{use: c.yaml}", { "c.yaml": "component: {type: step, steps: []}" })[0],
    'a component of type prompt is needed, received "step"',
  );
});

Deno.test("a value with braces is refused, because it would be read as a template", () => {
  const [problem] = problemOf('{use: p.txt, with: {x: "{secret}"}}', { "p.txt": "p {x}" });
  assertStringIncludes(problem, 'the value of "x" must be free of braces, or one template such as {{ params.x }}');
  assertEquals(bindPrompt("{x}", { x: ["ok", { y: "}" }] }).problem !== undefined, true);
});

Deno.test("what is written back means the same, whatever braces, escapes and loops stand around", () => {
  const text =
    'a \\{x\\} {x} {"j": {x}}\n{for e in es}\n- {e.v} {x} {left}\n{endfor}\n{for f in fs}{f} {x}\n{endfor} end {left}';
  const known = { x: "X", es: [{ v: 1 }, { v: 2 }] };
  const later = { left: "L", fs: ["p", "q"] };
  const bound = bindPrompt(text, known);
  assertEquals(bound.problem, undefined);
  assertEquals(
    renderTemplate(parseTemplate(bound.text), later),
    renderTemplate(parseTemplate(text), { ...known, ...later }),
  );

  const renamed = bindPrompt(text, { x: "{{ params.a }}", es: "{{ steps.s.list }}" }).text;
  const scope = { ...later, params: { a: "X" }, steps: { s: { list: known.es } } };
  assertEquals(
    renderTemplate(parseTemplate(renamed), scope),
    renderTemplate(parseTemplate(text), { ...known, ...later }),
  );
});

Deno.test("a loop's own name is not taken for a value of the same name", () => {
  const { text } = bindPrompt("{for x in xs}{x}{endfor}{x}", { x: "{{ params.y }}" });
  assertEquals(renderTemplate(parseTemplate(text), { xs: [1, 2], params: { y: "Y" } }), "12Y");
});

Deno.test("conditions, expressions and filters are filled and renamed too", () => {
  const text = "{if n > 2 and any(rows, n == 1)}{{ n * 2 }}{elif kind == 'a'}{note | default(n)}{else}{x}{endif}";
  const known = { n: 3, rows: [{ n: 1 }], kind: "b", x: 1 };
  const expected = renderTemplate(parseTemplate(text), known);
  const { text: bound } = bindPrompt(text, { n: 3 });
  assertEquals(renderTemplate(parseTemplate(bound), { rows: known.rows, kind: "b", x: 1 }), expected);
  const { text: renamed } = bindPrompt(text, { n: "{{ params.m }}", kind: "{{ params.k }}" });
  const scope = { params: { m: 3, k: "a" }, rows: [{ n: 1 }], x: 1 };
  assertEquals(renderTemplate(parseTemplate(renamed), scope), "6");
  assertEquals(renderTemplate(parseTemplate(renamed), { ...scope, params: { m: 1, k: "a" } }), "1");
});

Deno.test("a text that names nothing of what is given stays as it is", () => {
  assertEquals(
    bindPrompt("{{ a }}  {for x in xs} {x}\n{endfor}", { b: 1 }).text,
    "{{ a }}  {for x in xs} {x}\n{endfor}",
  );
});

Deno.test("loops over long lists cannot fill the memory, and a list that is none is told", () => {
  const list = Array(3000).fill("x");
  const nested = bindPrompt("{for a in l}{for b in l}{for c in l}{c}{endfor}{endfor}{endfor}", { l: list });
  assertEquals(nested.problem !== undefined, true);
  assertStringIncludes(String(bindPrompt("{for a in l}{a}{endfor}", { l: 3 }).problem), "l must be a list, received 3");
  assertStringIncludes(String(bindPrompt("{for a in l}{a}", { l: [] }).problem), "has no {endfor}");

  const long = JSON.stringify("x".repeat(300_000));
  const steps = `steps: [${Array(40).fill(`{name: a, prompt: {use: p.txt, with: {x: ${"*x"}}}}`).join(", ")}]`;
  const files = { "p.txt": "{x}{x}", "x.yaml": `variables: {v: &x ${long}}\n${steps}` };
  assertStringIncludes(problemsOf(files).join(), "filled templates hold more than 16777216 characters in all");
});
