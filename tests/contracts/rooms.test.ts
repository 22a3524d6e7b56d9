import { assertEquals } from "@std/assert";
import { importProblem, ROOMS } from "../lint/layers.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

const LIB = new URL("../../lib/", import.meta.url);
const rooms = names(LIB, (entry) => entry.isDirectory);

function names(folder: URL, keep: (entry: Deno.DirEntry) => boolean): string[] {
  return Array.from(Deno.readDirSync(folder)).filter(keep).map(({ name }) => name).sort();
}

function filesOf(room: string): string[] {
  return names(new URL(`${room}/`, LIB), ({ isFile, name }) => isFile && name.endsWith(".ts"));
}

function importsOf(room: string, file: string): string[] {
  const text = Deno.readTextFileSync(new URL(`${room}/${file}`, LIB));
  // Types are gone before anything runs, so that they cannot make a circle.
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/^import type [^;]*;$/gm, "");
  return Array.from(code.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g), ([, specifier]) => specifier);
}

Deno.test("the table of rooms names the folders of lib, and each may import only rooms above it", () => {
  assertEquals(rooms, Object.keys(ROOMS).toSorted());
  const order = Object.keys(ROOMS);
  for (const [room, allowed] of Object.entries(ROOMS)) {
    for (const other of allowed) assertEquals(order.indexOf(other) < order.indexOf(room), true, `${room} → ${other}`);
  }
});

Deno.test("rooms are one folder deep and hold TypeScript only", () => {
  for (const room of rooms) {
    assertEquals(names(new URL(`${room}/`, LIB), ({ isFile, name }) => !isFile || !name.endsWith(".ts")), [], room);
  }
});

Deno.test("every mod.ts exports from each public file of its folder, in alphabetical order", () => {
  for (const room of rooms.filter((name) => !["steps", "cli"].includes(name))) {
    const exported = importsOf(room, "mod.ts").filter((specifier) => !specifier.startsWith("./_"));
    const files = filesOf(room).filter((file) => file !== "mod.ts" && !file.startsWith("_")).map((file) => `./${file}`);
    assertEquals([...new Set(exported)].toSorted(), files, room);
    assertEquals(exported, exported.toSorted(), `${room}: order`);
  }
});

Deno.test("the registry of steps equals the files of lib/steps", () => {
  const files = filesOf("steps").filter((file) => file !== "mod.ts" && !file.startsWith("_"))
    .map((file) => file.replace(/\.ts$/, ""));
  assertEquals(Object.keys(STEP_TYPES), files);
});

Deno.test("files of a room do not import each other in circles", () => {
  for (const room of rooms) {
    const graph = new Map(
      filesOf(room).map((file) => [
        file,
        importsOf(room, file).filter((specifier) => specifier.startsWith("./")).map((specifier) => specifier.slice(2)),
      ]),
    );
    for (const file of graph.keys()) assertEquals(findCircle(graph, [file]), null, room);
  }
});

function findCircle(graph: Map<string, string[]>, path: string[], seen = new Set<string>()): string | null {
  for (const next of graph.get(path.at(-1)!) ?? []) {
    if (next === path[0]) return [...path, next].join(" → ");
    if (seen.has(next)) continue;
    seen.add(next);
    const circle = findCircle(graph, [...path, next], seen);
    if (circle !== null) return circle;
  }
  return null;
}

Deno.test("no file of lib or tests has more than 300 lines", () => {
  const tooLong: string[] = [];
  const visit = (folder: URL) => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      if (isDirectory) visit(new URL(`${name}/`, folder));
      else if (name.endsWith(".ts") && Deno.readTextFileSync(new URL(name, folder)).split("\n").length > 301) {
        tooLong.push(name);
      }
    }
  };
  visit(LIB);
  visit(new URL("../", import.meta.url));
  assertEquals(tooLong, []);
});

Deno.test("the lint rule refuses imports that run up, barrels, and packages that enter by another door", () => {
  assertEquals(importProblem("lib/steps/load.ts", "../data/load.ts"), null);
  assertEquals(importProblem("lib/stats/holm.ts", "../data/load.ts"), "lib/stats may import core; received lib/data");
  assertEquals(importProblem("lib/core/x.ts", "../stats/holm.ts"), "lib/core may import nothing; received lib/stats");
  assertEquals(importProblem("lib/steps/load.ts", "../data/mod.ts"), "import the file, not the barrel lib/data/mod.ts");
  assertEquals(
    importProblem("lib/steps/load.ts", "nodejs-polars"),
    "nodejs-polars enters the project only by lib/data/",
  );
  assertEquals(importProblem("lib/data/load.ts", "nodejs-polars"), null);
  assertEquals(importProblem("lib/attic/x.ts", "../core/digest.ts"), "the room lib/attic is not in the table of rooms");
});
