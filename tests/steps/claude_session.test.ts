import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { frameOf } from "../../lib/data/frame.ts";
import { claudeSessionStep } from "../../lib/steps/claude_session.ts";
import { lastMessage, outage, runModelStep, type Says, scripted } from "./_scripted.ts";

const MODEL = "anthropic/claude-x";

async function inFolder(work: (out: string) => Promise<void>): Promise<void> {
  const out = await Deno.makeTempDir();
  try {
    await work(out);
  } finally {
    await Deno.remove(out, { recursive: true });
  }
}

function talk(out: string, says: Says | Says[]) {
  const { open, asked } = scripted({ [MODEL]: says });
  const run = (name: string, fields: Record<string, unknown>) =>
    runModelStep(claudeSessionStep, { model: MODEL, ...fields }, { open, out, name });
  return { asked, run };
}

Deno.test("two steps with one session continue one conversation, and a resumed run asks nothing", () =>
  inFolder(async (out) => {
    const { asked, run } = talk(out, ["one", "two"]);
    const both = async () => [
      await run("a", { prompt: "first", session: { name: "s" } }),
      await run("b", { prompt: "second", session: { name: "s" } }),
    ];
    const [first, second] = await both();
    assertEquals(asked[1].request.messages.map(({ content }) => content), ["first", "one", "second"]);
    assertEquals([first.session_id, first.turns, second.turns], ["s", 1, 2]);
    const again = await both();
    assertEquals([asked.length, again.map(({ text }) => text)], [2, ["one", "two"]]);
    assertEquals((again[0].usage as Record<string, number>).calls, 0);
  }));

Deno.test("inside a loop the step's path tells its turns apart", () =>
  inFolder(async (out) => {
    const { open, asked } = scripted({ [MODEL]: (_, call) => `a${call}` });
    const run = (path: string) =>
      runModelStep(claudeSessionStep, { model: MODEL, prompt: "same", session: { name: "s" } }, {
        ...{ open, out, name: "ask", path },
      });
    for (const path of ["loop[0]/ask", "loop[1]/ask", "loop[0]/ask"]) await run(path);
    assertEquals([asked.length, asked[1].request.messages.length], [2, 3]);
  }));

Deno.test("changed words take the conversation up from there", () =>
  inFolder(async (out) => {
    const { asked, run } = talk(out, ["one", "two", "three", "four"]);
    const both = async (first: string) => {
      await run("a", { prompt: first, session: { name: "s" } });
      await run("b", { prompt: "second", session: { name: "s" } });
    };
    await both("first");
    await both("changed");
    assertEquals(asked.length, 4);
    assertEquals(asked[3].request.messages.map(({ content }) => content), ["changed", "three", "second"]);
  }));

Deno.test("steps that run at the same time lose no turn, and drafts are not left behind", () =>
  inFolder(async (out) => {
    const { run } = talk(out, (_, call) => `answer ${call}`);
    await Promise.all(Array.from({ length: 8 }, (_, i) => run(`s${i}`, { prompt: "p", session: { name: "all" } })));
    const files = [...Deno.readDirSync(`${out}/sessions`)].map(({ name }) => name);
    assertEquals(files, ["all.json"]);
    assertEquals(JSON.parse(Deno.readTextFileSync(`${out}/sessions/all.json`)).turns.length, 8);
  }));

Deno.test("only the last turns are told when so many are asked for, and none without persist", () =>
  inFolder(async (out) => {
    const { asked, run } = talk(out, (_, call) => `a${call}`);
    for (const name of ["a", "b", "c"]) await run(name, { prompt: name, session: { name: "s", include_last_n: 1 } });
    assertEquals(asked[2].request.messages.map(({ content }) => content), ["b", "a1", "c"]);
    const alone = await run("d", { prompt: "d", session: { name: "s", persist: false } });
    assertEquals([asked[3].request.messages.length, alone.turns], [1, null]);
  }));

