import { AssayError } from "../core/assay_error.ts";
import { isMap } from "../core/is_map.ts";
import { type Random, randomBelow } from "../core/random.ts";
import { mockNumber } from "./_mock_number.ts";
import { mockText } from "./_mock_text.ts";

/** What making one row needs. */
export interface Making {
  readonly random: Random;
  /** The whole schema, for references. */
  readonly root: Readonly<Record<string, unknown>>;
  /** Whether everything optional is left out. */
  readonly isSparse: boolean;
  /** How many values the row may still hold. */
  left: number;
}

interface Spot {
  /** Which of the edge cases is wanted; null for any value. */
  readonly edge: number | null;
  /** How deep it lies. */
  readonly depth: number;
  /** The place in the schema, for messages: "/properties/text/", empty for the root. */
  readonly at: string;
}

const DEEP = 6;
const DEEPEST = 40;
const MOST_ITEMS = 1000;
const USUAL_ITEMS = 3;
const MOST_TRIES = 100;

/** A value for a schema; whether it fits in all is judged by the caller. */
export function mockValue(schema: unknown, making: Making, spot: Spot): unknown {
  const { random } = making;
  const { depth, at } = spot;
  if (--making.left < 0 || depth > DEEPEST) {
    throw new AssayError("Cannot make data", {
      problems: [`${at || "the schema"} asks for too many values; bound its lists, or leave out what refers to itself`],
    });
  }
  if (schema === false) throw new RangeError(`Cannot make data: nothing fits ${at || "the schema"}, which is false`);
  if (!isMap(schema)) return pick(mockText({}, at).edges, spot, random);
  if (typeof schema.$ref === "string") {
    return mockValue(referred(schema.$ref, making.root), making, { ...spot, depth: depth + 1 });
  }
  const values = Object.hasOwn(schema, "const") ? [schema.const] : schema.enum;
  if (Array.isArray(values)) {
    const fitting = values.filter((value) => hasType(value, schema.type));
    if (fitting.length > 0) return pick(fitting, spot, random);
    throw new RangeError(`Cannot make data: none of the values of ${at || "the schema"} is of its type`);
  }
  for (const word of ["anyOf", "oneOf"]) {
    const ways = schema[word];
    if (Array.isArray(ways)) {
      return oneOf(ways, spot, random, (way, inner) => mockValue(way, making, { ...spot, ...inner }));
    }
  }
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return oneOf(types, spot, random, (type, inner) => typed(String(type), schema, making, { ...spot, ...inner }));
}

function typed(type: string, schema: Readonly<Record<string, unknown>>, making: Making, spot: Spot): unknown {
  const { random } = making;
  if (type === "null") return null;
  if (type === "boolean") return pick([false, true], spot, random);
  if (type === "object") return objectOf(schema, making, spot);
  if (type === "array") return listOf(schema, making, spot);
  const { edges, draw } = type === "number" || type === "integer"
    ? mockNumber(schema, spot.at, type === "integer")
    : mockText(schema, spot.at);
  return spot.edge !== null && spot.edge < edges.length ? edges[spot.edge] : draw(random);
}

function objectOf(schema: Readonly<Record<string, unknown>>, making: Making, { edge, depth, at }: Spot): unknown {
  const properties = isMap(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const isIn = (name: string) => {
    if (required.includes(name)) return true;
    if (making.isSparse || depth > DEEP) return false;
    return edge !== null || randomBelow(making.random, 4) > 0;
  };
  const entries = Object.entries(properties).filter(([name, inner]) =>
    (inner !== false || required.includes(name)) && isIn(name)
  ).map(
    ([name, inner]) => {
      return [name, mockValue(inner, making, { edge, depth: depth + 1, at: `${at}/properties/${name}` })];
    },
  );
  return Object.fromEntries(entries);
}

function listOf(schema: Readonly<Record<string, unknown>>, making: Making, { edge, depth, at }: Spot): unknown {
  const { minItems = 0, maxItems, items = true, uniqueItems = false } = schema;
  const least = Number(minItems);
  const most = Math.max(least, Math.min(Number(maxItems ?? Infinity), least + USUAL_ITEMS));
  if (least > MOST_ITEMS || least > Number(maxItems ?? Infinity)) {
    throw new RangeError(
      `Cannot make data: ${at}/minItems must be at most maxItems and ${MOST_ITEMS}, received ${least}`,
    );
  }
  const bounded = maxItems === undefined || Number(maxItems) > MOST_ITEMS ? most : Number(maxItems);
  const wanted = making.isSparse || depth > DEEP
    ? least
    : edge === null
    ? least + randomBelow(making.random, most - least + 1)
    : [least, bounded][edge] ?? most;
  const list: unknown[] = [];
  const seen = new Set<string>();
  for (let tries = 0; list.length < wanted && tries < wanted + MOST_TRIES; tries++) {
    const item = mockValue(items, making, {
      edge: edge === null ? null : edge + tries,
      depth: depth + 1,
      at: `${at}/items`,
    });
    const key = JSON.stringify(item);
    if (uniqueItems === true && seen.has(key)) continue;
    seen.add(key);
    list.push(item);
  }
  if (list.length >= least) return list;
  throw new RangeError(`Cannot make data: ${at}/items gives too few different items for minItems ${least}`);
}

function hasType(value: unknown, type: unknown): boolean {
  if (type === undefined) return true;
  const own = value === null ? ["null"] : Number.isInteger(value) ? ["number", "integer"] : [typeof value];
  return [type].flat().some((one) => own.includes(one as string));
}

function pick<T>(values: readonly T[], { edge }: Spot, random: Random): T {
  return edge !== null && edge < values.length ? values[edge] : values[randomBelow(random, values.length)];
}

/** One of several ways; edge cases take turns, so that each way shows its own. */
function oneOf<T>(
  ways: readonly T[],
  { edge }: Spot,
  random: Random,
  make: (way: T, inner: Pick<Spot, "edge">) => unknown,
): unknown {
  if (edge === null) return make(ways[ways.length === 1 ? 0 : randomBelow(random, ways.length)], { edge });
  return make(ways[edge % ways.length], { edge: Math.floor(edge / ways.length) });
}

function referred(reference: string, root: Readonly<Record<string, unknown>>): unknown {
  if (reference === "#") return root;
  return (root.$defs as Readonly<Record<string, unknown>>)[reference.replace("#/$defs/", "")];
}
