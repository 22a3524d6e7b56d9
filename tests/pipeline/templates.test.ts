import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { planOf, problemsOf, runOf } from "./_engine.ts";

const BEFORE = `
params: { n: 3, name: Ann, list: [1, 2], braces: "{{ n }} {n}", empty: { type: string, required: false } }
steps:
  - { name: one, type: do, any: { score: 0.5, tags: [x, y], text: 'has \\{{ n }} and \\{n}' } }
`;

/** What the field of a second step is while it runs, behind one whose output is known only then. */
async function filled(field: string): Promise<unknown> {
  const { seen, error } = await runOf(`${BEFORE}  - { name: two, type: do, any: ${field} }`);
  assertEquals(error, null);
  return seen[1][1];
}

const GOOD: readonly (readonly [string, string, unknown])[] = [
  ["a lone template keeps the type of a param", '"{{ n }}"', 3],
  ["a lone template in single braces does so, too", '"{n}"', 3],
  ["a lone template keeps the type of an output", '"{{ steps.one.value }}"', {
    score: 0.5,
    tags: ["x", "y"],
    text: "has {{ n }} and {n}",
  }],
  [
    "a member of an output keeps its type",
    '["{{ one.value.score }}", "{{ one.value.tags }}", "{{ steps.one.value.tags[1] }}"]',
    [
      0.5,
      ["x", "y"],
      "y",
    ],
  ],
  [
    "texts that are filled in are not read again",
    '["{{ braces }}!", "{{ one.value.text }}!", "{{ one.value.text }}"]',
    [
      "{{ n }} {n}!",
      "has {{ n }} and {n}!",
      "has {{ n }} and {n}",
    ],
  ],
  [
    "braces of JSON stay, before and behind a place",
    `'{"a": {"b": {{ n }}}, "c": "{name}"}'`,
    '{"a": {"b": 3}, "c": "Ann"}',
  ],
  [
    "braces of JSON stay beside what only the run knows",
    `'{"a": {{ one.value.score }}, "b": {}}'`,
    '{"a": 0.5, "b": {}}',
  ],
  ["escaped braces stay", `'\\{n\\} {n} \\{{{ one.value.score }}\\}'`, "{n} 3 {0.5}"],
  [
    "expressions are computed over params and outputs",
    '["{{ n * 2 }}", "{{ one.value.score * n }}", "{{ one.value.score > 0.4 and n == 3 }}"]',
    [
      6,
      1.5,
      true,
    ],
  ],
  [
    "filters are applied",
    `["{{ name | upper }}", "{{ one.value.tags | join('-') }}", "<{{ one.value.tags | length }}>"]`,
    [
      "ANN",
      "x-y",
      "<2>",
    ],
  ],
  ["a default stands for what is missing at the time of planning", `"{{ nothing | default('none') }}"`, "none"],
  ["a default stands for a param without value", `"a{{ empty | default('none') }}"`, "anone"],
  [
    "a default stands for what is missing in an output",
    `["{{ one.value.none | default(7) }}", "{{ one.value.none | default(name) }}!"]`,
    [
      7,
      "Ann!",
    ],
  ],
  ["the length of texts is known", '["{{ name.length }}", "{{ one.value.text.length }}", "{{ list.length }}"]', [
    3,
    19,
    2,
  ]],
  ["loops and choices in texts", '"{for t in one.value.tags}{t};{endfor}{if n > 2}many{else}few{endif}"', "x;y;many"],
  ["dates stay dates", "[2026-01-01T00:00:00Z]", [new Date("2026-01-01T00:00:00Z")]],
  ["lists and maps at any depth", '{ a: [{ b: "{{ one.value.score }}" }], c: "{{ list }}" }', {
    a: [{ b: 0.5 }],
    c: [1, 2],
  }],
  ["a dollar before braces is a text", "'${n} {n}'", "${n} 3"],
];
for (const [name, field, expected] of GOOD) {
  Deno.test(name, async () => assertEquals(await filled(field), expected));
}

