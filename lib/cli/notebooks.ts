import { basename, dirname, fromFileUrl, join } from "@std/path";
import { AssayError } from "../core/assay_error.ts";
import { EXIT_CODES, exitCodeOfError } from "./exit_codes.ts";

const ROOT = fromFileUrl(new URL("../../", import.meta.url));
const NBCONVERT = "jupyter-nbconvert";

/**
 * Runs a notebook from top to bottom in a fresh Deno kernel.
 *
 * It needs Jupyter's nbconvert (`apt-get install jupyter-nbconvert`), not an installed kernel: this Deno is the kernel.
 *
 * @param path the notebook
 * @param output where the executed notebook goes; it may be the same path
 * @returns the executed notebook, as JSON
 * @throws {AssayError} if nbconvert is missing or a cell fails, with the cell's error
 */
export async function executeNotebook(path: string, output: string): Promise<Record<string, unknown>> {
  const kernels = await Deno.makeTempDir();
  try {
    await installKernel(kernels);
    const command = new Deno.Command(NBCONVERT, {
      args: [
        ...["--to", "notebook", "--execute", "--ExecutePreprocessor.kernel_name=deno"],
        ...["--config", join(ROOT, "notebooks", "nbconvert_config.py")],
        ...["--output-dir", kernels, "--output", "executed.ipynb", path],
      ],
      env: { JUPYTER_PATH: kernels, JUPYTER_CONFIG_DIR: kernels, JUPYTER_RUNTIME_DIR: kernels, NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    });
    const { success, stderr } = await command.output();
    if (!success) {
      throw new AssayError(`Cannot execute ${path}`, { problems: [lastLines(new TextDecoder().decode(stderr))] });
    }
    const notebook = JSON.parse(await Deno.readTextFile(join(kernels, "executed.ipynb")));
    await Deno.writeTextFile(output, `${JSON.stringify(notebook, null, 1)}\n`);
    return notebook;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new AssayError(`Cannot execute ${path}`, {
      problems: [`${NBCONVERT} is not installed: apt-get install jupyter-nbconvert, or pip install nbconvert`],
      cause: error,
    });
  } finally {
    await Deno.remove(kernels, { recursive: true });
  }
}

async function installKernel(folder: string): Promise<void> {
  const kernel = join(folder, "kernels", "deno");
  await Deno.mkdir(kernel, { recursive: true });
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
  };
  await Deno.writeTextFile(join(kernel, "kernel.json"), JSON.stringify(spec));
}

function lastLines(text: string): string {
  // deno-lint-ignore no-control-regex -- the kernel colours its errors
  const plain = text.replace(/\x1b\[[0-9;]*m/g, "").trim().split("\n");
  const cell = plain.findIndex((line) => line.startsWith("----"));
  return (cell === -1 ? plain.slice(-15) : plain.slice(cell)).join("\n");
}

/**
 * The notebooks of a folder, in reading order.
 *
 * @param folder the folder
 * @returns the paths
 */
export function notebooksIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).filter(({ name }) => name.endsWith(".ipynb"))
    .map(({ name }) => join(folder, name)).sort();
}

/**
 * Formats the cells of a notebook in place, as `deno fmt` does; its `--check` takes every notebook for unformatted.
 *
 * @param path the notebook
 * @throws {AssayError} if a cell cannot be parsed
 */
export async function formatNotebook(path: string): Promise<void> {
  const args = ["fmt", "-q", "--no-config", "--line-width", "120", path];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "piped" })
    .output();
  if (!success) throw new AssayError(`Cannot format ${path}`, { problems: [new TextDecoder().decode(stderr).trim()] });
}

async function refreshAll(): Promise<number> {
  for (const path of notebooksIn(join(ROOT, "notebooks"))) {
    await formatNotebook(path);
    await executeNotebook(path, path);
    console.log(`${basename(dirname(path))}/${basename(path)}: executed, outputs refreshed`);
  }
  return EXIT_CODES.ok;
}

if (import.meta.main) {
  try {
    if (Deno.args.includes("--help")) {
      console.log("deno task notebooks: executes every notebook and refreshes its outputs.");
    } else Deno.exit(await refreshAll());
  } catch (error) {
    console.error(error instanceof AssayError ? `error: ${error.message}` : error);
    Deno.exit(exitCodeOfError(error));
  }
}
