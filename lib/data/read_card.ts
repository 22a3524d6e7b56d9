import { parse } from "@std/yaml";
import { dirname, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";

/** What the front matter of a dataset's card.md says, as far as reports use it. */
export interface DatasetCard {
  /** The dataset's name for people. */
  readonly name: string | null;
  /** The licence's identifier. */
  readonly license: string | null;
  /** Where the data comes from. */
  readonly source: string | null;
  /** The SHA-256 that each file had when the card was written, by file name. */
  readonly digests: Readonly<Record<string, string>>;
}

/**
 * Reads the card.md that lies beside a dataset, if there is one.
 *
 * @param path the dataset file
 * @returns the card, or null where there is none
 * @throws {AssayError} if the card's front matter is not YAML
 *
 * @example
 * ```ts ignore
 * readCard("datasets/intents/intents.jsonl")?.license; // "mit"
 * ```
 */
export function readCard(path: string): DatasetCard | null {
  const file = join(dirname(path), "card.md");
  let text: string;
  try {
    text = Deno.readTextFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotCapable) return null;
    throw error;
  }
  const match = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text);
  if (match === null) return { name: null, license: null, source: null, digests: {} };
  const front = parseFront(match[1], file);
  const textOf = (value: unknown) => typeof value === "string" ? value : null;
  const digests = typeof front.digests === "object" && front.digests !== null ? front.digests : {};
  return {
    name: textOf(front.pretty_name) ?? textOf(front.name),
    license: textOf(front.license),
    source: textOf(front.source),
    digests: Object.fromEntries(Object.entries(digests).map(([name, value]) => [name, String(value)])),
  };
}

function parseFront(yaml: string, file: string): Record<string, unknown> {
  try {
    return (parse(yaml) ?? {}) as Record<string, unknown>;
  } catch (error) {
    throw new AssayError(`Cannot read ${file}`, {
      problems: [`its front matter: ${(error as Error).message.split("\n")[0]}`],
    });
  }
}
