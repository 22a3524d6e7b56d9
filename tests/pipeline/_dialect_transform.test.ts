import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { formProblems } from "../../lib/data/_transform_schema.ts";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";

const transformed = (step: Record<string, unknown>) => {
  const before = { name: "users", type: "load" };
  const found = normaliseWorkflow({ steps: [before, { name: "t", type: "data_transform", ...step }] });
  const { name: _, type: __, ...rest } = (found.root.steps as Record<string, unknown>[])[1];
  return { ...found, step: rest };
};

/** Each: an operation as documents write it, as it must become. */
const OPERATIONS: readonly (readonly [string, string])[] = [
  ["{operation: filter, field: n, condition: '> 5'}", "{operation: filter, field: n, condition: '> 5'}"],
  [
    "{operation: map, field: a, expression: a * 2, output_field: b}",
    "{operation: map, field: a, expression: a * 2, as: b}",
  ],
  ["{operation: map, field: a, mapping: {x: 1}}", "{operation: map, field: a, mapping: {x: 1}}"],
  ["{operation: map, expression: a + b, as: c}", "{operation: derive, expression: a + b, as: c}"],
  ["{operation: transform, field: a, expression: a + 1}", "{operation: map, field: a, expression: a + 1}"],
  ["{operation: aggregate, field: a, function: avg}", "{operation: aggregate, field: a, function: average}"],
  ["{operation: aggregate, function: size, output_field: n}", "{operation: aggregate, function: count, as: n}"],
  [
    "{operation: aggregate, group_by: g, field: a, function: sum, as: total}",
    "{operation: group_by, by: g, aggregations: [{field: a, function: sum, as: total}]}",
  ],
  [
    "{operation: aggregate, by: [g, h], field: a, functions: [avg, count_distinct]}",
    "{operation: group_by, by: [g, h], aggregations: [{field: a, function: average}, {field: a, function: unique}]}",
  ],
  [
    "{operation: group_by, key: g, aggregations: {mean: avg(a), rows: count(), b: max, c: {field: d, function: stddev}}}",
    "{operation: group_by, by: g, aggregations: [{field: a, function: average, as: mean}, {function: count, as: rows}, {field: b, function: max}, {field: d, function: std, as: c}]}",
  ],
  [
    "{operation: group_by, field: g, functions: [count, sum(a)]}",
    "{operation: group_by, field: g, aggregations: [{function: count}, {field: a, function: sum}]}",
  ],
  ["{operation: sort, key: a, direction: descending}", "{operation: sort, by: a, order: desc}"],
  ["{operation: sort, by: [a, b], order: [ascending, desc]}", "{operation: sort, by: [a, b], order: [asc, desc]}"],
  ["{operation: sort, field: a, order: asc}", "{operation: sort, field: a, order: asc}"],
  ["{operation: unique, field: a}", "{operation: unique, by: a}"],
  ["{operation: slice, start: 2, end: 7}", "{operation: slice, offset: 2, length: 5}"],
  ["{operation: slice, limit: 3}", "{operation: slice, length: 3}"],
  ["{operation: extract, fields: [a, b]}", "{operation: select, fields: [a, b]}"],
  ["{operation: extract, field: a}", "{operation: select, fields: [a]}"],
  ["{operation: flatten, field: a}", "{operation: flatten, field: a}"],
];
for (const [written, expected] of OPERATIONS) {
  Deno.test(`${written} becomes ${expected}`, () => {
    const { step, problems, root } = transformed({ operations: [parse(written)] });
    assertEquals(step, { operations: [parse(expected)] });
    assertEquals([problems, formProblems(parse(expected))], [[], []]);
    assertEquals(normaliseWorkflow(root).root, root);
  });
}

