import { extname } from "@std/path";
import { parse, stringify } from "@std/yaml";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { type Format, load } from "../data/load.ts";
import { encodeFrame } from "../data/save.ts";
import { CONVERSIONS, type ConvertFormat } from "./_file_schema.ts";
import { plainValue } from "./_file_value.ts";

const ENDINGS: Readonly<Record<string, ConvertFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ndjson": "jsonl",
  ".parquet": "parquet",
  ".yaml": "yaml",
  ".yml": "yaml",
};
const MOST_TEXT_BYTES = 256 * 2 ** 20;
const MOST_YAML_BYTES = 16 * 2 ** 20;
const MOST_PROBLEMS = 10;

/**
 * Which conversion is meant.
 *
 * @param source the source's path
 * @param destination the destination's path
 * @param format such as "csv_to_json"; without it the endings tell
 * @returns from which format to which
 * @throws {AssayError} if the endings tell no known conversion
 */
export function conversionOf(source: string, destination: string, format?: string): [ConvertFormat, ConvertFormat] {
  const ending = (path: string) => ENDINGS[extname(path).toLowerCase()] ?? extname(path).slice(1);
  const wanted = format ?? `${ending(source)}_to_${ending(destination)}`;
  if (!CONVERSIONS.some((known) => known === wanted)) {
    const remedy = `${didYouMean(wanted, CONVERSIONS)}; or say the format`;
    throw new AssayError(`Cannot convert ${source} to ${destination}`, {
      problems: [`the endings say ${describeValue(wanted)}, ${remedy}`],
    });
  }
  return wanted.split("_to_") as [ConvertFormat, ConvertFormat];
}

/**
 * Converts a file. Tables go through a frame; JSON, JSONL and YAML among themselves keep their nesting.
 *
 * @param path the absolute path
 * @param name what messages call it
 * @param formats from which format to which
 * @returns the bytes of the new file
 * @throws {AssayError} telling what the new format cannot hold
 */
export function convert(path: string, name: string, [from, to]: [ConvertFormat, ConvertFormat]): Uint8Array {
  const title = `Cannot convert ${name} to ${to}`;
  const isNested = (format: ConvertFormat) => ["json", "jsonl", "yaml"].includes(format);
  try {
    if (!isNested(from) || !isNested(to)) {
      return encodeFrame(load(path, { format: from as Format }).frame, to as Format);
    }
    const text = readText(path, from === "yaml" || to === "yaml" ? MOST_YAML_BYTES : MOST_TEXT_BYTES);
    return new TextEncoder().encode(from === "jsonl" ? jsonOfLines(text) : ofValue(text, from, to));
  } catch (error) {
    if (error instanceof AssayError) throw new AssayError(title, { problems: error.problems, cause: error });
    if (!(error instanceof SyntaxError)) throw error;
    throw new AssayError(title, { problems: [`it is not valid ${from} (${firstLine(error)})`], cause: error });
  }
}

function ofValue(text: string, from: ConvertFormat, to: ConvertFormat): string {
  const value = plainValue(from === "yaml" ? parse(text, { schema: "core" }) : parseJson(text));
  // Anchors would say again what the reader must then bound.
  if (to === "yaml") return stringify(value, { lineWidth: -1, useAnchors: false });
  if (to === "json") return `${JSON.stringify(value, null, 2)}\n`;
  if (!Array.isArray(value)) {
    throw problem(`it must be a list, of which each item becomes a line, received ${describeValue(value)}`);
  }
  return value.map((item) => `${JSON.stringify(item)}\n`).join("");
}

/** The lines stay as they are, so that no digit of a number is lost. */
function jsonOfLines(text: string): string {
  const problems: string[] = [];
  const items = text.split("\n").flatMap((line, i) => {
    const item = line.trim();
    if (item === "") return [];
    try {
      JSON.parse(item);
    } catch (error) {
      problems.push(`line ${i + 1} is not valid JSON (${firstLine(error as Error)})`);
    }
    return [item];
  });
  const more = problems.length - MOST_PROBLEMS;
  const shown = problems.slice(0, MOST_PROBLEMS);
  if (problems.length > 0) {
    throw new AssayError("Cannot read the lines", {
      problems: more > 0 ? [...shown, `and ${more} more such lines`] : shown,
    });
  }
  return items.length === 0 ? "[]\n" : `[\n${items.join(",\n")}\n]\n`;
}

/** JSON whose whole numbers fit: others would lose digits in silence. */
function parseJson(text: string): unknown {
  return JSON.parse(text, (key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
    if (/^-?\d+$/.test(context?.source ?? "")) {
      throw problem(
        `the number ${describeValue(context?.source)} of ${describeValue(key)} would lose digits; quote it`,
      );
    }
    if (!Number.isFinite(value)) throw problem(`the number ${describeValue(context?.source)} is too large`);
    return value;
  });
}

function readText(path: string, most: number): string {
  const { size } = Deno.statSync(path);
  if (size > most) throw problem(`it has ${size} bytes; at most ${most} can be converted between these formats`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Deno.readFileSync(path));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw problem("it is not UTF-8; convert it, for example with iconv -f latin1 -t utf-8");
  }
}

function problem(text: string): AssayError {
  return new AssayError("Cannot convert", { problems: [text] });
}

function firstLine(error: Error): string {
  return error.message.split("\n")[0].slice(0, 160);
}
