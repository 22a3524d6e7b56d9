import pl from "nodejs-polars";
import { AssayError } from "../core/assay_error.ts";
import type { Frame } from "./frame.ts";

/**
 * Turns nested objects into columns with dotted names, at every depth: `metadata: {domain}` becomes `metadata.domain`.
 *
 * The same as `pandas.json_normalize`. Lists stay lists.
 *
 * @param frame the frame
 * @returns a frame without struct columns, in the same order
 * @throws {AssayError} if two columns would get the same name
 *
 * @example
 * ```ts ignore
 * flattenStructs(frame).columns; // ["text", "metadata.language", "metadata.domain"]
 * ```
 */
export function flattenStructs(frame: Frame): Frame {
  let flat = frame;
  let structs = structColumns(flat);
  while (structs.size > 0) {
    const columns = flat.columns.flatMap((name) => {
      const fields = structs.get(name);
      if (fields === undefined) return [pl.col(name)];
      return fields.map((field) => pl.col(name).struct.field(field).alias(`${name}.${field}`));
    });
    const names = flat.columns.flatMap((name) => structs.get(name)?.map((field) => `${name}.${field}`) ?? [name]);
    const repeated = names.filter((name, i) => names.indexOf(name) !== i);
    if (repeated.length > 0) {
      const problems = repeated.map((name) => `column names must differ, received "${name}" twice`);
      throw new AssayError("Cannot flatten nested columns", { problems });
    }
    flat = flat.select(...columns);
    structs = structColumns(flat);
  }
  return flat;
}

function structColumns(frame: Frame): Map<string, string[]> {
  const structs = new Map<string, string[]>();
  frame.dtypes.forEach((type, i) => {
    const { DataType: inner } = JSON.parse(JSON.stringify(type)) as { DataType?: { Struct?: { name: string }[] } };
    if (inner?.Struct !== undefined) structs.set(frame.columns[i], inner.Struct.map((field) => field.name));
  });
  return structs;
}