/** Each: a join, the join it becomes, the frames it needs. */
const JOINS: readonly (readonly [string, string, string])[] = [
  [
    "{left_field: user, right_source: 'previous_response:users', join_key: id, join_type: left}",
    "{left_on: user, right_on: id, right: users, how: left}",
    "{users: '{{ steps.users }}'}",
  ],
  [
    "{left_field: id, right_source: 'users:frame', join_key: id, join_type: outer}",
    "{on: id, right: users, how: full}",
    "{users: '{{ steps.users.frame }}'}",
  ],
  ["{right_source: lookup, join_key: id}", "{on: id, right: lookup}", "{lookup: '{{ lookup }}'}"],
  [
    "{left_field: a, right_field: b, right_source: '{{ steps.users.frame }}'}",
    "{left_on: a, right_on: b, right: users}",
    "{users: '{{ steps.users.frame }}'}",
  ],
];
for (const [written, expected, frames] of JOINS) {
  Deno.test(`the join ${written} names a frame of the step`, () => {
    const operation = { operation: "join", ...parse(written) as object };
    const { step, problems, root } = transformed({ operations: [operation] });
    const join = { operation: "join", ...parse(expected) as object };
    assertEquals(step, { operations: [join], frames: parse(frames) });
    assertEquals([problems, formProblems(join)], [[], []]);
    assertEquals(normaliseWorkflow(root).root, root);
  });
}

Deno.test("frames of the step keep their names, and those of joins get free ones", () => {
  const join = (right_source: string) => ({ operation: "join", right_source, join_key: "id" });
  const { step } = transformed({
    frames: { mine: "{{ steps.a.frame }}", users: "{{ steps.b.frame }}" },
    operations: [join("mine"), join("previous_response:users"), join("users:frame"), join("users:frame")],
  });
  assertEquals(step.frames, {
    mine: "{{ steps.a.frame }}",
    users: "{{ steps.b.frame }}",
    users_2: "{{ steps.users }}",
    users_3: "{{ steps.users.frame }}",
  });
  const rights = (step.operations as Record<string, unknown>[]).map(({ right }) => right);
  assertEquals(rights, ["mine", "users_2", "users_3", "users_3"]);
});

const INPUTS: readonly (readonly [string, string])[] = [
  ["previous_response:users", "{{ steps.users }}"],
  ["previous_response:users:frame", "{{ steps.users.frame }}"],
  ["previous_response:later:rows.a", "{{ steps.later.rows.a }}"],
  ["previous_response:rows", "{{ previous_response.rows }}"],
  ["previous_response", "{{ previous_response }}"],
  ["context:rows", "{{ rows }}"],
  ["users", "{{ users }}"],
  ["{{ steps.users.frame }}", "{{ steps.users.frame }}"],
  ["{rows}", "{rows}"],
  ["two words", "two words"],
];
for (const [source, input] of INPUTS) {
  Deno.test(`the source ${source} is the input ${input}`, () => {
    assertEquals(transformed({ input_source: source }).step, { input });
    assertEquals(transformed({ source }).step, { input });
  });
}

Deno.test("what cannot be said in the new form stays, so that it is refused by name", () => {
  const operations = [
    { operation: "query", query: "all of them" },
    { operation: "sanitize", fields: ["a"] },
    { operation: "extract", description: "all names" },
    { operation: "validate", schema: {} },
    { operation: "join", right_source: 5, join_type: "right" },
    { operation: "group_by", field: "a" },
    { operation: "slice", start: "{{ n }}", end: 5 },
    { operation: ["filter"] },
    { operation: "toString" },
    null,
    "filter",
  ];
  const { step, problems } = transformed({ operations });
  const left = step.operations as Record<string, unknown>[];
  assertEquals(left.slice(0, 4), operations.slice(0, 4) as typeof left);
  assertEquals(left.slice(7), operations.slice(7) as typeof left);
  assertEquals(problems, []);
  for (const one of left) assert(formProblems(one).length > 0, JSON.stringify(one));
});

Deno.test("how rows are read and where they went has no effect", () => {
  const { step, notes } = transformed({ lazy: { enabled: true }, stream_mode: true, chunk_size: 9, output_field: "x" });
  assertEquals(step, {});
  assertEquals(notes, ['steps[1] "t": lazy, stream_mode, chunk_size, output_field have no effect here']);
});
