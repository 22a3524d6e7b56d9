import { isMap } from "../core/is_map.ts";

type Schema = Readonly<Record<string, unknown>>;

/** A schema that takes further members, and null or nothing for those it names. */
export function looseSchema(schema: Schema): Schema {
  const { required: _, additionalProperties: __, ...kept } = schema;
  const loose: Record<string, unknown> = { ...kept };
  if (isMap(schema.properties)) {
    loose.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([name, one]) => [
        name,
        isMap(one) ? { anyOf: [looseSchema(one), { type: "null" }] } : one,
      ]),
    );
  }
  if (isMap(schema.$defs)) {
    const defs = Object.entries(schema.$defs);
    loose.$defs = Object.fromEntries(defs.map(([name, one]) => [name, isMap(one) ? looseSchema(one) : one]));
  }
  if (isMap(schema.items)) loose.items = looseSchema(schema.items);
  return loose;
}

/** A value with null for each member that it lacks; the members of members too. */
export function filledLoosely(value: unknown, schema: unknown): unknown {
  if (!isMap(schema)) return value;
  if (Array.isArray(value)) return value.map((item) => filledLoosely(item, schema.items));
  if (!isMap(value) || !isMap(schema.properties)) return value;
  const named = Object.entries(schema.properties).map(([name, one]) => {
    return [name, Object.hasOwn(value, name) ? filledLoosely(value[name], one) : null] as const;
  });
  return Object.fromEntries([...Object.entries(value), ...named]);
}
