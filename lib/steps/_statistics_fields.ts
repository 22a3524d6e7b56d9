import { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { isOpen, isPlain } from "../pipeline/pending.ts";
import { DEFAULT_LEVEL } from "../stats/estimate.ts";
import { STATISTICAL_ESTIMATES } from "./_statistics_estimates.ts";
import { formOf, type SampleForm, type StatisticalTest } from "./_statistics_found.ts";
import { STATISTICAL_TESTS } from "./_statistics_tests.ts";

type TestName = keyof typeof STATISTICAL_TESTS | keyof typeof STATISTICAL_ESTIMATES;

/** All tests and estimates by name. */
export const STATISTICS: Readonly<Record<TestName, StatisticalTest>> = {
  ...STATISTICAL_TESTS,
  ...STATISTICAL_ESTIMATES,
};
/** The names of those that only estimate. */
export const ESTIMATE_NAMES: readonly string[] = Object.keys(STATISTICAL_ESTIMATES);
const NAMES = Object.keys(STATISTICS) as [TestName, ...TestName[]];

/** Which fields name the samples, by their form: each list is one way. */
const ROLES: Readonly<Record<SampleForm, readonly (readonly string[])[]>> = {
  one: [["value"]],
  pairs: [["first", "second"]],
  two: [["first", "second"], ["value", "group"]],
  several: [["value", "group"], ["columns"]],
  matched: [["columns"]],
  table: [["first", "second"], ["table"]],
};
const ALL_ROLES = ["first", "second", "value", "group", "columns", "table"];

const cell = z.union([z.number(), z.string(), z.boolean(), z.null()]);
const column = z.union([z.string().min(1), z.array(cell)], { error: "must be a column or a list of values" });
const count = z.int().min(0);

const PARAMETERS = z.strictObject({
  p: z.number().gt(0).lt(1).optional(),
  mean: z.number().optional(),
  method: z.enum(wordsOf("method")).optional(),
  zeros: z.enum(wordsOf("zeros")).optional(),
  continuity: z.boolean().optional(),
  center: z.enum(wordsOf("center")).optional(),
  correction: z.boolean().optional(),
  kind: z.enum(wordsOf("kind")).optional(),
  interval: z.enum(wordsOf("interval")).optional(),
  corrected: z.boolean().optional(),
  paired: z.boolean().optional(),
});

/** One test of the step, as YAML writes it. */
export const TEST = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  test: z.enum(NAMES),
  first: column.optional(),
  second: column.optional(),
  value: column.optional(),
  group: column.optional(),
  groups: z.array(z.union([z.string(), z.number(), z.boolean()])).min(2).optional(),
  columns: z.array(column).min(2).max(1000).optional(),
  cluster: column.optional(),
  table: z.array(z.array(count).min(2).max(1000)).min(2).max(1000).optional(),
  alternative: z.enum(["two-sided", "less", "greater"]).optional(),
  level: z.number().gt(0).lt(1).default(DEFAULT_LEVEL),
  parameters: PARAMETERS.default({}),
}).superRefine((fields, context) => {
  for (const { at, message } of misfits(fields)) context.addIssue({ code: "custom", path: [...at], message });
}, {
  // Also where another field of the test is wrong, so that all is told at once.
  when: ({ value }) => isPlain(value) && typeof value.test === "string" && Object.hasOwn(STATISTICS, value.test),
});

/** The fields of one test. */
export type TestFields = z.output<typeof TEST>;

/** What of a test does not go together: roles that are missing or not taken, options that it does not know. */
function misfits(fields: TestFields): { at: readonly string[]; message: string }[] {
  const { test: name } = fields;
  const test: StatisticalTest = STATISTICS[name];
  // What only the run knows is judged then: a parameter may decide which roles are needed.
  if (isOpen(fields.parameters)) return [];
  const parameters = isPlain(fields.parameters) ? fields.parameters : {};
  const given = (role: string) => (fields as Readonly<Record<string, unknown>>)[role] !== undefined;
  const ways = ROLES[formOf(test, parameters)];
  const roles = ALL_ROLES.filter(given);
  // The way that fits best: most roles given, then fewest missing.
  const fit = (way: readonly string[]) => way.filter(given).length * 10 - way.length;
  const [way] = ways.toSorted((a, b) => fit(b) - fit(a));
  const takes = ways.map((one) => one.join(" and ")).join(", or ");
  const optional = (role: string, isTaken: boolean, why: string) =>
    given(role) && !isTaken ? [{ at: [role], message: why }] : [];
  const known = test.parameters ?? {};
  const names = Object.keys(known);
  return [
    ...way.filter((role) => !given(role)).map((role) => ({ at: [role], message: `is needed: ${name} takes ${takes}` })),
    ...roles.filter((role) => !way.includes(role)).map((role) => ({
      at: [role],
      message: `must be left out: ${name} takes ${takes}`,
    })),
    ...optional("groups", given("group") || (ways === ROLES.table && given("first")), "goes with group only"),
    ...optional("cluster", test.clustered === true, `must be left out: ${name} has no clustered form`),
    ...optional("alternative", test.directed === true, `must be left out: ${name} has no directions`),
    ...Object.entries(parameters).flatMap(([key, value]) => {
      if (value === undefined) return [];
      const allowed = Object.hasOwn(known, key) ? known[key as keyof typeof known] : undefined;
      const at = ["parameters", key];
      if (allowed === undefined) {
        if (!Object.hasOwn(PARAMETERS.shape, key)) return [];
        const takes = names.length === 0 ? "no parameters" : names.join(", ");
        return [{ at, message: `must be left out: ${name} takes ${takes}` }];
      }
      if (allowed === true || typeof value !== "string" || allowed.includes(value)) return [];
      return [{ at, message: `must be one of ${allowed.join(", ")} for ${name}` }];
    }),
    ...squareness(fields.table),
    ...repeated(fields.groups),
  ];
}

function squareness(table: unknown): { at: string[]; message: string }[] {
  if (!Array.isArray(table) || !table.every(Array.isArray)) return [];
  const lengths = new Set(table.map(({ length }) => length));
  return lengths.size <= 1 ? [] : [{ at: ["table"], message: "must have rows of one length" }];
}

function repeated(groups: unknown): { at: string[]; message: string }[] {
  if (!Array.isArray(groups)) return [];
  const texts = groups.map(String);
  const twice = texts.find((text, i) => texts.indexOf(text) !== i);
  return twice === undefined
    ? []
    : [{ at: ["groups"], message: `must name each group once, not ${describeValue(twice)} twice` }];
}

function wordsOf(parameter: string): [string, ...string[]] {
  const words = Object.values(STATISTICS).flatMap(({ parameters = {} }) => {
    const allowed = parameters[parameter as keyof typeof parameters];
    return Array.isArray(allowed) ? allowed as readonly string[] : [];
  });
  return [...new Set(words)] as [string, ...string[]];
}
