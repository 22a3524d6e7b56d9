import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { parseYaml, readText } from "../../lib/pipeline/_read_yaml.ts";
import { inTempDir } from "../cli/_command_line.ts";

Deno.test("YAML of any shape is parsed, within bounds", () => {
  assertEquals(parseYaml("- a\n- {b: 1}", "x.yaml"), ["a", { b: 1 }]);
  assertThrows(() => parseYaml("a: [", "x.yaml"), AssayError, "Cannot read x.yaml: it is not valid YAML: ");
  assertThrows(() => parseYaml("a: &a [*a]", "x.yaml"), AssayError, "it is nested more than 100 deep");
  assertThrows(() => parseYaml(`a: ${"[".repeat(20_000)}`, "x.yaml"), AssayError, "Cannot read x.yaml: it is ");
  const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(", ")}]`);
  const bomb = ["l0: &l0 [x]", ...levels].join("\n");
  assertThrows(() => parseYaml(bomb, "x.yaml"), AssayError, "it holds more than 100000 values, aliases included");
});

Deno.test("a file that is missing, a folder, not UTF-8 or too large is refused with its path", async () => {
  await inTempDir((directory) => {
    const path = join(directory, "x.md");
    const refused = (file: string, why: string) => assertThrows(() => readText(file), AssayError, why);
    refused(path, `Cannot read ${path}: no such file`);
    refused(directory, "it is a directory, not a file");
    Deno.writeFileSync(path, Uint8Array.from([0x61, 0xe9]));
    refused(path, "it is not UTF-8");
    refused(join(path, "y"), "no such file: part of the path is not a folder");
    Deno.writeTextFileSync(path, "x".repeat(2 ** 20 + 1));
    refused(path, "a file may have at most 1048576 bytes, received 1048577");
    Deno.writeTextFileSync(path, "text\n");
    assertEquals(readText(path).text, "text\n");
  });
});
