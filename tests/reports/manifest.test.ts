import { assert, assertEquals } from "@std/assert";
import { manifest } from "../../lib/reports/manifest.ts";
import { VERSION } from "../../lib/reports/version.ts";
import { renderReport } from "../../lib/reports/write_report.ts";
import { exampleInput } from "./_example.ts";

async function sha256(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const input = exampleInput();
const files = await renderReport(input);
const text = files["manifest.json"];
const value = JSON.parse(text);

Deno.test("The manifest holds the digest of every other file of the report, and of nothing else", async () => {
  const names = Object.keys(files).filter((name) => name !== "manifest.json");
  assertEquals(Object.keys(value.files), names.toSorted());
  for (const name of names) assertEquals(value.files[name], await sha256(files[name]), name);
});

Deno.test("The manifest names the library, the runtime and every package with its version", async () => {
  const config = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  assertEquals([value.assay, VERSION, value.runtime.deno], [config.version, config.version, Deno.version.deno]);
  assertEquals(Object.keys(value.packages).toSorted(), Object.keys(config.imports).toSorted());
  for (const [name, version] of Object.entries(value.packages)) {
    assert(/^(@[\w-]+\/)?[\w.-]+@\d+\.\d+\.\d+/.test(version as string), `${name}: ${version}`);
  }
});

Deno.test("The manifest holds data, systems and options of the run", () => {
  assertEquals(value.dataset, { ...input.dataset });
  assertEquals(value.split, { ...input.split });
  assertEquals(value.systems.length, 3);
  assertEquals(value.run, { pipeline: "words", seed: 1 });
});

Deno.test("The manifest holds no absolute path, no time, no host and no user", () => {
  assertEquals(text.match(/"(\/|[A-Z]:\\|file:)[^"]*"/g), null);
  assertEquals(text.match(/\d{4}-\d\d-\d\d|\d\d:\d\d|"(time|date|started|duration)/g), null);
  assert(!text.includes(Deno.cwd()) && !text.includes(Deno.hostname()));
});

Deno.test("The manifest does not depend on the order in which things were made", () => {
  const some = { "b.md": "b", "a.md": "a" };
  const reversed = { "a.md": "a", "b.md": "b" };
  const provenance = { y: { b: 1, a: 2 }, x: 0 };
  const one = manifest({ title: "t", evaluations: [], provenance }, some);
  assertEquals(manifest({ title: "t", evaluations: [], provenance: { x: 0, y: { a: 2, b: 1 } } }, reversed), one);
});
