import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";

const FOLDER = new URL("../../../shared/data/yaml_test_suite/", import.meta.url);

function files(): string[] {
  try {
    return Array.from(Deno.readDirSync(FOLDER)).map(({ name }) => name).filter((name) => name.endsWith(".yaml")).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The documents of one file of the suite, its marks for blanks, tabs and ends put back. */
function documentsOf(text: string): string[] {
  return (parse(text) as { yaml?: string }[]).flatMap(({ yaml }) =>
    yaml === undefined ? [] : [
      yaml.replaceAll("␣", " ").replace(/—*»/g, "\t").replaceAll("⇔", "\ufeff").replaceAll("←", "\r").replaceAll(
        "∎\n",
        "",
      ),
    ]
  );
}

Deno.test({
  name: "every document of the YAML test suite is planned, or refused with a clear message, and quickly",
  ignore: files().length === 0,
  fn() {
    let refused = 0;
    let read = 0;
    for (const file of files()) {
      for (const document of documentsOf(Deno.readTextFileSync(new URL(file, FOLDER)))) {
        read++;
        const start = performance.now();
        try {
          planWorkflow(parseWorkflow(document, file), STEP_TYPES);
        } catch (error) {
          const { name, message } = error as Error;
          assertEquals(name, "AssayError", `${file}: ${message}`);
          assert(message.startsWith(`Cannot read ${file}`) || message.startsWith(`Cannot run ${file}`), message);
          refused++;
        }
        assert(performance.now() - start < 5000, `${file} takes too long`);
      }
    }
    assert(read > 250, `only ${read} documents were read`);
    // None of them is a pipeline.
    assertEquals(refused, read);
  },
});
