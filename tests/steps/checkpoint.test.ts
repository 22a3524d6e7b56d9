import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { gunzipSync } from "node:zlib";
import { join } from "@std/path";
import { z } from "zod";
import { AssayError } from "../../lib/core/assay_error.ts";
import { digest } from "../../lib/core/digest.ts";
import { frameOf } from "../../lib/data/frame.ts";
import type { StepContext } from "../../lib/pipeline/step_type.ts";
import { checkpointStep } from "../../lib/steps/checkpoint.ts";

type Fields = Record<string, unknown>;
interface Written {
  path: string;
  digest: string;
  bytes: number;
}

async function inRun(
  test: (run: (fields: Fields) => Promise<Written>, out: string) => Promise<void>,
  name = "save_it",
) {
  const out = await Deno.makeTempDir();
  try {
    await test(async (fields) => {
      const options = z.parse(checkpointStep.schema, fields);
      const context = { name, out, provenance: {}, progress: () => {}, allowed: [] } as unknown as StepContext;
      return (await checkpointStep.run(options, context)).checkpoint as Written;
    }, out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

Deno.test("the state is written below the step's name, sorted and without a clock, so that equal states give equal bytes", async () => {
  await inRun(async (run, out) => {
    const first = await run({ state: { b: 1, a: { y: [true, null, "é"], x: undefined } } });
    const text = await Deno.readTextFile(join(out, first.path));
    assertEquals(
      text,
      `{
  "label": "save_it",
  "state": {
    "a": {
      "y": [
        true,
        null,
        "é"
      ]
    },
    "b": 1
  },
  "step": "save_it"
}
`,
    );
    assertEquals(first, {
      path: "checkpoints/save_it.json",
      digest: digest(text),
      bytes: new TextEncoder().encode(text).length,
    });
    assertEquals(await run({ state: { a: { y: [true, null, "é"] }, b: 1 } }), first);
    assertEquals((await run({ label: "after.1-x" })).path, "checkpoints/after.1-x.json");
  });
});

Deno.test("files so far are told with size and digest, without the checkpoints themselves", async () => {
  await inRun(async (run, out) => {
    await Deno.mkdir(join(out, "sub/checkpoints"), { recursive: true });
    await Deno.writeTextFile(join(out, "sub/checkpoints/b.txt"), "b");
    await Deno.writeTextFile(join(out, "a.txt"), "a".repeat(600_000));
    await Deno.symlink("/etc/hostname", join(out, "link"));
    const first = await run({ include_files: true });
    assertEquals(JSON.parse(await Deno.readTextFile(join(out, first.path))).files, [
      { path: "a.txt", size: 600_000, sha256: digest("a".repeat(600_000)) },
      { path: "sub/checkpoints/b.txt", size: 1, sha256: digest("b") },
    ]);
    assertEquals(await run({ include_files: true }), first);
  });
});

Deno.test("compressed it is the same text, and the same bytes each time", async () => {
  await inRun(async (run, out) => {
    const plain = await run({ state: { a: 1 } });
    const packed = await run({ state: { a: 1 }, compress: true });
    assertEquals(packed.path, "checkpoints/save_it.json.gz");
    const unpacked = gunzipSync(await Deno.readFile(join(out, packed.path)));
    assertEquals(digest(new Uint8Array(unpacked)), plain.digest);
    assertEquals(await run({ state: { a: 1 }, compress: true }), packed);
  });
});

Deno.test("a frame is told by its rows and columns; what JSON cannot hold is refused, all at once", async () => {
  await inRun(async (run, out) => {
    const { path } = await run({ state: { data: frameOf({ text: ["a", "b"], n: [1, null] }) } });
    assertEquals(JSON.parse(await Deno.readTextFile(join(out, path))).state, {
      data: { rows: 2, columns: [["text", "DataType(String)"], ["n", "DataType(Float64)"]] },
    });
    const error = await assertRejects(
      () => run({ state: { x: NaN, list: [1, () => 1], day: new Date(0), big: 2 ** 60, deep: { map: new Map() } } }),
      AssayError,
    ) as AssayError;
    assertEquals(error.problems.map((problem) => problem.split(" ")[0]), [
      "state.x",
      "state.list[1]",
      "state.day",
      "state.big",
      "state.deep.map",
    ]);
    const circle: Fields = {};
    circle.self = circle;
    await assertRejects(() => run({ state: circle }), AssayError, "levels deep");
    const proto = await run({ state: JSON.parse('{"a": {"__proto__": {"x": 1}}}') });
    assertEquals((await Deno.readTextFile(join(out, proto.path))).includes('"__proto__"'), true);
  });
});

Deno.test("labels that could leave the folder are refused, and so are links in the way", async () => {
  for (const label of ["", "../x", "a/b", ".hidden", "-x", "a\\b", "x y", "a\0", "é", "x".repeat(101)]) {
    assertThrows(() => z.parse(checkpointStep.schema, { label }), z.ZodError, "at most 100 letters", label);
  }
  await inRun(async (run, out) => {
    const outside = await Deno.makeTempDir();
    try {
      await Deno.symlink(outside, join(out, "checkpoints"));
      await assertRejects(() => run({}), RangeError, "must stay inside");
      assertEquals(Array.from(Deno.readDirSync(outside)), []);
    } finally {
      await Deno.remove(outside, { recursive: true });
    }
  });
});
