import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { join, relative } from "@std/path";
import { checkWritable, renderReport, writeReport } from "../../lib/reports/write_report.ts";
import type { ReportInput } from "../../lib/reports/report_input.ts";
import { elements, parseMarkup } from "../charts/_markup.ts";
import { exampleInput, inTemporaryFolder } from "./_example.ts";

/** Every file below a folder, by relative path. */
async function filesIn(folder: string, root = folder): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) Object.assign(files, await filesIn(path, root));
    else files[relative(root, path)] = await Deno.readTextFile(path);
  }
  return files;
}

/** The names of the files that two listings do not share, or that differ. */
function changes(before: Record<string, string>, after: Record<string, string>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}

const rejected = { id: "bad", part: "data", chart: { description: "no chart", mark: "nothing" } } as const;

Deno.test("A report is a page, Markdown, data, model card, charts and manifest, with the rendered bytes", async () => {
  await inTemporaryFolder(async (folder) => {
    const input = exampleInput();
    const directory = join(folder, "deep", "report");
    const paths = await writeReport(input, directory);
    const charts = input.charts!.map(({ id }) => `charts/${id}.svg`);
    const names = ["index.html", "report.md", "report.json", "model_card.md", ...charts, "manifest.json"];
    assertEquals(paths, names.map((name) => join(directory, name)));
    assertEquals(changes(await renderReport(input), await filesIn(directory)), []);
  });
});

Deno.test("A report without model card and charts has neither", async () => {
  const names = Object.keys(await renderReport({ title: "t", evaluations: [] }));
  assertEquals(names, ["index.html", "report.md", "report.json", "manifest.json"]);
});

Deno.test("A report written twice, and to another folder, has identical bytes", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeReport(exampleInput(), join(folder, "a"));
    const first = await filesIn(join(folder, "a"));
    await writeReport(exampleInput(), join(folder, "a"));
    await writeReport(exampleInput(), join(folder, "b"));
    assertEquals(changes(first, await filesIn(join(folder, "a"))), []);
    assertEquals(changes(first, await filesIn(join(folder, "b"))), []);
  });
});

Deno.test("Reports rendered at the same time have the bytes of reports rendered one after the other", async () => {
  const alone = await renderReport(exampleInput());
  const together = await Promise.all([exampleInput(), exampleInput(), exampleInput()].map(renderReport));
  for (const files of together) assertEquals(Object.keys(files).filter((name) => files[name] !== alone[name]), []);
});

Deno.test("Other files of the folder stay, and nothing unfinished is left behind", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "charts"));
    await Deno.writeTextFile(join(folder, "notes.txt"), "mine");
    await Deno.writeTextFile(join(folder, "charts", "mine.svg"), "<svg/>");
    const input = exampleInput();
    await writeReport(input, folder);
    const expected = { ...await renderReport(input), "notes.txt": "mine", "charts/mine.svg": "<svg/>" };
    assertEquals(changes(expected, await filesIn(folder)), []);
  });
});

Deno.test("An older report stays byte for byte when a chart cannot be drawn", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeReport(exampleInput(), folder);
    const before = await filesIn(folder);
    const broken: ReportInput = { ...exampleInput(), title: "newer", charts: [rejected] };
    await assertRejects(() => writeReport(broken, folder), Error);
    assertEquals(changes(before, await filesIn(folder)), []);
  });
});

Deno.test("An older report stays byte for byte when a number cannot be written", async () => {
  await inTemporaryFolder(async (folder) => {
    await writeReport(exampleInput(), folder);
    const before = await filesIn(folder);
    await assertRejects(() => writeReport({ ...exampleInput(), provenance: { seed: NaN } }, folder), RangeError);
    assertEquals(changes(before, await filesIn(folder)), []);
  });
});

for (const name of ["index.html", "report.json", "charts/accuracy.svg", "manifest.json"]) {
  Deno.test(`An older report stays byte for byte when ${name} cannot be replaced`, async () => {
    await inTemporaryFolder(async (folder) => {
      await writeReport(exampleInput(), folder);
      await Deno.remove(join(folder, name));
      await Deno.mkdir(join(folder, name));
      await Deno.writeTextFile(join(folder, name, "in the way"), "x");
      const before = await filesIn(folder);
      await assertRejects(() => writeReport({ ...exampleInput(), title: "newer" }, folder), Error, "Cannot write");
      const changed = changes(before, await filesIn(folder));
      assertEquals(changed.filter((path) => !path.startsWith(".partial/")), []);
    });
  });
}

Deno.test("A report that could not be written leaves nothing unfinished behind", async () => {
  await inTemporaryFolder(async (folder) => {
    await Deno.mkdir(join(folder, "index.html", "in the way"), { recursive: true });
    await assertRejects(() => writeReport(exampleInput(), folder), Error, "Cannot write");
    assertEquals(Object.keys(await filesIn(folder)), []);
  });
});

Deno.test("A folder that is a file is an error that says so, before anything changes", async () => {
  await inTemporaryFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeTextFile(file, "x");
    for (const directory of [file, join(file, "below")]) {
      const error = await assertRejects(() => writeReport({ title: "t", evaluations: [] }, directory)) as Error;
      assertStringIncludes(error.message, "part of the path is a file, not a folder");
      const checked = assertThrows(() => checkWritable(directory)) as Error;
      assertStringIncludes(checked.message, `Cannot write to ${directory}`);
    }
    assertEquals(await filesIn(folder), { file: "x" });
  });
});

Deno.test("A folder that may be written passes the check, and is left empty", async () => {
  await inTemporaryFolder(async (folder) => {
    checkWritable(join(folder, "new"));
    assertEquals(await filesIn(folder), {});
    assertEquals((await Deno.stat(join(folder, "new"))).isDirectory, true);
  });
});

Deno.test("A chart's id cannot lead out of the folder", async () => {
  await inTemporaryFolder(async (folder) => {
    const [{ chart }] = exampleInput().charts!;
    const charts = [{ id: "../../outside", part: "data", chart }] as const;
    await writeReport({ title: "t", evaluations: [], charts }, join(folder, "report")).catch(() => {});
    assertEquals(Object.keys(await filesIn(folder)).filter((name) => !name.startsWith("report/")), []);
  });
});

Deno.test("Two charts of one id are an error, since one would replace the other", async () => {
  const [{ chart }, other] = exampleInput().charts!;
  const charts = [{ id: "same", part: "data", chart }, { ...other, id: "same" }] as const;
  await assertRejects(() => renderReport({ title: "t", evaluations: [], charts }), Error, "same");
});

Deno.test("A picture that stands alone has colours for light and dark and is well-formed", async () => {
  const files = await renderReport(exampleInput());
  for (const [name, text] of Object.entries(files).filter(([name]) => name.endsWith(".svg"))) {
    const [style, ...more] = elements(parseMarkup(text), "style");
    assertEquals(more, []);
    assertStringIncludes(String(style.children[0]), "prefers-color-scheme:dark", name);
  }
});

Deno.test("No id stands twice in a page", async () => {
  const page = parseMarkup((await renderReport(exampleInput()))["index.html"]);
  const ids = elements(page).flatMap(({ attributes }) => attributes.id ?? []);
  assert(ids.length > 5);
  assertEquals(ids.filter((id, i) => ids.indexOf(id) !== i), []);
});
