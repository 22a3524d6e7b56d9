import { AssayError } from "../core/assay_error.ts";

/** A mistake of the test itself: no retry, fallback or `on_error` of a pipeline may hide it. */
export class ScriptError extends AssayError {}