Deno.test("names that the step fills itself stay, and what is filled in beside them is not read again", async () => {
  const { seen } = await runOf(
    `${BEFORE}  - { name: two, type: do, prompt: "{target_input} {{ braces }} {{ one.value.text }} {n}" }`,
  );
  assertEquals(seen[1][1], "{target_input} \\{{ n }} \\{n} has \\{{ n }} and \\{n} 3");
});

Deno.test("text from an earlier step in a field for a number is judged when it is known", async () => {
  const run = (any: string) =>
    runOf(`steps: [{ name: one, type: do, any: ${any} }, { name: two, type: do, count: "{{ one.value }}" }]`);
  assertEquals((await run("7")).seen[1], ["two", 7]);
  const { error, seen } = await run("zero");
  assertEquals(
    error?.message,
    'x.yaml: steps[1] "two": Cannot run with what earlier steps gave: field "count" must be a number, received "zero"',
  );
  assertEquals(seen.length, 1);
  assertStringIncludes((await run("0")).error?.message ?? "", 'field "count" must be at least 1, received 0');
});

Deno.test("a field of an output stays wrong where no value could be right", () => {
  const problems = problemsOf(`steps: [{ name: f, type: frame }, { name: two, type: do, count: "{{ f.frame }}" }]`);
  assertEquals(problems, ['steps[1] "two": field "count" must be a number, received {{ steps.f.frame }}']);
});

const REFUSED: readonly (readonly [string, string])[] = [
  ['"{{ steps.f.frame.rows }}"', 'has no "rows"'],
  ['"rows: {{ f.frame }}"', "cannot stand inside a text"],
  ['"{{ f | length }}"', "cannot stand inside a text"],
  ['"{{ n | keys }}"', "keys"],
  ['"{{ n.a }}"', 'n has no "a"'],
  ['"{{ n + }}"', "Cannot parse"],
];
for (const [field, message] of REFUSED) {
  Deno.test(`${field} is refused before anything runs`, () => {
    const yaml = `params: { n: 3 }\nsteps: [{ name: f, type: frame }, { name: two, type: do, any: ${field} }]`;
    const problems = problemsOf(yaml);
    assertEquals(problems.length, 1, problems.join("\n"));
    assertStringIncludes(problems[0], message);
    assert(problems[0].startsWith('steps[1] "two": field "any": '), problems[0]);
  });
}

Deno.test("a filter that cannot take a param is told even where the step fills names of its own", () => {
  const problems = problemsOf(
    'params: { n: 3 }\nsteps: [{ name: a, type: do, prompt: "{{ n | keys }} {target_input}" }]',
  );
  assertEquals(problems.length, 1);
});

Deno.test("what an expression cannot take while the pipeline runs is told with the step's place", async () => {
  const { error } = await runOf(
    'steps: [{ name: a, type: do, any: x }, { name: b, type: do, any: "{{ a.value * 2 }}" }]',
  );
  assert(error!.message.startsWith('x.yaml: steps[1] "b": Cannot '), error!.message);
});

Deno.test("what describes a step is for people: its braces are no templates", () => {
  planOf('params: { a: 1 }\nsteps: [{ name: a, type: do, description: "Takes {text} and {{ more }}", role: "{x}" }]');
});

Deno.test("templates stand in common fields, too", () => {
  const yaml = (t: string) => `params: { t: ${t} }\nsteps: [{ name: a, type: do, timeout_seconds: "{{ params.t }}" }]`;
  assertEquals(planOf(yaml("5")).steps[0].timeoutSeconds, 5);
  assertStringIncludes(problemsOf(yaml("soon"))[0], 'field "timeout_seconds" must be a number, received "soon"');
});

Deno.test("a condition or an expression cannot reach into a frame", () => {
  for (const field of ["condition: f.frame.rows > 2", "condition: { not: steps.f.frame.rows }"]) {
    const problems = problemsOf(`steps: [{ name: f, type: frame }, { name: a, type: do, ${field} }]`);
    assertEquals(problems.length, 1);
    assertStringIncludes(problems[0], 'frame (which is frame) has no "rows"');
  }
});
