import { assert, assertEquals, assertFalse, assertMatch } from "@std/assert";
import { PassThrough } from "node:stream";
import { type Progress, showProgress } from "../../lib/cli/progress.ts";

const step = (name: string, typeName = name) => ({ name, typeName });

/** What is written without a terminal: a call sees progress and a way to set the clock, in seconds. */
function written(call: (progress: Progress, at: (seconds: number) => void) => void): string[] {
  const lines: string[] = [];
  let clock = 0;
  const progress = showProgress({ isTerminal: false, write: (line) => lines.push(line.trim()), now: () => clock });
  call(progress, (seconds) => clock = seconds * 1000);
  progress.stop();
  return lines;
}

Deno.test("without a terminal each step is a line, with its type where the name does not tell", () => {
  const lines = written((progress) => {
    progress.onStep(step("load"), 0, 2);
    progress.onStep(step("good_enough", "eval_gate"), 1, 2);
  });
  assertEquals(lines, ["[1/2] load", "[2/2] good_enough (eval_gate)"]);
});

Deno.test("within a step a line is written every five seconds, counted from the last line", () => {
  const lines = written((progress, at) => {
    at(3);
    progress.onStep(step("predict"), 0, 1);
    for (const [time, done] of [[7.999, 1], [8, 2], [12.999, 3], [13.001, 4]]) {
      at(time);
      progress.onProgress(done, 9, "local/nearest");
    }
  });
  assertEquals(lines, ["[1/1] predict", "local/nearest: 2 of 9", "local/nearest: 4 of 9, 0.6/s, about 8 s left"]);
});

Deno.test("steps at the same time keep their own rates and their own five seconds", () => {
  const lines = written((progress, at) => {
    progress.onStep(step("fast", "predict"), 0, 2);
    progress.onStep(step("slow", "predict"), 1, 2);
    for (let second = 0; second <= 6; second++) {
      at(second);
      progress.onProgress(second * 50, 500, "m", "fast");
      progress.onProgress(second, 500, "m", "slow");
    }
  });
  assertEquals(lines.slice(2), [
    "fast m: 250 of 500, 50/s, about 5 s left",
    "slow m: 5 of 500, 1.0/s, about 8 min left",
  ]);
});

Deno.test("two systems within a step do not disturb each other's rate", () => {
  const lines = written((progress, at) => {
    progress.onStep(step("predict"), 0, 1);
    for (let second = 0; second <= 5; second++) {
      at(second);
      progress.onProgress(second * 10, 100, "a", "predict");
      progress.onProgress(second * 2, 100, "b", "predict");
    }
    at(10);
    progress.onProgress(20, 100, "b", "predict");
  });
  assertEquals(lines.slice(1), [
    "predict a: 50 of 100, 10/s, about 5 s left",
    "predict b: 20 of 100, 2.0/s, about 40 s left",
  ]);
});

Deno.test("the rate is that of the last ten seconds: what a cache gave at once does not count for long", () => {
  const lines = written((progress, at) => {
    progress.onStep(step("predict"), 0, 1);
    progress.onProgress(0, 1000, "m");
    at(1);
    progress.onProgress(500, 1000, "m");
    for (let second = 2; second <= 30; second++) {
      at(second);
      progress.onProgress(500 + second - 1, 1000, "m");
    }
  });
  assertEquals(lines.at(-1), "m: 529 of 1000, 1.0/s, about 8 min left");
});

Deno.test("steps within a step are told with their path, share its five seconds, and do not count as steps", () => {
  const lines = written((progress, at) => {
    progress.onStep(step("each", "for_loop"), 0, 2);
    for (let i = 0; i < 100; i++) {
      at(i / 10);
      progress.onStep(step("ask"), -1, 2);
      progress.onProgress(1, 1, "m", `each[${i}]/ask`);
      progress.onOutcome(step("ask"), { status: "done" }, `each[${i}]/ask`);
      // A step within has the name of the one around it.
      progress.onOutcome(step("each"), { status: "done" }, `each[${i}]/each`);
    }
  });
  assertEquals(lines, ["[1/2] each (for_loop)", "each[50]/ask m: 1 of 1"]);
});

Deno.test("the cost is told once it is known, and never falls", () => {
  const lines = written((progress, at) => {
    progress.onStep(step("predict"), 0, 1);
    for (const [i, dollars] of [0, 0.1234, 0.1, NaN, 0.00421, 12].entries()) {
      at(5 * (i + 1));
      progress.onCost(dollars);
      progress.onProgress(1, 2, "m");
    }
  });
  assertEquals(lines.slice(1), [
    "m: 1 of 2",
    "m: 1 of 2, $0.12",
    "m: 1 of 2, $0.12",
    "m: 1 of 2, $0.12",
    "m: 1 of 2, $0.12",
    "m: 1 of 2, $12.00",
  ]);
});

Deno.test("an unknown total, nothing done, too much done and a new beginning are told without nonsense", () => {
  const lines = written((progress, at) => {
    const calls: [number, number][] = [[0, 0], [12, 0], [12, NaN], [NaN, 10], [15, 10], [10, 10], [1, 10], [3, -1]];
    for (const [i, [done, total]] of calls.entries()) {
      at(5 * (i + 1));
      progress.onProgress(done, total, "m");
    }
  });
  assertEquals(lines, [
    "m: 0 so far",
    "m: 12 so far, 2.4/s",
    "m: 12 so far, 1.2/s",
    "m: 0 of 10",
    "m: 15 of 10, 3.0/s",
    "m: 10 of 10",
    "m: 1 of 10",
    "m: 3 so far, 0.4/s",
  ]);
  for (const line of lines) assertFalse(/NaN|Infinity|-/.test(line), line);
});

Deno.test("names can neither break lines nor write control characters, and are cut", () => {
  const [line] = written((progress, at) => {
    at(5);
    progress.onProgress(1, 2, `evil\u001b[2J\n${"x".repeat(500)}`, "st\rep");
  });
  assertFalse(line.includes("\u001b"));
  assertFalse(line.includes("\n") || line.includes("\r"));
  assert(line.length < 150, line);
});

Deno.test("on a terminal a bar tells the steps that are done, parts of those that go on, and how many go on besides", () => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 200 });
  let text = "";
  stream.on("data", (chunk) => text += chunk);
  let clock = 0;
  const progress = showProgress({ isTerminal: true, stream, now: () => clock });
  progress.onProgress(1, 2, "too early");
  progress.onStep(step("load"), 0, 4);
  progress.onOutcome(step("load"));
  progress.onStep(step("one", "predict"), 1, 4);
  progress.onStep(step("two", "predict"), 2, 4);
  progress.onProgress(0, 4, "m", "one");
  progress.onProgress(2, 4, "m", "two");
  clock = 2000;
  progress.onCost(0.5);
  progress.onProgress(4, 4, "m", "one");
  progress.onProgress(3, 4, "m", "two");
  progress.onStep(step("inner"), -1, 4);
  progress.onOutcome(step("one"), {}, "two/one");
  // The bar is drawn at most ten times a second, and at the latest when it stops.
  progress.stop();
  progress.stop();
  // Done is one step, the second wholly reached but not ended, the third by three quarters: 2.75 of 4.
  assertMatch(text, / =+-+ 2\/4 two m: 3 of 4, 0\.5\/s, about 2 s left, \$0\.50 \(\+1\)/);
  assertFalse(/NaN|undefined/.test(text), text);
});
