import { assertEquals } from "@std/assert";
import { basename, fromFileUrl } from "@std/path";
import { executeNotebook, notebooksIn } from "../../lib/cli/notebooks.ts";

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  data?: Record<string, unknown>;
}

const folder = fromFileUrl(new URL("../../notebooks/", import.meta.url));
const hasJupyter = new Deno.Command("sh", { args: ["-c", "command -v jupyter-nbconvert"] }).outputSync().success;

function outputsOf(notebook: Record<string, unknown>): Output[][] {
  return (notebook.cells as { cell_type: string; outputs: Output[] }[]).filter((cell) => cell.cell_type === "code")
    .map((cell) => cell.outputs);
}

for (const path of notebooksIn(folder)) {
  Deno.test({
    name: `${basename(path)} runs in the Deno kernel, and its stored outputs are those of this version`,
    ignore: !hasJupyter,
    async fn() {
      const scratch = await Deno.makeTempDir();
      try {
        const executed = outputsOf(await executeNotebook(path, `${scratch}/executed.ipynb`));
        const stored = outputsOf(JSON.parse(await Deno.readTextFile(path)));
        assertEquals(executed.length > 0, true);
        for (const outputs of executed) assertEquals(outputs.filter(({ output_type }) => output_type === "error"), []);
        assertEquals(executed, stored, "the stored outputs are old: run deno task notebooks");
        assertEquals(executed.every((outputs) => outputs.length > 0), true, "a cell shows nothing");
      } finally {
        await Deno.remove(scratch, { recursive: true });
      }
    },
  });

  Deno.test(`${basename(path)} shows evaluations, comparisons and charts richly`, async () => {
    const types = outputsOf(JSON.parse(await Deno.readTextFile(path))).flat().map(({ data }) =>
      Object.keys(data ?? {}).sort()
    );
    const chart = ["application/vnd.vegalite.v5+json", "image/svg+xml", "text/plain"];
    const has = (wanted: string[]) => types.some((keys) => wanted.every((key) => keys.includes(key)));
    assertEquals([has(chart), has([...chart, "text/html"])], [true, true]);
  });
}
