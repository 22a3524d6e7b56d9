import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import pl from "nodejs-polars";
import { AssayError } from "../../lib/core/assay_error.ts";
import { type Frame, frameOf } from "../../lib/data/frame.ts";
import { type Operation, transform } from "../../lib/data/transform.ts";

const rows = (frame: Frame) => frame.toRecords();
const run = (frame: Frame, ...operations: Operation[]) => rows(transform(frame, operations));
const column = (frame: Frame, name: string, ...operations: Operation[]) =>
  transform(frame, operations).getColumn(name).toArray();
const problemsOf = (frame: Frame, operations: unknown[], frames: Record<string, Frame> = {}) => {
  const error = assertThrows(() => transform(frame, operations as Operation[], { frames }), AssayError) as AssayError;
  assertEquals(error.title, "Cannot transform the frame");
  return [...error.problems];
};

const alerts = frameOf({
  id: [1, 2, 3, 4, 5],
  severity: ["critical", "low", "high", null, "critical"],
  score: [0.9, 0.2, null, 0.5, 0.7],
  "metadata.domain": ["web", "app", "web", "app", null],
  "the text": ["a x", "b", "x", "", "c x"],
});

Deno.test("filter keeps the rows for which all of an and/or/not expression is true", () => {
  const ids = (condition: string) => column(alerts, "id", { operation: "filter", condition });
  assertEquals(ids("severity == 'critical' or severity == 'high'"), [1, 3, 5]);
  assertEquals(ids("severity == 'critical' and not (score > 0.8)"), [5]);
  assertEquals(ids("score > 0.4 and severity in ['critical', 'low']"), [1, 5]);
  assertEquals(ids("metadata.domain == 'web'"), [1, 3]);
  assertEquals(ids("severity == null"), [4]);
  assertEquals(ids("1 > 2"), []);
});

Deno.test("filter takes a field with a bare comparison, any column name, and lists and maps of conditions", () => {
  const ids = (field: string | undefined, condition: Record<string, unknown> | unknown[] | string) =>
    column(alerts, "id", { operation: "filter", field, condition });
  assertEquals(ids("score", "> 0.5"), [1, 5]);
  assertEquals(ids("score", "> 0.5 and id < 3"), [1]);
  assertEquals(ids("the text", "contains 'x'"), [1, 3, 5]);
  assertEquals(ids("metadata.domain", "!= 'web'"), [2, 4, 5]);
  assertEquals(ids("severity", "severity == 'critical' or severity == 'high'"), [1, 3, 5]);
  assertEquals(ids(undefined, { or: ["id == 2", { not: "id < 5" }] }), [2, 5]);
  assertEquals(ids(undefined, ["id > 1", "id < 4"]), [2, 3]);
});

Deno.test("derive and map compute a value for each row, and null stays null", () => {
  const double = column(alerts, "double", { operation: "derive", as: "double", expression: "score * 2 + id" });
  assertEquals(double, [2.8, 2.4, null, 5, 6.4]);
  const mapped = transform(alerts, [{ operation: "map", field: "severity", expression: "length(severity)" }]);
  assertEquals([mapped.columns, mapped.getColumn("severity").toArray()[0]], [alerts.columns, 8]);
  const other = { operation: "map", field: "id", expression: "id > 3", as: "late" } as const;
  assertEquals(column(alerts, "late", other), [false, false, false, true, true]);
  assertEquals(column(alerts, "id", other), [1, 2, 3, 4, 5]);
});

Deno.test("the clock is read once for all rows and operations", () => {
  let reads = 0;
  const now = () => new Date(Date.UTC(2026, 0, ++reads));
  const operations: Operation[] = ["a", "b"].map((as) => ({ operation: "derive", as, expression: "now()" }));
  const frame = transform(alerts, operations, { now });
  assertEquals(frame.select("a").row(4), frame.select("b").row(0));
  assertEquals(reads, 1);
});

