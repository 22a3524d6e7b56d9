/**
 * Data: sources to Polars frames and back, checked and traceable. The only room that knows Polars.
 *
 * @module
 */
export { columnValues, describeRows, isNumber, numberColumn, rowsWhere, textColumn } from "./column.ts";
export { flattenStructs } from "./flatten_structs.ts";
export { formatOf, FORMATS } from "./format_of.ts";
export { concatFrames, type Frame, frameOf, isFrame, rowsOf, selectRows } from "./frame.ts";
export { type Dataset, type Format, load, type Source } from "./load.ts";
export { type LabelCount, type Profile, profile } from "./profile.ts";
export { type DatasetCard, readCard } from "./read_card.ts";
export { encodeFrame, save, type Saved } from "./save.ts";
export { type Split, split } from "./split.ts";
export { type AggregateFunction, type Aggregation, OPERATION, type Operation, transform } from "./transform.ts";
export { type ColumnRule, type Schema, validate } from "./validate.ts";
