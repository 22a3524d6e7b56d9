import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { locate } from "../../lib/pipeline/locate.ts";

const WRAPPED = `# a comment
workflow:
  name: x
  params:
    seed: { type: integer, default: 1 }
  steps:
    - name: load
      type: load
      "path": a.csv

    - { name: split, type: split, test: 0.4 }
    -
      name: late
      systems:
        - model: a
        - model: b
`;
const BARE = "name: x\r\nsteps:\r\n  - name: é\r\n    after: 1\r\n";
const ALIASED = "name: x\nsteps:\n  - &first\n    name: a\n    type: load\n  - *first\n";
const KEYS = "name: x\nparams:\n  7: { default: 1 }\n  a.b: 2\n  empty:\nsteps: []\n";

/** Text, path, and where the place is, as line:column. */
const PLACES: readonly (readonly [string, string, readonly (string | number)[], string])[] = [
  ["a key at the root", WRAPPED, ["name"], "3:3"],
  ["the key workflow itself", WRAPPED, ["workflow"], "2:1"],
  ["a path that names workflow", WRAPPED, ["workflow", "steps", 0, "type"], "8:7"],
  ["a path below workflow", WRAPPED, ["steps", 0, "type"], "8:7"],
  ["an item", WRAPPED, ["steps", 0], "7:7"],
  ["an item that begins on the next line", WRAPPED, ["steps", 2], "13:7"],
  ["a quoted key", WRAPPED, ["steps", 0, "path"], "9:7"],
  ["a key in braces", WRAPPED, ["steps", 1, "test"], "11:35"],
  ["an item in braces", WRAPPED, ["steps", 1], "11:7"],
  ["a key deep inside", WRAPPED, ["steps", 2, "systems", 1, "model"], "16:11"],
  ["a param's declaration", WRAPPED, ["params", "seed", "default"], "5:28"],
  ["a missing key: its map", WRAPPED, ["steps", 0, "format"], "7:7"],
  ["a missing item: its list", WRAPPED, ["steps", 9], "6:3"],
  ["what is below a missing key", WRAPPED, ["steps", 9, "name", "x"], "6:3"],
  ["what is below a plain value", WRAPPED, ["name", "x"], "3:3"],
  ["a key where a list stands", WRAPPED, ["steps", "name"], "6:3"],
  ["an index where a map stands", WRAPPED, ["params", 0], "4:3"],
  ["a missing root key", WRAPPED, ["inputs"], "2:1"],
  ["no path", WRAPPED, [], "2:1"],
  ["a root without workflow", BARE, ["steps", 0, "after"], "4:5"],
  ["a missing key of a root without workflow", BARE, ["params"], "1:1"],
  ["an alias", ALIASED, ["steps", 1], "6:5"],
  ["what is behind an alias", ALIASED, ["steps", 1, "type"], "5:5"],
  ["a number as key", KEYS, ["params", "7", "default"], "3:8"],
  ["a dot in a key", KEYS, ["params", "a.b"], "4:3"],
  ["a key without value", KEYS, ["params", "empty", "type"], "5:3"],
  ["JSON", '{"name": "x",\n "steps": [{"name": "a"}]}', ["steps", 0, "name"], "2:13"],
  ["a key that repeats: the last", "name: x\nname: y\n", ["name"], "2:1"],
];
for (const [what, text, path, place] of PLACES) {
  Deno.test(`${what} is found at ${place}`, async () => {
    const found = await locate(text, path);
    assertEquals(found === null ? null : `${found.line}:${found.column}`, place);
  });
}

const ODD: readonly (readonly [string, string])[] = [
  ["an empty text", ""],
  ["a comment only", "# x"],
  ["a plain value", "x"],
  ["a list", "- name: x"],
  ["broken YAML", "name: ["],
  ["two documents", "name: x\n---\nname: y"],
  ["nesting without end", `name: ${"[".repeat(20_000)}`],
  ["nesting without end, in a workflow", `workflow: ${"{a: ".repeat(20_000)}`],
];
for (const [what, text] of ODD) {
  Deno.test(`in ${what} nothing is found`, async () => {
    assertEquals(await locate(text, ["name"]), null);
  });
}

Deno.test("a list that holds itself ends", async () => {
  assertEquals(await locate("name: &a [*a]", ["name", 0, 0, 0]), { line: 1, column: 11 });
});

Deno.test("behind an alias of nothing there is nothing", async () => {
  assertEquals(await locate("a: 1\nname: *x", ["name", "y"]), { line: 2, column: 1 });
});

Deno.test("an unknown tag and names of prototypes are nothing special", async () => {
  assertEquals(await locate("name: !odd x\nb: 1", ["b"]), { line: 2, column: 1 });
  assertEquals(await locate("name: x", ["constructor"]), { line: 1, column: 1 });
  assertEquals(await locate("name: x\n__proto__: 1", ["__proto__"]), { line: 2, column: 1 });
});

Deno.test("every key of the project's pipelines is found where it is written", async () => {
  const text = await Deno.readTextFile(new URL("../../pipelines/evaluate_intents.yaml", import.meta.url));
  const lines = text.split("\n");
  const paths = pathsOf(parse(text));
  assert(paths.length > 100);
  for (const path of paths) {
    const found = await locate(text, path.slice(1));
    if (path.length === 1) continue;
    const key = path.at(-1);
    const written = lines[found!.line - 1].slice(found!.column - 1);
    if (typeof key === "string") assert(written.startsWith(`${key}:`), `${path.join(".")}: ${written}`);
  }
});

function pathsOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== "object") return [];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, item]) => [[...path, key], ...pathsOf(item, [...path, key])]);
}
