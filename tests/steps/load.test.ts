import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { AssayError } from "../../lib/core/assay_error.ts";
import { digest } from "../../lib/core/digest.ts";
import { loadStep } from "../../lib/steps/load.ts";
import { inTempDir } from "../cli/_command_line.ts";
import { runStep } from "./_run_step.ts";

const CSV = "text,label\na,x\nb,y\n";

Deno.test("the step puts out the frame, and path, digest, rows, columns and card of the dataset", async () => {
  await inTempDir(async (directory) => {
    const path = join(directory, "a.csv");
    Deno.writeTextFileSync(path, CSV);
    const plain = {
      path,
      digest: digest(CSV),
      rows: 2,
      columns: ["text", "label"],
      name: null,
      license: null,
      source: null,
      matchesCard: null,
    };
    const { frame, dataset } = await runStep(loadStep, { path });
    assertEquals((frame as { height: number }).height, 2);
    assertEquals(dataset, plain);

    for (const [onCard, matchesCard] of [[digest(CSV), true], ["0".repeat(64), false]] as const) {
      Deno.writeTextFileSync(
        join(directory, "card.md"),
        `---\npretty_name: A\nlicense: mit\ndigests:\n  a.csv: "${onCard}"\n---\n`,
      );
      assertEquals((await runStep(loadStep, { path })).dataset, { ...plain, name: "A", license: "mit", matchesCard });
    }
  });
});

Deno.test("the format may be said, and bad files are refused", async () => {
  await inTempDir(async (directory) => {
    const path = join(directory, "a.txt");
    Deno.writeTextFileSync(path, CSV);
    assertEquals(((await runStep(loadStep, { path, format: "csv" })).dataset as { rows: number }).rows, 2);
    await assertRejects(() => runStep(loadStep, { path }), AssayError, "or say the format");
    await assertRejects(() => runStep(loadStep, { path, format: "xls" }));
    await assertRejects(() => runStep(loadStep, {}));
  });
});
