import { join } from "@std/path";
import { z } from "zod";

/** A metric as report.json holds it. */
export interface Figure {
  /** The estimate; null where it is undefined. */
  readonly value: number | null;
  /** The interval's lower end. */
  readonly low: number | null;
  /** The interval's upper end. */
  readonly high: number | null;
}

/** What a comparison of runs needs of a report. */
export interface ReportFigures {
  /** Metrics by system, then by name. */
  readonly systems: ReadonlyMap<string, ReadonlyMap<string, Figure>>;
  /** The dataset's SHA-256, null where the report has none. */
  readonly dataset: string | null;
  /** When the file was last written, in milliseconds of the epoch; null where the system does not tell. */
  readonly written: number | null;
}

const MOST_BYTES = 64 * 2 ** 20;
const NUMBER = z.number().nullable();
const FIGURE = z.looseObject({ value: NUMBER, low: NUMBER, high: NUMBER });
const REPORT = z.looseObject({
  dataset: z.looseObject({ digest: z.string() }).nullish(),
  // Names are not trusted: the schema looks at values only, as lists of pairs.
  evaluations: z.array(z.looseObject({
    system: z.string(),
    metrics: z.custom<Record<string, unknown>>((value) => value !== null && typeof value === "object")
      .transform((metrics) => Object.entries(metrics)).pipe(z.array(z.tuple([z.string(), FIGURE]))),
  })),
});

/**
 * Reads the figures of a report.
 *
 * @param out the folder that a run wrote to
 * @returns the figures, or why there are none
 */
export function reportFigures(out: string): ReportFigures | string {
  const path = join(out, "report.json");
  try {
    const { size, mtime } = Deno.statSync(path);
    if (size > MOST_BYTES) return `${path} has more than ${MOST_BYTES} bytes`;
    const result = REPORT.safeParse(JSON.parse(Deno.readTextFileSync(path)));
    if (!result.success) {
      const [{ path: place }] = result.error.issues;
      return `${path} is not a report of this version: ${place.length === 0 ? "all of it" : place.join(".")}`;
    }
    const { dataset, evaluations } = result.data;
    return {
      systems: new Map(evaluations.map(({ system, metrics }) => [system, new Map(metrics)])),
      dataset: dataset?.digest ?? null,
      written: mtime?.getTime() ?? null,
    };
  } catch (error) {
    if (error instanceof SyntaxError) return `${path} is cut short or not JSON`;
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return `no ${path}`;
    if (error instanceof Deno.errors.NotCapable) return `${path} lies outside of what this task may read`;
    if (error instanceof Deno.errors.PermissionDenied) return `${path} may not be read by this user`;
    throw error;
  }
}
