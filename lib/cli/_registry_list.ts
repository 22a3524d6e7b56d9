import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import type { PipelineEntry } from "../pipeline/pipeline_registry.ts";
import type { Table } from "../reports/content.ts";

/** Which pipelines are listed, and how. */
export interface ListOptions {
  /** Whether to print JSON. */
  readonly json: boolean;
  /** The category that they must be of, or null. */
  readonly category: string | null;
  /** The tags that they must all have. */
  readonly tags: readonly string[];
  /** Who must serve one of their models, or null. */
  readonly provider: string | null;
}

const FLAGS = ["--json", "--category", "--tag", "--provider"];
const PROVIDERS = ["anthropic", "google", "local", "openai"];
const NONE = "–";

/**
 * Reads the arguments of `list`.
 *
 * @param args the arguments: `--flag value` or `--flag=value`
 * @returns the options
 * @throws {AssayError} telling all that is wrong
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const options = parseListOptions(["--tag", "offline", "--provider=local"]);
 * assertEquals(options, { json: false, category: null, tags: ["offline"], provider: "local" });
 * ```
 */
export function parseListOptions(args: readonly string[]): ListOptions {
  const problems: string[] = [];
  const given: Record<string, string[]> = { "--category": [], "--tag": [], "--provider": [] };
  let json = false;
  for (let i = 0; i < args.length; i++) {
    const [flag] = args[i].split("=", 1);
    if (args[i] === "--json") json = true;
    else if (!Object.hasOwn(given, flag)) {
      problems.push(
        flag === "--json"
          ? `--json takes no value, received ${describeValue(args[i])}`
          : `unknown argument "${args[i]}", ${didYouMean(flag, FLAGS)}`,
      );
    } else {
      const isApart = args[i] === flag;
      const value: string | undefined = isApart ? args[i + 1] : args[i].slice(flag.length + 1);
      const isMissing = value === undefined || value === "" || (isApart && value.startsWith("--"));
      if (isMissing) problems.push(`${flag} needs a name`);
      else given[flag].push(value);
      if (isApart && !isMissing) i++;
    }
  }
  for (const flag of ["--category", "--provider"]) {
    if (given[flag].length > 1) problems.push(`${flag} is given ${given[flag].length} times: one is taken`);
  }
  if (problems.length > 0) throw new AssayError("Cannot read the arguments", { problems });
  const { "--category": [category = null], "--tag": tags, "--provider": [provider = null] } = given;
  return { json, category, tags, provider };
}

/**
 * The pipelines that fit.
 *
 * @param entries all pipelines
 * @param options what they must have
 * @returns those that have all of it, in their order
 * @throws {AssayError} for a category or a tag that none has, and for an unknown provider
 */
export function fittingEntries(entries: readonly PipelineEntry[], options: ListOptions): PipelineEntry[] {
  const { category, tags, provider } = options;
  const problems = [
    ...unknown("category", category === null ? [] : [category], entries.flatMap((entry) => entry.category ?? [])),
    ...unknown("tag", tags, entries.flatMap((entry) => entry.tags)),
    ...unknown("provider", provider === null ? [] : [provider], PROVIDERS),
  ];
  if (problems.length > 0) throw new AssayError("Cannot list the pipelines", { problems });
  return entries.filter((entry) =>
    (category === null || entry.category === category) &&
    (provider === null || entry.providers.includes(provider)) &&
    tags.every((tag) => entry.tags.includes(tag))
  );
}

/**
 * The pipelines as a table.
 *
 * @param entries the pipelines
 * @returns a row each
 */
export function listTable(entries: readonly PipelineEntry[]): Table {
  return {
    caption: "Pipelines",
    columns: [
      { title: "name" },
      { title: "version" },
      { title: "category" },
      { title: "tags" },
      { title: "providers" },
      { title: "steps", align: "right" },
      { title: "calls", align: "right" },
      { title: "description" },
    ],
    rows: entries.map(({ id, version, category, tags, providers, steps, estimatedCalls, description, abstract }) => [
      abstract ? `${id} (abstract)` : id,
      version ?? NONE,
      category ?? NONE,
      tags.join(", ") || NONE,
      providers.join(", ") || NONE,
      String(steps),
      estimatedCalls === null ? "?" : String(estimatedCalls),
      description,
    ]),
  };
}

function unknown(what: string, wanted: readonly string[], known: readonly string[]): string[] {
  const names = [...new Set(known)].toSorted();
  return wanted.filter((name) => !names.includes(name)).map((name) =>
    names.length === 0
      ? `no pipeline has a ${what}, received ${describeValue(name)}`
      : `unknown ${what} ${describeValue(name)}, ${didYouMean(name, names)}`
  );
}