Deno.test("map replaces values, keeps the others or gives them a default, and leaves missing ones missing", () => {
  const severity = (mapping: Record<string, string | number | null>, other?: string | number | null) =>
    column(alerts, "severity", { operation: "map", field: "severity", mapping, default: other });
  assertEquals(severity({ critical: "high" }), ["high", "low", "high", null, "high"]);
  assertEquals(severity({ critical: "high" }, "keep"), ["high", "low", "high", null, "high"]);
  assertEquals(severity({ critical: 3, high: 2 }, 0), [3, 0, 2, null, 3]);
  assertEquals(severity({ critical: 3 }, "null"), [3, null, null, null, 3]);
  assertEquals(severity({ critical: 3 }, null), [3, null, null, null, 3]);
  assertEquals(severity({ critical: null }), [null, "low", "high", null, null]);
  assertEquals(column(alerts, "id", { operation: "map", field: "id", mapping: { "2": 20 } }), [1, 20, 3, 4, 5]);
  assertEquals(
    column(alerts, "b", { operation: "map", field: "id", mapping: { "2": true }, default: false, as: "b" }),
    [
      false,
      true,
      false,
      false,
      false,
    ],
  );
  assertEquals(problemsOf(alerts, [{ operation: "map", field: "id", mapping: { "3": "three" } }]), [
    'operations[0] "map": column "id" is mapped to another kind of value: row 3 ("three"), while row 1 keeps 1; ' +
    "map it too, or say a default",
  ]);
});

Deno.test("map leaves whole numbers alone that JavaScript cannot hold", () => {
  const big = pl.DataFrame({ id: ["9007199254740993", "9007199254740992"] }).select(pl.col("id").cast(pl.Int64));
  const mapped = transform(big, [{ operation: "map", field: "id", mapping: { "9007199254740992": 5 } }]);
  assertEquals(mapped.getColumn("id").cast(pl.Utf8).toArray(), ["9007199254740993", "5"]);
});

Deno.test("select, drop and rename choose and name columns, also in exchange", () => {
  const frame = frameOf({ a: [1], b: [2], c: [3] });
  assertEquals(transform(frame, [{ operation: "select", fields: ["c", "a"] }]).columns, ["c", "a"]);
  assertEquals(transform(frame, [{ operation: "drop", fields: ["b"] }]).columns, ["a", "c"]);
  assertEquals(run(frame, { operation: "rename", fields: { a: "b", b: "a" } }), [{ b: 1, a: 2, c: 3 }]);
});

Deno.test("aggregates leave missing values out and are null where nothing is left", () => {
  // Of 3, 1, 2, missing, 2: median 2, variance ((1 + 1 + 0 + 0) / 3).
  const frame = frameOf({ n: [3, 1, 2, null, 2], nothing: [null, null, null, null, null] });
  const expected = { count: 4, sum: 8, average: 2, mean: 2, min: 1, max: 3, first: 3, last: 2, unique: 3, median: 2 };
  for (const [name, value] of Object.entries(expected)) {
    const one = { operation: "aggregate", field: "n", function: name } as Operation;
    assertEquals(run(frame, one), [{ [`n_${name}`]: value }]);
    const none = { operation: "aggregate", field: "nothing", function: name, as: "x" } as Operation;
    assertEquals(run(frame, none), [{ x: ["count", "unique"].includes(name) ? 0 : null }], name);
  }
  const std: Operation = { operation: "aggregate", field: "n", function: "std", as: "s" };
  assert(Math.abs(Number(column(frame, "s", std)[0]) - Math.sqrt(2 / 3)) < 1e-15);
  assertEquals(run(frameOf({ n: [1] }), std), [{ s: null }]);
  assertEquals(run(frame, { operation: "aggregate", function: "count" }), [{ count: 5 }]);
  assertEquals(column(frameOf({ n: [Infinity, -Infinity, NaN] }), "s", { ...std, function: "mean" }), [null]);
  assertEquals(column(frameOf({ n: [NaN, 2] }), "s", { ...std, function: "max" }), [2]);
});

