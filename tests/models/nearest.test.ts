import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { similarityIndex } from "../../lib/models/_similarity_index.ts";
import { words } from "../../lib/models/_tokens.ts";
import { openNearest } from "../../lib/models/nearest.ts";
import oracle from "../oracles/models.json" with { type: "json" };

const example = (input: string, output: string) => `Input: ${input}\nOutput: ${output}\n`;

async function ask(content: string): Promise<string> {
  return (await openNearest().generate({ messages: [{ role: "user", content }] })).text;
}

Deno.test("openNearest gives the output of the example with the highest mean cosine of two sklearn TfidfVectorizers", async () => {
  const examples = oracle.texts.map((text, i) => example(text, `answer ${i}`)).join("");
  for (const [i, target] of oracle.targets.entries()) {
    const text = await ask(`Label these.\n\n${examples}Input: ${target}\nOutput:`);
    assertEquals(text, `answer ${oracle.nearest.indices[i]}`, target);
  }
});

Deno.test("similarityIndex has the similarity of sklearn's word and char_wb cosines", () => {
  const index = similarityIndex(Object.freeze(oracle.texts));
  oracle.targets.forEach((target, i) => {
    const found = index.nearest(target);
    assertEquals(found.index, oracle.nearest.indices[i], target);
    assertAlmostEquals(found.similarity, oracle.nearest.similarities[i], 1e-12, target);
  });
});

Deno.test("similarityIndex finds each text most like itself", () => {
  const index = similarityIndex(oracle.texts);
  oracle.texts.forEach((text, i) => {
    assertEquals(index.nearest(text).index, i);
    // A text without a word of two letters is like itself in its characters only: (0 + 1)/2.
    assertAlmostEquals(index.nearest(text).similarity, words(text).length === 0 ? 0.5 : 1, 1e-12);
  });
});

Deno.test("similarityIndex takes texts of many thousand different words", () => {
  const long = Array.from({ length: 60_000 }, (_, i) => `${i.toString(36)}q${i}`).join(" ");
  assertEquals(similarityIndex(["some other text", long]).nearest(long).index, 1);
});

Deno.test("openNearest takes the first of equals, and the first where nothing is alike", async () => {
  const twice = example("the same text", "first") + example("the same text", "second");
  assertEquals(await ask(`${twice}Input: the same text\nOutput:`), "first");
  assertEquals(await ask(`${twice}Input: 🙂\nOutput:`), "first");
});

Deno.test("openNearest reads inputs of several lines, examples and target alike", async () => {
  const letters = example("Dear all,\nthe parcel\nnever came", "delivery") +
    example("Dear all,\nthe password\nis lost", "account");
  assertEquals(await ask(`${letters}Input: Hello\nwhere is\nthe parcel\nOutput:`), "delivery");
  assertEquals(await ask(`${letters}Input: Hello\nI forgot\nthe password\nOutput:`), "account");
});

Deno.test("openNearest answers with the first line of an output, since instructions may follow it", async () => {
  const prompt = "Input: a parcel\nOutput: delivery\n\nNow label this one.\n\nInput: a password\nOutput: account\n";
  assertEquals(await ask(`${prompt}\nInput: my parcel\nOutput:`), "delivery");
});

Deno.test("openNearest needs no instructions before, and no Output after the target", async () => {
  assertEquals(await ask("Input: red\nOutput: colour\nInput: five\nOutput: number\nInput: four, five"), "number");
});

Deno.test("openNearest reads the last message, and forgets the examples of another prompt", async () => {
  const model = openNearest();
  const generate = (content: string) => model.generate({ messages: [{ role: "user", content }] });
  const first = await generate(`${example("red", "one")}Input: red\nOutput:`);
  const second = await generate(`${example("red", "two")}Input: red\nOutput:`);
  assertEquals([first, second], [{ text: "one", model: "local/nearest" }, { text: "two", model: "local/nearest" }]);
  const messages = [{ role: "user", content: "Hello" }, {
    role: "user",
    content: "Input: x\nOutput: y\nInput: x\nOutput:",
  }];
  assertEquals((await model.generate({ messages: messages as [] })).text, "y");
});

Deno.test("openNearest without examples rejects and names the hosted models that need none", async () => {
  for (const content of ["Input: what is this?\nOutput:", "Explain.\nInput: x"]) {
    const error = await assertRejects(() => ask(content), AssayError, "Cannot answer with local/nearest") as AssayError;
    assertEquals(error.code, "bad_input");
    for (const provider of ["anthropic/", "google/", "openai/"]) assertEquals(error.message.includes(provider), true);
    assertEquals(error.message.includes("received none"), true);
  }
});

Deno.test("openNearest without a target rejects and says how to write it", async () => {
  for (const content of ["", "What is this?", "Output: x"]) {
    await assertRejects(() => ask(content), AssayError, 'must end with the target as "Input: …"');
  }
});

Deno.test("openNearest rejects when the request was aborted", async () => {
  const content = "Input: x\nOutput: y\nInput: x\nOutput:";
  const request = { messages: [{ role: "user" as const, content }], signal: AbortSignal.abort() };
  await assertRejects(() => openNearest().generate(request), DOMException);
});
