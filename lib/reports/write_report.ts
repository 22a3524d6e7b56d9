import { join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { renderSvg } from "../charts/render_svg.ts";
import { htmlPage } from "./html_page.ts";
import { manifest } from "./manifest.ts";
import { markdown } from "./markdown.ts";
import { reportContent } from "./report_content.ts";
import type { ReportInput } from "./report_input.ts";
import { reportJson } from "./report_json.ts";

const CHART_STYLE = "<style>svg{color:#1c2330}@media(prefers-color-scheme:dark){svg{color:#e6e9ee}}</style>";
const PARTIAL = ".partial";
const ID = /^[A-Za-z][\w-]*$/;

/**
 * Renders a report and writes its files: index.html, report.md, report.json, model_card.md (if there is one), the charts, and
 * manifest.json with the digest of each.
 *
 * Everything is rendered before anything is written, and files move into place only when all are complete: an older report
 * stays whole if this one fails. Equal input gives equal bytes.
 *
 * @param input what the report is made of
 * @param directory where to write; it is made if it does not exist, and its other files stay
 * @returns the paths of the files, index.html first
 * @throws {AssayError} if the folder cannot be written
 *
 * @example
 * ```ts ignore
 * await writeReport({ title: "Two prompts", evaluations, comparison }, "reports/two_prompts");
 * ```
 */
export async function writeReport(input: ReportInput, directory: string): Promise<string[]> {
  const files = await renderReport(input);
  const partial = join(directory, PARTIAL);
  try {
    Deno.mkdirSync(join(partial, "charts"), { recursive: true });
    Deno.mkdirSync(join(directory, "charts"), { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      refuseFolder(join(directory, name));
      Deno.writeTextFileSync(join(partial, name), text);
    }
    for (const name of Object.keys(files)) Deno.renameSync(join(partial, name), join(directory, name));
  } catch (error) {
    throw new AssayError(`Cannot write the report to ${directory}`, {
      problems: [whyNot(error as Error, directory)],
      cause: error,
    });
  } finally {
    removeIfThere(partial);
  }
  return Object.keys(files).map((name) => join(directory, name));
}

/**
 * Makes sure that a folder can be written, before work begins whose result would go there.
 *
 * @param directory the folder; it is made if it does not exist
 * @throws {AssayError} saying why it cannot be written
 */
export function checkWritable(directory: string): void {
  const partial = join(directory, PARTIAL);
  try {
    Deno.mkdirSync(partial, { recursive: true });
    Deno.removeSync(partial, { recursive: true });
    Deno.realPathSync(directory);
  } catch (error) {
    throw new AssayError(`Cannot write to ${directory}`, {
      problems: [whyNot(error as Error, directory)],
      cause: error,
    });
  }
}

/**
 * Renders a report's files without writing them.
 *
 * @param input what the report is made of
 * @returns the text of each file, by its name inside the report's folder
 */
export async function renderReport(input: ReportInput): Promise<Record<string, string>> {
  const content = reportContent(input);
  checkIds(input);
  const charts: Record<string, string> = {};
  for (const { id, chart } of input.charts ?? []) charts[id] = await renderSvg(chart, { name: id });
  const files: Record<string, string> = {
    "index.html": htmlPage(content, charts, {
      files: ["report.md", "report.json", ...(input.modelCard === undefined ? [] : ["model_card.md"]), "manifest.json"],
    }),
    "report.md": markdown(content),
    "report.json": reportJson(input),
    ...(input.modelCard === undefined ? {} : { "model_card.md": input.modelCard }),
  };
  for (const [id, svg] of Object.entries(charts)) {
    files[`charts/${id}.svg`] = svg.replace(/^(<svg[^>]*>)/, `$1${CHART_STYLE}`);
  }
  return { ...files, "manifest.json": manifest(input, files) };
}

/** Ids become file names and ids in the page, so they are checked even though charts mostly come from our own code. */
function checkIds({ charts = [] }: ReportInput): void {
  const ids = charts.map(({ id }) => id);
  const problems = ids.flatMap((id, i) => [
    ...(ID.test(id) ? [] : [`a chart's id must be letters, digits, - and _, received ${describeValue(id)}`]),
    ...(ids.indexOf(id) === i ? [] : [`the chart id ${describeValue(id)} is used twice`]),
  ]);
  if (problems.length > 0) throw new AssayError("Cannot render the report", { problems });
}

/** A rename onto a folder would fail halfway through. */
function refuseFolder(path: string): void {
  try {
    if (Deno.statSync(path).isDirectory) throw new Error(`${path} is a folder where a file must go`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    // What could not be made need not go.
    const expected = [
      Deno.errors.NotFound,
      Deno.errors.NotADirectory,
      Deno.errors.NotCapable,
      Deno.errors.PermissionDenied,
    ];
    if (!expected.some((kind) => error instanceof kind)) throw error;
  }
}

function whyNot(error: Error, directory: string): string {
  if (error instanceof Deno.errors.NotCapable) {
    return "it lies outside of what this task may write: choose a folder inside reports/, or grant it: " +
      `deno run -P=run --allow-read=.,${directory} --allow-write=./workspace,${directory} lib/cli/main.ts run …`;
  }
  if (error instanceof Deno.errors.PermissionDenied) return "the folder may not be written by this user";
  if (error instanceof Deno.errors.NotADirectory || error instanceof Deno.errors.AlreadyExists) {
    return "part of the path is a file, not a folder";
  }
  return error.message;
}