Deno.test("group_by keeps the groups in the order of their first row, the missing key being one", () => {
  const frame = frameOf({ k: ["b", "a", null, "b", null], j: [1, 1, 1, 1, 2], n: [1, null, 3, 4, 5] });
  const aggregations = [{ function: "count" }, { field: "n", function: "average", as: "mean" }] as const;
  const groups = transform(frame, [{ operation: "group_by", field: "k", aggregations }]);
  assertEquals(groups.columns, ["k", "count", "mean"]);
  assertEquals(groups.rows(), [["b", 2, 2.5], ["a", 1, null], [null, 2, 4]]);
  const sum = { field: "n", function: "sum", as: "s" } as const;
  assertEquals(column(frame, "s", { operation: "group_by", by: ["k", "j"], aggregations: [sum] }), [5, null, 3, 5]);
});

Deno.test("joins keep the order of the left rows, then of the right ones, and missing keys equal nothing", () => {
  const left = frameOf({ id: [1, 2, 3], k: ["b", "a", null], n: [1, 2, 3] });
  const right = frameOf({ key: ["a", "c", "b", "b", null], n: [10, 20, 30, 40, 50] });
  const join = (how?: "inner" | "left" | "full" | "semi" | "anti") => {
    const operation: Operation = { operation: "join", right: "other", left_on: "k", right_on: "key", how };
    return rows(transform(left, [operation], { frames: { other: right } }));
  };
  const inner = [
    { id: 1, k: "b", n: 1, n_right: 30 },
    { id: 1, k: "b", n: 1, n_right: 40 },
    { id: 2, k: "a", n: 2, n_right: 10 },
  ];
  const lonely = { id: 3, k: null, n: 3, n_right: null };
  assertEquals(join(), inner);
  assertEquals(join("left"), [...inner, lonely]);
  assertEquals(join("full"), [
    ...inner,
    lonely,
    { id: null, k: "c", n: null, n_right: 20 },
    { id: null, k: null, n: null, n_right: 50 },
  ]);
  assertEquals(join("semi").map(({ id }) => id), [1, 2]);
  assertEquals(join("anti").map(({ id }) => id), [3]);
});

Deno.test("joins on several columns, and on numbers of different types", () => {
  const left = pl.DataFrame([pl.Series("a", [1, 1, 2], pl.Int64), pl.Series("b", ["x", "y", "x"])]);
  const right = frameOf({ a: [1, 2], b: ["y", "x"], c: [true, false] });
  const joined = transform(left, [{ operation: "join", right: "r", on: ["a", "b"] }], { frames: { r: right } });
  assertEquals(rows(joined), [{ a: 1, b: "y", c: true }, { a: 2, b: "x", c: false }]);
  assertEquals(problemsOf(left, [{ operation: "join", right: "r", left_on: "b", right_on: "a" }], { r: right }), [
    'operations[0] "join": column "b" (String) and column "a" of the frame "r" (Float64) must be of one type; ' +
    "derive or map one of them",
  ]);
});

Deno.test("sort is stable, has an order for each column, and missing values last", () => {
  const frame = frameOf({ i: [0, 1, 2, 3, 4, 5], s: ["b", "a", null, "b", "a", "b"], n: [1, NaN, 5, null, 2, 1] });
  const ids = (operation: Partial<Operation>) => column(frame, "i", { operation: "sort", ...operation } as Operation);
  assertEquals(ids({ field: "s" }), [1, 4, 0, 3, 5, 2]);
  assertEquals(ids({ by: "n" }), [0, 5, 4, 2, 1, 3]);
  assertEquals(ids({ by: "n", order: "desc" }), [2, 4, 0, 5, 1, 3]);
  assertEquals(ids({ by: ["s", "n"], order: ["desc", "asc"] }), [0, 5, 3, 4, 1, 2]);
});

