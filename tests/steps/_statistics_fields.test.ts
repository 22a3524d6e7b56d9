import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import type { StatisticsResult } from "../../lib/steps/_statistics_results.ts";
import { REGISTRY } from "./_statistics_run.ts";

const PLAN = (tests: string, more = "") => `
name: x
steps:
  - { name: load, type: load, path: a.csv }
  - name: compare
    type: statistics
    input: "{{ steps.load.frame }}"
    ${more}
    tests:
${tests}
`;

function planProblems(yaml: string): string {
  return (assertThrows(() => planWorkflow(parseWorkflow(yaml, "x.yaml"), REGISTRY), AssayError) as AssayError).problems
    .join("\n");
}

Deno.test("a plan tells every mistake in the tests before anything is read", () => {
  const text = planProblems(PLAN(
    `
      - { test: welch_ttest, first: a, second: b }
      - { test: welch_t_test, first: a }
      - { test: welch_t_test, group: a }
      - { test: mean, value: a, group: b, alternative: less }
      - { test: paired_t_test, first: a, second: b, parameters: { p: 0.2, sigma: 1 } }
      - { test: mcnemar, first: a, second: b, parameters: { method: auto } }
      - { test: mann_whitney, first: a, second: b, cluster: d, groups: [a, a] }
      - { test: fisher_exact, table: [[1, 2], [3, 4, 5]], level: 2, alternative: bigger }
      - { test: shapiro_wilk, first: a }
      - { test: cohens_d, value: a, group: b, parameters: { kind: paired_z } }
      - { test: mean, value: a, colum: b }`,
    "correction: hommel",
  ));
  for (
    const part of [
      'field "tests[0].test" must be a known name, received "welch_ttest", did you mean "welch_t_test"?',
      'field "tests[1].second" is missing: it is needed: welch_t_test takes first and second, or value and group',
      'field "tests[2].value" is missing: it is needed: welch_t_test takes first and second, or value and group',
      'field "tests[3].group" must be left out: mean takes value, received "b"',
      'field "tests[3].alternative" must be left out: mean has no directions',
      'unknown field "tests[4].parameters.sigma"',
      'field "tests[4].parameters.p" must be left out: paired_t_test takes no parameters',
      'field "tests[5].parameters.method" must be one of mid_p, exact for mcnemar, received "auto"',
      'field "tests[6].cluster" must be left out: mann_whitney has no clustered form',
      'field "tests[6].groups" goes with group only',
      'field "tests[6].groups" must name each group once',
      'field "tests[7].table" must have rows of one length',
      'field "tests[7].level" must be below 1, received 2',
      'field "tests[7].alternative" must be one of two-sided, less, greater, received "bigger"',
      'field "tests[8].value" is missing: it is needed: shapiro_wilk takes value',
      'field "tests[8].first" must be left out: shapiro_wilk takes value',
      'field "tests[9].first" is missing: it is needed: cohens_d takes first and second',
      'unknown field "tests[10].colum"',
      'field "correction" must be one of holm, benjamini_hochberg',
    ]
  ) assertStringIncludes(text, part);
});

Deno.test("columns need a frame, lists do not, and names are given once", () => {
  const bare = (tests: string) => `name: x\nsteps:\n  - name: s\n    type: statistics\n    tests:\n${tests}`;
  const text = planProblems(bare(
    "      - { test: welch_t_test, first: a, second: [1, 2], name: x }\n      - { test: mean, value: [1], name: x }\n",
  ));
  assertStringIncludes(text, 'field "input" is missing: it is needed for "a": a text names a column');
  assertStringIncludes(text, 'field "tests[1].name" must be another one, received "x"');
  planWorkflow(parseWorkflow(bare("      - { test: mean, value: [1, 2] }\n"), "x.yaml"), REGISTRY);
});

Deno.test("a missing frame and a name that is taken are told together with what is wrong in a test", () => {
  const text = planProblems(`
name: x
steps:
  - name: s
    type: statistics
    tests:
      - { test: paired_t_test, first: a, name: x }
      - { test: mean, value: b, columns: 3, name: x }
      - 7
`);
  assertStringIncludes(text, 'field "input" is missing: it is needed for "a", "b"');
  assertStringIncludes(text, 'field "tests[1].name" must be another one');
  assertStringIncludes(text, 'field "tests[0].second" is missing');
  assertStringIncludes(text, 'field "tests[1].columns"');
  assertStringIncludes(text, 'field "tests[2]" must be a map, received 7');
});

Deno.test("what only the run knows is judged when it is known", async () => {
  const yaml = (kind: string, second: string) => `
name: x
steps:
  - { name: first, type: statistics, tests: [{ test: mean, value: [1, 2, 4], name: ${kind} }] }
  - name: second
    type: statistics
    tests:
      - test: cohens_d
        first: ["{{ steps.first.results[0].n }}", 4, 6]
        ${second}
        parameters: { kind: "{{ steps.first.results[0].name }}" }
`;
  const folder = await Deno.makeTempDir();
  try {
    const plan = (kind: string, second: string) => planWorkflow(parseWorkflow(yaml(kind, second), "x.yaml"), REGISTRY);
    const done = await runWorkflow(plan("paired_z", "second: [1, 1, 1]"), { out: folder });
    const [{ estimate, n }] = done.find(({ step }) => step === "second")?.value as StatisticsResult[];
    assertEquals([estimate?.name, n], ["cohens_d", 3]);
    const wrong = await runWorkflow(plan("paired_z", "group: [1, 1, 1]"), { out: folder }).catch((error) => error);
    assertStringIncludes(String(wrong), "cohens_d takes first and second");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
