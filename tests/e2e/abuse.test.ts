import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { inTempDir } from "../cli/_command_line.ts";
import { checkRefused, timed } from "./_refused.ts";

const HEAD = "name: x\nsteps:\n  - { name: load, type: load, path: a.csv }\n";
const bomb = (first: string, next: (last: string) => string) =>
  Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} ${i === 0 ? first : next(`*l${i - 1}`)}`).join("\n");
const tenTimes = (alias: string) => `[${Array(10).fill(alias).join(", ")}]`;
const deepBlock = (depth: number) => Array.from({ length: depth }, (_, i) => `${" ".repeat(i)}a:`).join("\n");
const steps = (count: number, fields: (i: number) => string) =>
  `name: x\nsteps:\n${Array.from({ length: count }, (_, i) => `- {name: s${i}, ${fields(i)}}`).join("\n")}\n`;
const utf16 = (text: string) => {
  const bytes = new Uint8Array(text.length * 2 + 2).fill(0);
  bytes.set([0xff, 0xfe]);
  for (let i = 0; i < text.length; i++) bytes[2 * i + 2] = text.charCodeAt(i);
  return bytes;
};

/** Files that are no pipelines, and what is said of each. */
const FILES: readonly (readonly [name: string, content: string | Uint8Array, says: string])[] = [
  ["aliases that unfold without end", `${bomb("[x]", tenTimes)}\n${HEAD}`, "more than 100000 values"],
  [
    "the same as the keys of merged maps",
    `${bomb("{a: 1}", (l) => `{ <<: ${l}, b: ${tenTimes(l)} }`)}\n${HEAD}`,
    "more than 100000 values",
  ],
  ["merged maps by the thousand", `m: &m { a: 1 }\nn: { <<: [${Array(60_000).fill("*m").join(", ")}] }\n${HEAD}`, ""],
  ["a list that holds itself", "name: x\nsteps: &a [*a]\n", "nested more than 100 deep"],
  [
    "a map that holds itself",
    "name: x\nsteps: [{ name: a, type: load, path: &p { q: *p } }]\n",
    "nested more than 100 deep",
  ],
  ["ten megabytes", `${HEAD}# ${"x".repeat(10_000_000)}\n`, "at most 1048576 bytes"],
  ["brackets 1,000 deep", `name: x\nsteps: ${"[".repeat(1000)}${"]".repeat(1000)}\n`, "nested"],
  ["maps in brackets 1,000 deep", `name: x\nsteps: ${"{a: ".repeat(1000)}1${"}".repeat(1000)}\n`, "nested"],
  ["blocks 1,000 deep", `name: x\nsteps:\n${deepBlock(1000)} 1\n`, "nested"],
  ["brackets 200,000 deep that are never closed", `name: x\nsteps: ${"[".repeat(200_000)}`, ""],
  ["dashes 100,000 deep", `name: x\nsteps:\n${"- ".repeat(100_000)}a\n`, "nested"],
  ["100,000 steps", steps(100_000, () => "type: load, path: a.csv"), "at most 1048576 bytes"],
  ["100,000 steps without words", `name: x\nsteps: [${"{},".repeat(100_000)}]\n`, "more than 100000 values"],
  ["20 steps of no type", steps(20, () => "type: y"), "unknown step type"],
  ["20,000 steps of one name", `name: x\nsteps:\n${"- {name: a, type: load, path: a.csv}\n".repeat(20_000)}`, "a"],
  [
    "a step with 100 unknown fields",
    `name: x\nsteps:\n- {name: a, type: load, path: a.csv, ${
      Array.from({ length: 100 }, (_, i) => `f${i}: 1`).join(", ")
    }}\n`,
    "unknown field",
  ],
  [
    "100 params without a type",
    `${HEAD}params: {${Array.from({ length: 100 }, (_, i) => `p${i}: {}`).join(", ")}}\n`,
    "",
  ],
  [
    "conditions that never end",
    `name: x\nsteps: [{ name: a, type: load, path: a.csv, condition: "${"(".repeat(100_000)}" }]\n`,
    "",
  ],
  [
    "conditions of 100,000 nots",
    `name: x\nsteps: [{ name: a, type: load, path: a.csv, condition: "${"not ".repeat(100_000)}a" }]\n`,
    "",
  ],
  [
    "a template of 100,000 loops",
    `name: x\nsteps: [{ name: a, type: claude, prompt: "${"{for x in xs}".repeat(50_000)}" }]\n`,
    "",
  ],
  ["NULs", new Uint8Array(1000), ""],
  ["a million NULs", new Uint8Array(1_000_000), ""],
  ["UTF-16", utf16(HEAD), "not UTF-8"],
  ["bytes at random", Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) >> 3 & 255), ""],
  ["a name of the prototype", `__proto__: { name: x }\nsteps: []\n`, ""],
  ["a tag that would run code", `name: !!js/function "function () { return 1 }"\nsteps: []\n`, ""],
  ["2,000 steps of no type", steps(2000, () => "type: y"), "unknown step type"],
  [
    "10,000 unknown fields",
    `name: x\nsteps:\n- {name: a, type: load, ${Array.from({ length: 10_000 }, (_, i) => `f${i}: 1`).join(", ")}}\n`,
    "unknown field",
  ],
  [
    "45,000 params without a type",
    `${HEAD}params: {${Array.from({ length: 45_000 }, (_, i) => `p${i}: {}`).join(", ")}}\n`,
    "",
  ],
  [
    "a path of 200,000 characters",
    `name: x\nsteps: [{ name: a, type: load, path: "${"{{".repeat(100_000)}" }]\n`,
    "",
  ],
  [
    "a long text by ten thousand aliases",
    `${HEAD}params:\n  t: { type: string, default: &t "${"x".repeat(500_000)}" }\n  l: { type: list, default: [${
      Array(20_000).fill("*t").join(", ")
    }] }\n`,
    "aliases included",
  ],
];