Deno.test("unique, flatten and slice", () => {
  const frame = frameOf({ k: ["a", "b", "a", "b"], n: [1, 2, 1, 3] });
  assertEquals(run(frame, { operation: "unique" }).length, 3);
  assertEquals(column(frame, "n", { operation: "unique", by: "k" }), [1, 2]);
  assertEquals(column(frame, "n", { operation: "unique", by: ["k"], keep: "last" }), [1, 3]);
  const lists = pl.DataFrame({ id: [1, 2, 3], tags: [["x", "y"], [], null] });
  const flat = transform(lists, [{ operation: "flatten", field: "tags" }]);
  assertEquals(flat.rows(), [[1, "x"], [1, "y"], [2, null], [3, null]]);
  assertEquals(column(frame, "n", { operation: "slice", offset: 1, length: 2 }), [2, 1]);
  assertEquals(column(frame, "n", { operation: "slice", offset: -1 }), [3]);
  assertEquals(column(frame, "n", { operation: "slice", length: 1 }), [1]);
});

Deno.test("pivot has rows and columns in the order of their first row, and nothing where there are no rows", () => {
  const frame = frameOf({ day: ["tu", "mo", "tu", "tu"], part: [2, 1, 1, 2], n: [1, 2, 3, 4] });
  const pivot = { operation: "pivot", index: "day", columns: "part", values: "n", function: "sum" } as const;
  const wide = transform(frame, [pivot]);
  assertEquals([wide.columns, wide.rows()], [["day", "2", "1"], [["tu", 5, 3], ["mo", null, 2]]]);
  assertEquals(transform(frame, [{ ...pivot, function: "count" }]).rows(), [["tu", 2, 1], ["mo", 0, 1]]);
  assertEquals(
    problemsOf(frameOf({ a: ["x"], b: ["a"], c: [1] }), [{ ...pivot, index: "a", columns: "b", values: "c" }]),
    [
      'operations[0] "pivot": column "b" holds "a", which is the name of an index column; rename that one',
    ],
  );
  assertEquals(
    problemsOf(frame, [pivot, { operation: "drop", fields: ["3"] }])[0].slice(0, 45),
    'operations[1] "drop": no column "3", did you ',
  );
});

Deno.test("what can be told without the data is told at once, before any work", () => {
  const problems = problemsOf(alerts, [
    { operation: "filter", condition: "scor > 1 and metadata.domian == 'x'" },
    { operation: "derive", as: "half", expression: "score / 2" },
    { operation: "sort", by: ["half", "sevrity"] },
    { operation: "aggregate", field: "half", function: "avrage" },
    { operation: "fliter", condition: "id > 1" },
    { operation: "derive", as: "x", expression: "1 +" },
    { operation: "group_by", by: "id", aggregations: [{ function: "sum" }] },
    { operation: "join", right: "othr", on: "id" },
    { operation: "select", fields: [], extra: 1 },
  ], { other: alerts });
  assertEquals(problems.map((text) => text.slice(0, 84)), [
    'operations[0] "filter": no column "scor", did you mean "score"?',
    'operations[0] "filter": no column "metadata.domian", did you mean "metadata.domain"?',
    'operations[2] "sort": no column "sevrity", did you mean "severity"?',
    'operations[3] "aggregate": field "function" must be one of count, sum, average, mean',
    'operations[4] "fliter": field "operation" must be one of filter, map, derive, select',
    'operations[5] "derive": field "expression" cannot be used: Cannot parse the expressi',
    'operations[6] "group_by": field "aggregations[0].field" is needed by every function ',
    'operations[7] "join": no frame "othr" in frames, did you mean "other"?',
    'operations[8] "select": field "fields" must be at least 1 long, received a list of 0',
    'operations[8] "select": unknown field "extra", known: operation, fields',
  ]);
});

