import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Names } from "../../lib/pipeline/names.ts";
import { substitute } from "../../lib/pipeline/_substitute.ts";
import { Reference } from "../../lib/pipeline/reference.ts";

const NAMES: Names = {
  params: { seed: 7, name: "x", list: [1, 2], nested: { a: "b" }, braces: "{{ seed }}" },
  told: new Set(),
  require: null,
  loops: [],
  variable: () => undefined,
  variables: [],
  steps: new Map([["load", { id: "load", outputs: { frame: "frame", dataset: "dataset" } }]]),
  later: ["now", "after"],
  previous: null,
  facts: {},
};

function fill(value: unknown): { filled: unknown; problems: string[] } {
  const problems: string[] = [];
  const filled = substitute(value, {
    names: NAMES,
    ownNames: ["target_input", "examples", "example"],
    verbatim: [],
    onUnknown: () => {},
    report: (at, problem) => problems.push(`${at.join(".")}: ${problem}`),
  });
  return { filled, problems };
}

const GOOD: readonly (readonly [string, unknown, unknown])[] = [
  ["a whole field keeps the type of its value", { seed: "{{ params.seed }}", l: ["{{ inputs.list }}"] }, {
    seed: 7,
    l: [[1, 2]],
  }],
  ["a param may be named without its prefix and by a member", ["{{seed}}", "{{ params.nested.a }}"], [7, "b"]],
  ["a value inside a text is written into it", "a {{ params.seed }} b {{ name }}", "a 7 b x"],
  ["what is filled in is not read again", ["{{ params.braces }}", "<{{ params.braces }}>"], [
    "{{ seed }}",
    "<{{ seed }}>",
  ]],
  [
    "single braces are places too, unless they hold something else",
    '{seed} {{ seed }} {"a": 1} \\{seed\\}',
    '7 7 {"a": 1} {seed}',
  ],
  ["expressions are computed", ["{{ seed + 1 }}", "{{ name | upper }}"], [8, "X"]],
  ["names that the step fills are left for it", "{{ target_input }}, {{ seed }}", "{target_input}, 7"],
  ["members of names that the step fills are left for it", "<{{ example.input }}> {{ seed }}", "<{example.input}> 7"],
  ["values that are no text stay", [1, true, null, { a: undefined }], [1, true, null, { a: undefined }]],
];
for (const [name, value, expected] of GOOD) {
  Deno.test(name, () => assertEquals(fill(value), { filled: expected, problems: [] }));
}

Deno.test("an earlier step's output is a reference, the main one where none is named", () => {
  assertEquals(fill("{{ steps.load.dataset }}").filled, new Reference("load", "dataset", "dataset"));
  assertEquals(fill("{{ steps.load }}").filled, new Reference("load", "frame", "frame"));
});

Deno.test("loops over names that the step fills are left for it", () => {
  const { filled, problems } = fill("{{ for example in examples }}{{ example.input }}{{ endfor }}{{ target_input }}");
  assertEquals(problems, []);
  assertStringIncludes(String(filled), "for example in examples");
});

const BAD: readonly (readonly [string, string, string])[] = [
  [
    "an unknown param",
    "{{ params.sed }}",
    'a.0.b: {{ params.sed }} does not resolve: no param "sed", did you mean "seed"?',
  ],
  ["a member that the value lacks", "{{ params.nested.z }}", "a.0.b: {{ params.nested.z }} does not resolve"],
  ["an unknown step", "{{ steps.laod.frame }}", 'no step "laod", did you mean "load"?'],
  ["a later step", "{{ steps.after.frame }}", 'step "after" does not come earlier'],
  ["the step itself", "{{ steps.now.frame }}", 'step "now" does not come earlier'],
  ["an unknown output", "{{ steps.load.fram }}", 'step "load" has no output "fram", did you mean "frame"?'],
  ["a member of an output", "{{ steps.load.frame.x }}", 'steps.load.frame (which is frame) has no "x"'],
  [
    "an output inside a text",
    "see {{ steps.load.frame }}",
    "is a step's output (which is frame), which cannot stand inside a text",
  ],
  ["a prototype", "{{ params.constructor.name }}", 'no param "constructor"'],
  ["a prototype's key", "{{ __proto__ }}", 'no param "__proto__"'],
  ["a prototype among the outputs", "{{ steps.load.constructor }}", 'has no output "constructor"'],
  ["a call of a member", "{{ name.toUpperCase() }}", "Cannot parse"],
];
for (const [name, text, message] of BAD) {
  Deno.test(`${name} is told with the field's path`, () => {
    const { problems } = fill({ a: [{ b: text }] });
    assertEquals(problems.length, 1, problems.join("\n"));
    assert(problems[0].startsWith("a.0.b: "), problems[0]);
    assertStringIncludes(problems[0], message);
  });
}

Deno.test("all names of one text that do not resolve are told", () => {
  assertEquals(fill("{{ params.aa }} and {{ params.bb }}").problems.length, 2);
});