Deno.test("files that would fill the memory or take for ever are refused at once, with one message", async (t) => {
  for (const [name, content, says] of FILES) {
    await t.step({
      name,
      fn: () =>
        inTempDir(async (directory) => {
          const pipeline = join(directory, "x.yaml");
          if (typeof content === "string") Deno.writeTextFileSync(pipeline, content);
          else Deno.writeFileSync(pipeline, content);
          const result = await timed(directory, "run", pipeline, "--out", join(directory, "out"));
          checkRefused(result);
          assertStringIncludes(result.stderr, says);
          const made = Array.from(Deno.readDirSync(directory), (entry) => entry.name);
          // What is found out only when the run has begun leaves its record.
          assertEquals(
            made.filter((file) =>
              !["x.yaml", ...(name.startsWith("a path") ? ["out", "workspace"] : [])].includes(file)
            ),
            [],
          );
        }),
    });
  }
});

/** Makes what is named, and what is said of it. */
const NO_FILES: readonly (readonly [name: string, make: (path: string) => unknown, says: string])[] = [
  ["a folder", (path) => Deno.mkdirSync(path), "it is a directory"],
  ["nothing", () => {}, "no such file"],
  ["a link to nothing", (path) => Deno.symlinkSync("nothing", path), "no such file"],
  ["a link to itself", (path) => Deno.symlinkSync(path, path), ""],
  ["a pipe", (path) => new Deno.Command("mkfifo", { args: [path] }).outputSync(), "not a regular file"],
  ["a link to a device without end", (path) => Deno.symlinkSync("/dev/zero", path), "file"],
];

Deno.test("what is no regular file is refused as a pipeline and as what it extends, and nothing hangs", async (t) => {
  for (const [name, make, says] of NO_FILES) {
    await t.step({
      name,
      fn: () =>
        inTempDir(async (directory) => {
          const [path, pipeline] = [join(directory, "odd.yaml"), join(directory, "x.yaml")];
          make(path);
          Deno.writeTextFileSync(pipeline, "name: x\nextends: odd.yaml\nsteps: []\n");
          for (
            const command of [["check", path], ["check", pipeline], ["run", path, "--out", join(directory, "out")]]
          ) {
            const result = await timed(directory, ...command);
            checkRefused(result);
            assertStringIncludes(result.stderr, says);
          }
        }),
    });
  }
});

/** Files that lead to each other without end. */
const CIRCLES: readonly (readonly [name: string, files: Readonly<Record<string, string>>, says: string])[] = [
  ["a pipeline that extends itself", { "0": "name: x\nextends: 0.yaml\nsteps: []" }, "0.yaml → 0.yaml"],
  ["that includes itself", { "0": "name: x\nsteps: [{ include: 0.yaml }]" }, "0.yaml → 0.yaml"],
  ["that uses itself", { "0": "name: x\nsteps: [{ name: a, use: 0.yaml }]" }, "0.yaml → 0.yaml"],
  [
    "that runs itself",
    { "0": "name: x\nsteps: [{ name: a, type: pipeline, pipeline_file: 0.yaml }]" },
    "0.yaml → 0.yaml",
  ],
  ["that runs itself in a loop", {
    "0":
      "name: x\nsteps: [{ name: l, type: for_loop, data_source: 2, steps: [{ name: a, type: pipeline, pipeline_file: 0.yaml }] }]",
  }, "0.yaml → 0.yaml"],
  ["two that extend each other", {
    "0": "name: x\nextends: 1.yaml\nsteps: []",
    "1": "name: x\nextends: 0.yaml\nsteps: []",
  }, "0.yaml → 1.yaml → 0.yaml"],
  [
    "a chain of 25",
    Object.fromEntries(Array.from({ length: 25 }, (_, i) => [i, `name: x\nextends: ${i + 1}.yaml\nsteps: []`])),
    "at most 20 deep",
  ],
  [
    "50 that include 50 that include 50",
    Object.fromEntries(
      Array.from({ length: 15 }, (_, i) => [i, `name: x\nsteps:\n${`- { include: ${i + 1}.yaml }\n`.repeat(50)}`]),
    ),
    "",
  ],
];

Deno.test("pipelines that take in themselves, or too many others, are refused with the chain", async (t) => {
  for (const [name, files, says] of CIRCLES) {
    await t.step(name, () =>
      inTempDir(async (directory) => {
        for (const [file, text] of Object.entries({ "15": "steps: [{ name: a, type: load, path: a }]", ...files })) {
          Deno.writeTextFileSync(join(directory, `${file}.yaml`), `${text}\n`);
        }
        const result = await timed(directory, "check", join(directory, "0.yaml"));
        checkRefused(result);
        assertStringIncludes(result.stderr, says);
      }));
  }
});
