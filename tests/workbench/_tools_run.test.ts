import { assertEquals, assertRejects } from "@std/assert";
import { untilAborted } from "../../lib/workbench/_tools_run.ts";

Deno.test("all who wait for work with one signal share one listener, and leave none behind", async () => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const counts = { added: 0, removed: 0 };
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: unknown[]) => (counts.added++, Reflect.apply(addEventListener, signal, args));
  signal.removeEventListener = (
    ...args: unknown[]
  ) => (counts.removed++, Reflect.apply(removeEventListener, signal, args));
  const { promise, resolve } = Promise.withResolvers<number>();
  const waiting = Array.from({ length: 1000 }, () => untilAborted(() => promise, signal));
  resolve(7);
  assertEquals((await Promise.all(waiting)).every((value) => value === 7), true);
  assertEquals(counts, { added: 1, removed: 1 });
});

Deno.test("work that nobody wants any more is not waited for, and not begun", async () => {
  const stopping = new AbortController();
  const never = Promise.withResolvers<number>();
  const waiting = Array.from({ length: 3 }, () => untilAborted(() => never.promise, stopping.signal));
  const gone = waiting.map((one) => assertRejects(() => one, Error, "enough"));
  stopping.abort(new Error("enough"));
  await Promise.all(gone);
  let begun = 0;
  await assertRejects(() => untilAborted(() => Promise.resolve(begun++), stopping.signal), Error, "enough");
  const late = new AbortController();
  const work = () => (late.abort(new Error("meanwhile")), never.promise);
  await assertRejects(() => untilAborted(work, late.signal), Error, "meanwhile");
  assertEquals(begun, 0);
});
