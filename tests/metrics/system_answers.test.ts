import { assertEquals, assertThrows } from "@std/assert";
import { checkAnswers, type SystemAnswers } from "../../lib/metrics/system_answers.ts";

const ANSWERS: SystemAnswers = { system: "local/x", references: ["a", "b"], predictions: ["a", null] };
const FULL: SystemAnswers = {
  ...ANSWERS,
  scores: [0.5, null],
  failures: [null, "model"],
  items: [0, 1],
  clusters: ["p", "q"],
  slices: { language: ["en", null] },
};

Deno.test("checkAnswers takes lists of one length, with or without the optional ones, and no items at all", () => {
  for (const answers of [ANSWERS, FULL, { system: "x", references: [], predictions: [] }]) {
    assertEquals(checkAnswers(answers, "evaluate"), undefined);
  }
});

for (const name of ["references", "predictions", "scores", "failures", "items", "clusters"] as const) {
  Deno.test(`checkAnswers names system and lists where ${name} are too few or too many`, () => {
    for (const n of [0, 1, 3]) {
      const answers = { ...FULL, [name]: Array.from({ length: n }, () => null) } as unknown as SystemAnswers;
      assertThrows(() => checkAnswers(answers, "evaluate"), RangeError, `${name} (${n})`);
      assertThrows(() => checkAnswers(answers, "evaluate"), RangeError, "Cannot evaluate local/x: all lists must have");
    }
  });
}

for (const name of ["language", "constructor", "__proto__"]) {
  Deno.test(`checkAnswers names a slice column that is too short: ${name}`, () => {
    const slices = Object.fromEntries([[name, ["en"]]]);
    assertThrows(() => checkAnswers({ ...ANSWERS, slices }, "evaluate"), RangeError, name);
  });
}
