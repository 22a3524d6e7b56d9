import { assertEquals } from "@std/assert";
import { estimate } from "../../lib/cli/estimate.ts";
import { parseWorkflow } from "../../lib/pipeline/parse_workflow.ts";
import { planWorkflow } from "../../lib/pipeline/plan_workflow.ts";
import { STEP_TYPES } from "../../lib/steps/mod.ts";
import { inTempDir } from "./_command_line.ts";

const planOf = (steps: string) => planWorkflow(parseWorkflow(`name: x\nsteps:\n${steps}`, "x.yaml"), STEP_TYPES);
const ROWS = '- { name: load, type: load, path: "DIR/rows.csv" }\n';

Deno.test("an estimate counts what would be asked, asks nothing, and leaves nothing behind", async () => {
  await inTempDir(async (directory) => {
    Deno.writeTextFileSync(`${directory}/rows.csv`, "text\na\nb\nc\n");
    const ask = '- { name: ask, type: claude, input: "{{ steps.load.frame }}", prompt: "{row.text}?", model: haiku }\n';
    const found = await estimate(planOf((ROWS + ask).replace("DIR", directory)), { workspace: `${directory}/w` });
    assertEquals(found.models.map(({ model, calls }) => [model, calls]), [["anthropic/claude-haiku-5-5", 3]]);
    assertEquals(found.prompts.map(({ request }) => request.messages[0].content), ["a?", "b?", "c?"]);
    assertEquals(found.unknown.map(({ step }) => step), ["ask"]);
    const left = Array.from(Deno.readDirSync(`${directory}/w`), ({ name }) => name);
    assertEquals(left.filter((name) => !name.startsWith("cache.sqlite")), []);
  });
});

Deno.test("a column called model is no model", async () => {
  await inTempDir(async (directory) => {
    Deno.writeTextFileSync(`${directory}/rows.csv`, "model\na\nb\n");
    const rename = '- { name: t, type: data_transform, input: "{{ steps.load.frame }}", ' +
      "operations: [{ operation: rename, fields: { model: system } }] }\n";
    const found = await estimate(planOf((ROWS + rename).replace("DIR", directory)), { workspace: `${directory}/w` });
    assertEquals([found.models, found.missingCredentials, found.unknown], [[], [], []]);
  });
});