Deno.test("a failure leaves the conversation as it was; a broken file is told; names cannot leave the folder", () =>
  inFolder(async (out) => {
    const { run } = talk(out, ["one", outage(), "two"]);
    await run("a", { prompt: "first", session: { name: "s" } });
    await assertRejects(() => run("b", { prompt: "second", session: { name: "s" } }), Error, "503");
    assertEquals((await run("b", { prompt: "second", session: { name: "s" } })).turns, 2);
    Deno.writeTextFileSync(`${out}/sessions/s.json`, '{"version": 1, "turns": [{}]}');
    await assertRejects(
      () => run("c", { prompt: "x", session: { name: "s" } }),
      Error,
      'Cannot continue the conversation "s"',
    );
    for (const name of ["../s", "a/b", ".hidden", "", "x".repeat(101)]) {
      assertEquals(claudeSessionStep.schema.safeParse({ prompt: "p", session: { name } }).success, false);
    }
    await assertRejects(() => run("loop[1]/ask", { prompt: "x" }), Error, "cannot name a session");
  }));

const input = frameOf({ id: [1, 2, 3, 4, 5], text: ["a", "b", "c", "d", "e"] });
const labels = (request: Parameters<typeof lastMessage>[0]) => {
  const items = lastMessage(request).match(/^\d+\. .*$/gm)!;
  return JSON.stringify(items.map((item) => `label of ${item.replace(/^\d+\. /, "")}`));
};

Deno.test("rows are annotated batch by batch, and an interrupted annotation goes on where it was", () =>
  inFolder(async (out) => {
    const { asked, run } = talk(out, (request, call) => {
      if (call === 1) throw new Error("killed");
      return labels(request);
    });
    const fields = {
      input,
      prompt: "{row.text}",
      column: "label",
      session: { name: "s", task: "Label each.", batch_size: 2 },
    };
    await assertRejects(() => run("a", fields), Error, "killed");
    const { frame, success, turns } = await run("a", fields);
    assertEquals(
      (frame as typeof input).getColumn("label").toArray(),
      ["a", "b", "c", "d", "e"].map((x) => `label of ${x}`),
    );
    assertEquals([asked.length, success, turns], [4, true, 3]);
    assertStringIncludes(
      asked[0].request.messages[0].content,
      "Label each.\n\n1. a\n2. b\n\nAnswer with a JSON list of 2",
    );
    assertEquals(asked[3].request.messages.length, 5);
  }));

Deno.test("a batch whose answer cannot be used has failed rows, and only it is asked again", () =>
  inFolder(async (out) => {
    const { asked, run } = talk(out, (request, call) => call === 1 || call === 2 ? "[1]" : labels(request));
    const fields = { input, session: { name: "s", task: "Label.", batch_size: 3 } };
    const first = await run("a", fields);
    assertEquals((first.frame as typeof input).getColumn("failure").toArray(), [
      null,
      null,
      null,
      "invalid answer",
      "invalid answer",
    ]);
    const second = await run("a", fields);
    assertEquals([(second.frame as typeof input).getColumn("failure").nullCount(), asked.length], [5, 4]);
    assertStringIncludes(
      String((second.frame as typeof input).getColumn("answer").toArray()[0]),
      '{"id":1,"text":"a"}',
    );
  }));

Deno.test("items must fit the schema, whose members get columns", () =>
  inFolder(async (out) => {
    const output_schema = { type: "object", properties: { label: { type: "string" } }, required: ["label"] };
    const { asked, run } = talk(out, ['[{"label": "x"}, {}]', '[{"label": "x"}, {"label": "y"}]']);
    const { frame } = await run("a", { input: input.slice(0, 2), output_schema, session: { task: "Label." } });
    assertEquals((frame as typeof input).getColumn("answer_label").toArray(), ["x", "y"]);
    assertStringIncludes(lastMessage(asked[1].request), "item 2: label: expected string");
    assertEquals(claudeSessionStep.schema.safeParse({ session: { task: "t" } }).success, false);
  }));
