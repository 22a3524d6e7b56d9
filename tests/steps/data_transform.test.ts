import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";
import { dataTransformStep } from "../../lib/steps/data_transform.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { runStep } from "./_run_step.ts";

const frame = frameOf({ id: [1, 2, 3], severity: ["critical", "low", "high"] });
const run = (operations: unknown) => runStep(dataTransformStep, { operations }, { input: ["frame", frame] });

Deno.test("the operations run in their order and the frame that came in stays as it was", async () => {
  const { frame: result } = await run([
    { operation: "filter", field: "severity", condition: "severity == 'critical' or severity == 'high'" },
    { operation: "sort", field: "id", order: "desc" },
  ]);
  assertEquals((result as Frame).getColumn("id").toArray(), [3, 1]);
  assertEquals(frame.height, 3);
});

Deno.test("fields and operations that are not known, and expressions that cannot be read, are refused", async () => {
  const wrong = [
    { operation: "fliter", condition: "id > 1" },
    { operation: "filter", condition: "id >" },
    { operation: "filter", condition: "id > 1", fields: ["id"] },
    { operation: "derive", as: "x" },
    { operation: "aggregate", function: "sum" },
    { operation: "aggregate", field: "id", function: "total" },
    { operation: "sort" },
    { operation: "sort", by: ["id", "severity"], order: ["asc"] },
    { operation: "map", field: "id" },
    { operation: "map", field: "id", mapping: {}, expression: "id" },
    { operation: "join", right: "other", on: "id" },
    { operation: "slice", length: -1 },
    "filter",
  ];
  for (const one of wrong) await assertRejects(() => run([one]), z.ZodError, undefined, JSON.stringify(one));
  await assertRejects(() => run([]), z.ZodError);
});

const PIPELINE = `
name: alerts
params: { file: { type: path }, owners: { type: path }, least: { type: number, default: 0.5 } }
steps:
  - { name: load, type: load, path: "{{ params.file }}" }
  - { name: owners, type: load, path: "{{ params.owners }}" }
  - name: worst
    type: data_transform
    input: "{{ steps.load.frame }}"
    frames: { owners: "{{ steps.owners.frame }}" }
    operations:
      - { operation: filter, condition: "severity == 'critical' or severity == 'high'" }
      - { operation: filter, field: score, condition: ">= {{ params.least }}" }
      - { operation: join, right: owners, on: domain, how: left }
      - { operation: derive, as: percent, expression: "round(score * 100)" }
      - operation: group_by
        by: owner
        aggregations: [{ function: count, as: n }, { field: percent, function: max, as: worst }]
      - { operation: sort, by: [n, owner], order: [desc, asc] }
`;

Deno.test("a pipeline loads two files, joins, filters and groups them", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const [file, owners] = [`${folder}/alerts.csv`, `${folder}/owners.csv`];
    const alerts = ["critical,web,0.9", "low,web,0.9", "high,app,0.5", "high,web,0.62", "critical,db,0.1", "high,x,1"];
    await Deno.writeTextFile(file, `severity,domain,score\n${alerts.join("\n")}\n`);
    await Deno.writeTextFile(owners, "domain,owner\nweb,Ada\napp,Ben\ndb,Ada\n");
    const plan = planWorkflow(parseWorkflow(PIPELINE, "alerts.yaml"), STEP_TYPES, { file, owners });
    const results = await runWorkflow(plan, { out: folder });
    const { value } = results.find(({ step }) => step === "worst")!;
    assertEquals((value as Frame).toRecords(), [
      { owner: "Ada", n: 2, worst: 90 },
      { owner: "Ben", n: 1, worst: 50 },
      { owner: null, n: 1, worst: 100 },
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a plan tells every mistake in the operations with its place", () => {
  const yaml = `
name: x
steps:
  - { name: load, type: load, path: a.csv }
  - name: change
    type: data_transform
    input: "{{ steps.load.frame }}"
    operations:
      - { operation: fliter, condition: "a > 1" }
      - { operation: filter, condtion: "a > 1" }
      - { operation: derive, as: b, expression: "a +" }
      - { operation: aggregate, field: a, function: medain }
      - { operation: aggregate, function: sum }
`;
  const error = assertThrows(() => planWorkflow(parseWorkflow(yaml, "x.yaml"), STEP_TYPES), AssayError) as AssayError;
  const text = error.problems.join("\n");
  for (
    const part of [
      'did you mean "filter"?',
      '"operations[1].condtion", did you mean "condition"?',
      'field "operations[2].expression" cannot be used: Cannot parse the expression',
      'did you mean "median"?',
      'field "operations[4].field" is missing: it is needed by every function but count',
    ]
  ) assertEquals(text.includes(part), true, `${part}\n${text}`);

  const join = yaml.slice(0, yaml.indexOf("      -")) + "      - { operation: join, right: othr, on: a }\n";
  const other = join.replace("    operations:", '    frames: { other: "{{ steps.load.frame }}" }\n    operations:');
  assertThrows(
    () => planWorkflow(parseWorkflow(other, "x.yaml"), STEP_TYPES),
    AssayError,
    'field "operations[0].right" must be a name in frames, did you mean "other"?',
  );
});
