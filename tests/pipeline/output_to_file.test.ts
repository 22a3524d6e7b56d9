import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { problemsOf, runOf } from "./_engine.ts";

/** Runs one step in a fresh folder; the result and the folder's texts by path. */
async function filesOf(yaml: string, prepare: (out: string, outside: string) => void = () => {}) {
  const folder = Deno.makeTempDirSync();
  const [out, outside] = [join(folder, "out"), join(folder, "outside")];
  Deno.mkdirSync(out);
  Deno.mkdirSync(outside);
  prepare(out, outside);
  try {
    const run = await runOf(yaml, { run: { out } });
    const read = (path: string): [string, string][] =>
      [...Deno.readDirSync(path)].flatMap((entry) => {
        const inner = join(path, entry.name);
        if (entry.isDirectory) return read(inner);
        return entry.isFile ? [[inner.slice(folder.length + 1), Deno.readTextFileSync(inner)]] : [];
      });
    return { ...run, files: Object.fromEntries(read(folder)) };
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const one = (fields: string) => `steps: [{ name: a, type: do, ${fields} }]`;

Deno.test("plain data is written as JSON with sorted keys, text as it is", async () => {
  const { files } = await filesOf(one("any: { b: 1, a: [x] }, output_to_file: deep/a.json"));
  assertEquals(files, { "out/deep/a.json": '{\n  "a": [\n    "x"\n  ],\n  "b": 1\n}\n' });
  const asked = await filesOf(
    'steps: [{ name: s, type: switch, expression: "\'x\'", cases: { x: [{ name: a, type: do, any: "a\\nb" }] }, output_to_file: s.txt }]',
  );
  assertEquals(Object.keys(asked.files), ["out/s.txt"]);
});

Deno.test("a name may hold what only the run knows", async () => {
  const yaml = `steps: [{ name: each, type: for_loop, data_source: [p, q], steps: [
    { name: a, type: do, any: "{{ item }}!", output_to_file: "{{ item }}/{{ loop.index }}.txt" }] }]`;
  const { files, error } = await filesOf(yaml);
  assertEquals(error, null);
  assertEquals(files, { "out/p/0.txt": '"p!"\n', "out/q/1.txt": '"q!"\n' });
});

Deno.test("a file outside of the run's folder is refused: by .., by an absolute path, by a link", async () => {
  for (const path of ["../outside/x", "a/../../outside/x", "/tmp/assay_never", ".."]) {
    // Before anything runs, so that nothing is paid for an answer that cannot be written.
    assertStringIncludes(
      problemsOf(one(`any: 1, output_to_file: "${path}"`))[0],
      "must be a path inside the run's folder",
    );
  }
  const late = await filesOf(
    'steps: [{ name: b, type: do, any: "../outside/x" }, { name: a, type: do, any: 1, output_to_file: "{{ b.value }}" }]',
  );
  assertStringIncludes(late.error!.message, "it must stay inside");
  for (const [link, target] of [["x", "../outside/x"], ["d", "../outside"], ["x.partial", "../outside/x"]]) {
    const path = link === "d" ? "d/x" : "x";
    const { error, files } = await filesOf(one(`any: 1, output_to_file: ${path}`), (out) => {
      Deno.symlinkSync(target, join(out, link));
    });
    assertStringIncludes(error?.message ?? "", "it must stay inside", link);
    assertEquals(files, {}, link);
  }
});

Deno.test("what cannot be written as a text is refused before anything runs", () => {
  assertStringIncludes(
    problemsOf("steps: [{ name: f, type: frame, output_to_file: f.json }]")[0],
    'field "output_to_file" takes text and plain data, frame is frame',
  );
  const loop =
    "steps: [{ name: l, type: for_loop, data_source: 1, steps: [{ name: b, type: break, output_to_file: x }] }]";
  assertStringIncludes(problemsOf(loop)[0], "the step puts nothing out");
});

Deno.test("a fallback is written, too, and a failed step leaves the old file", async () => {
  const { files } = await filesOf(
    'steps: [{ name: a, type: do, any: x, count: "{{ b0.value }}", fallback: { value: 2 }, output_to_file: a.json }]'
      .replace(
        "[{",
        "[{ name: b0, type: do, any: no }, {",
      ),
  );
  assertEquals(files, { "out/a.json": "2\n" });
  const failed = await filesOf(
    'steps: [{ name: b0, type: do, any: no }, { name: a, type: do, count: "{{ b0.value }}", output_to_file: a.json }]',
    (out) => Deno.writeTextFileSync(join(out, "a.json"), "old"),
  );
  assertEquals(failed.files, { "out/a.json": "old" });
});
