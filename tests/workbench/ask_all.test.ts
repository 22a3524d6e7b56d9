import { assertEquals, assertRejects } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { askAll } from "../../lib/workbench/ask_all.ts";
import { outage, scripted } from "../steps/_scripted.ts";

const task = (name: string) => ({ model: `openai/${name}`, prompt: "p" });
const failures = (asked: Awaited<ReturnType<typeof askAll>>) =>
  asked.map((one) => "failure" in one ? one.failure : null);

Deno.test("each failure has its kind and loses no other answer", async () => {
  const { open } = scripted({
    "openai/good": "yes",
    "openai/down": outage(),
    "openai/mute": "",
    "openai/hung": () => new Promise<string>(() => {}),
  });
  const tasks = [task("good"), task("down"), task("mute"), { ...task("hung"), timeoutSeconds: 0.01 }, task("unknown")];
  const asked = await askAll(tasks, { open, maxConcurrency: 2 });
  assertEquals(failures(asked), [null, "infrastructure", "empty answer", "timeout", "bad input"]);
  assertEquals("reason" in asked[3] && asked[3].reason, "no answer within 0.01 s");
});

Deno.test("what is neither the model's fault nor the question's ends everything", async () => {
  const { open } = scripted({
    "openai/x": new AssayError("stopped", { code: "interrupted" }),
    "openai/y": new TypeError("bug"),
  });
  await assertRejects(() => askAll([task("x")], { open }), Error, "stopped");
  await assertRejects(() => askAll([task("y")], { open }), TypeError, "bug");
  await assertRejects(() => askAll([task("x")], { open, maxConcurrency: 0 }), RangeError, "maxConcurrency");
});

Deno.test("the outer signal is no timeout", async () => {
  const controller = new AbortController();
  const { open } = scripted({ "openai/x": () => (controller.abort(new Error("stop")), new Promise<string>(() => {})) });
  await assertRejects(
    () => askAll([task("x")], { open, signal: controller.signal, timeoutSeconds: 60 }),
    Error,
    "stop",
  );
});
