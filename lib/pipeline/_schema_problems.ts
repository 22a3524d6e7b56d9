import type { z } from "zod";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { lookUp } from "../core/template.ts";
import { Reference } from "./reference.ts";

const MOST_LISTED = 12;

/** A complaint, and the keys and indices that lead to its place. */
export interface Problem {
  readonly text: string;
  readonly at: readonly (string | number)[] | null;
}

/**
 * A schema's complaints in the words of this project: the field, what is allowed, what was received.
 *
 * @param error zod's error
 * @param schema the schema, for the names of known fields
 * @param common fields that are known besides
 * @param input what was checked
 * @returns the problems
 */
export function schemaProblems(
  error: z.ZodError,
  schema: z.ZodType,
  common: readonly string[],
  input: unknown,
): Problem[] {
  return error.issues.flatMap((issue) => {
    const at = issue.path.map((part) => typeof part === "number" ? part : String(part));
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    return describeIssue(issue, schema, common, input)
      .map((text, i) => ({ text, at: keys[i] === undefined ? at : [...at, keys[i]] }));
  });
}

function describeIssue(
  issue: z.core.$ZodIssue,
  schema: z.ZodType,
  common: readonly string[],
  input: unknown,
): string[] {
  const path = issue.path.map(String);
  const value = lookUp(input, path);
  const received = value instanceof Reference ? value.toJSON() : describeValue(value);
  const field = path.reduce(
    (text, part) => /^\d+$/.test(part) ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`,
    "",
  );
  const label = field === "" ? "" : `field "${field}" `;
  if (issue.code === "unrecognized_keys") {
    const known = [...fieldsAt(schema, issue.path), ...(path.length === 0 ? common : [])];
    return issue.keys.map((key) =>
      `unknown field "${field === "" ? key : `${field}.${key}`}", ${didYouMean(key, known)}`
    );
  }
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    if (value === undefined) return [`${label}is missing: one of ${allowed.join(", ")} is needed`];
    const hint = didYouMean(String(value), allowed);
    const wanted = allowed.length <= MOST_LISTED ? `one of ${allowed.join(", ")}` : "a known name";
    const isHelpful = hint.startsWith("did") || allowed.length > MOST_LISTED;
    return [`${label}must be ${wanted}, received ${received}${isHelpful ? `, ${hint}` : ""}`];
  }
  if (issue.code === "invalid_type") {
    return value === undefined
      ? [`${label}is missing: ${a(issue.expected)} is needed`]
      : [`${label}must be ${a(issue.expected)}, received ${received}`];
  }
  if (issue.code === "too_small") {
    const bound = issue.inclusive === false ? "above" : "at least";
    return [
      `${label}must be ${bound} ${issue.minimum}${issue.origin === "array" ? " long" : ""}, received ${received}`,
    ];
  }
  if (issue.code === "too_big") {
    const bound = issue.inclusive === false ? "below" : "at most";
    return [
      `${label}must be ${bound} ${issue.maximum}${issue.origin === "array" ? " long" : ""}, received ${received}`,
    ];
  }
  // A discriminated union whose discriminator is unknown has no branch to speak of.
  if (issue.code === "invalid_union" && issue.errors.length === 0) {
    return [`${label}must be one of the forms that are known here, received ${received}`];
  }
  if (issue.code === "invalid_union") {
    const closest = issue.errors.toSorted((a, b) => severity(a, value) - severity(b, value))[0] ?? [];
    const nested = closest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    return nested.flatMap((inner) => describeIssue(inner, schema, common, input));
  }
  if (field === "") return [issue.message];
  return [
    value === undefined ? `${label}is missing: it ${issue.message}` : `${label}${issue.message}, received ${received}`,
  ];
}

/** How far a union's branch is from fitting: one whose own field is missing is farther than one that is wrong inside. */
function severity(issues: readonly z.core.$ZodIssue[], value: unknown): number {
  return issues.reduce((sum, { path, code }) => {
    const isMissing = path.length === 1 && lookUp(value, path.map(String)) === undefined;
    return sum + (isMissing ? 10 : code === "unrecognized_keys" && path.length === 0 ? 5 : 1);
  }, 0);
}

/** The fields that a schema knows at a path, across unions. */
function fieldsAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const { shape, innerType, element, keyType, valueType, options, in: inner } = schema.def as unknown as {
    shape?: Record<string, z.ZodType>;
    innerType?: z.ZodType;
    element?: z.ZodType;
    keyType?: { options?: readonly string[] };
    valueType?: z.ZodType;
    options?: z.ZodType[];
    in?: z.ZodType;
  };
  if (options !== undefined) return [...new Set(options.flatMap((option) => fieldsAt(option, path)))];
  const wrapped = innerType ?? inner;
  if (wrapped !== undefined) return fieldsAt(wrapped, path);
  if (path.length === 0) return shape === undefined ? [...(keyType?.options ?? [])] : Object.keys(shape);
  const next = shape?.[String(path[0])] ?? element ?? valueType;
  return next === undefined ? [] : fieldsAt(next, path.slice(1));
}

function a(noun: string): string {
  const names: Record<string, string> = { array: "list", record: "map", object: "map", int: "integer" };
  const name = names[noun] ?? noun;
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}