Deno.test("what only the data can tell comes with the operation and the rows", () => {
  const derive = { operation: "derive", as: "x", expression: "severity + 1" };
  assertEquals(problemsOf(alerts, [{ operation: "filter", condition: "id > 2" }, derive]), [
    'operations[1] "derive": row 1: Cannot evaluate "severity + 1": + takes numbers, received "high"',
    'operations[1] "derive": row 3: Cannot evaluate "severity + 1": + takes numbers, received "critical"',
  ]);
  assertEquals(
    problemsOf(frameOf({ n: ["1", "x", null] }), [{ operation: "aggregate", field: "n", function: "sum" }]),
    [
      'operations[0] "aggregate": column "n" must hold numbers for sum: row 2 ("x")',
    ],
  );
  assertEquals(problemsOf(alerts, [{ operation: "flatten", field: "id" }]), [
    'operations[0] "flatten": column "id" must hold lists, received Float64',
  ]);
  assertEquals(problemsOf(alerts, [{ ...derive, expression: "[id, metadata.domain != null]" }]), [
    'operations[0] "derive": the values of "x" must be texts, numbers, booleans, dates or lists of these, ' +
    "received a list of values of different kinds (row 1)",
  ]);
});

Deno.test("a join that would fill the memory and names that Polars takes for patterns are refused", () => {
  const same = frameOf({ k: Array<number>(8000).fill(1) });
  assertEquals(problemsOf(same, [{ operation: "join", right: "same", on: "k" }], { same }).length, 1);
  const odd = frameOf({ "*": [1], "^k.*$": [2], k: [3] });
  assertEquals(problemsOf(odd, [{ operation: "sort", by: ["*", "^k.*$"] }]).length, 2);
  assertEquals(run(odd, { operation: "rename", fields: { "*": "a", "^k.*$": "b" } }), [{ a: 1, b: 2, k: 3 }]);
});

const cell = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });
const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 40 });

Deno.test("filter, sort, unique and group_by agree with plain lists, and leave the frame as it was", () => {
  fc.assert(
    fc.property(table, fc.boolean(), fc.boolean(), (pairs, isDesc, isLast) => {
      const items = pairs.map(([a, b], i) => ({ i, a, b }));
      const frame = frameOf(
        { i: items.map(({ i }) => i), a: items.map(({ a }) => a), b: items.map(({ b }) => b) },
        { numbers: ["a", "b"] },
      );
      assertStrictEquals(transform(frame, []), frame);
      const kept = items.filter(({ a, b }) => (a !== null && a > 1) || b === 3);
      assertEquals(run(frame, { operation: "filter", condition: "a > 1 or b == 3" }), kept);
      const order = (x: number | null, y: number | null) =>
        x === y ? 0 : x === null ? 1 : y === null ? -1 : isDesc ? y - x : x - y;
      const sorted = items.toSorted((x, y) => order(x.a, y.a) || order(x.b, y.b));
      assertEquals(run(frame, { operation: "sort", by: ["a", "b"], order: isDesc ? "desc" : "asc" }), sorted);
      const groups = [...Map.groupBy(items, ({ a }) => a)];
      const single = groups.map(([, members]) => members.at(isLast ? -1 : 0)!).sort((x, y) => x.i - y.i);
      assertEquals(run(frame, { operation: "unique", by: "a", keep: isLast ? "last" : "first" }), single);
      const sums = groups.map(([a, members]) => {
        const values = members.flatMap(({ b }) => b ?? []);
        return { a, b_sum: values.length === 0 ? null : values.reduce((x, y) => x + y), count: members.length };
      });
      const sum = { field: "b", function: "sum" } as const;
      assertEquals(run(frame, { operation: "group_by", by: "a", aggregations: [sum, { function: "count" }] }), sums);
      assertEquals(rows(frame), items);
    }),
    { seed: 1, numRuns: 150 },
  );
});
