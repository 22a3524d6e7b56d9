import { assertEquals, assertRejects } from "@std/assert";
import { exchange, type ExchangeOptions } from "../../lib/models/_exchange.ts";
import { ProviderError } from "../../lib/models/provider_error.ts";
import { serveFake } from "../fakes/_server.ts";

Deno.test.sanitizer({ ops: true, resources: true });

const OPTIONS: ExchangeOptions = Object.freeze({ model: "openai/x", apiKey: "", timeoutSeconds: 20 });

/** A stream that brings one event, and then what `rest` brings. */
function streaming(rest: (controller: ReadableStreamDefaultController<Uint8Array>) => void): Response {
  const encoder = new TextEncoder();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!isFirst) return new Promise(() => rest(controller));
      isFirst = false;
      controller.enqueue(encoder.encode("data: one\n\n"));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

async function readEvents(answer: Response, options: Partial<ExchangeOptions> = {}): Promise<string[]> {
  const fetch = () => Promise.resolve(answer);
  return await exchange({ ...OPTIONS, fetch, ...options }, async (send) => {
    const { events } = await send("http://localhost/", {});
    return await Array.fromAsync(events());
  });
}

Deno.test("exchange takes a stream that brings no whole event for too long as a timeout, even where bytes drip", async () => {
  const silent = await assertRejects(() => readEvents(streaming(() => {}), { stallSeconds: 0.05 }), ProviderError);
  assertEquals(silent.kind, "timeout");
  let timer: ReturnType<typeof setInterval> | undefined;
  const dripping = streaming((controller) => {
    timer = setInterval(() => controller.enqueue(new Uint8Array([58])), 5);
  });
  const dripped = await assertRejects(() => readEvents(dripping, { stallSeconds: 0.05 }), ProviderError, "nothing");
  clearInterval(timer);
  assertEquals(dripped.kind, "timeout");
});

Deno.test("exchange ends a stream that brings events forever when its time is over", async () => {
  let timer: ReturnType<typeof setInterval> | undefined;
  const endless = streaming((controller) => {
    timer = setInterval(() => controller.enqueue(new TextEncoder().encode("data: x\n\n")), 5);
  });
  const error = await assertRejects(() => readEvents(endless, { timeoutSeconds: 0.1 }), ProviderError, "within 0.1 s");
  clearInterval(timer);
  assertEquals(error.kind, "timeout");
});

Deno.test("exchange rejects at once where fetch does not heed the signal", async () => {
  const controller = new AbortController();
  const fetch = () => new Promise<Response>(() => {});
  const asked = exchange({ ...OPTIONS, fetch, signal: controller.signal }, (send) => send("http://localhost/", {}));
  controller.abort("enough");
  assertEquals(await asked.then(() => null, (reason) => reason), "enough");
});

Deno.test("exchange lets the server know that nobody waits any more", async () => {
  const gone = Promise.withResolvers<void>();
  await using server = serveFake((_, signal) => {
    signal.addEventListener("abort", () => gone.resolve());
    return new Promise<Response>(() => {});
  });
  await assertRejects(
    () => exchange({ ...OPTIONS, timeoutSeconds: 0.05 }, (send) => send(server.url, {})),
    ProviderError,
    "no whole answer",
  );
  await gone.promise;
});

Deno.test("exchange tells its own failure, whatever a library makes of it, and else what is thrown", async () => {
  const fetch = () => Promise.reject(new TypeError("cut"));
  const wrapped = exchange({ ...OPTIONS, fetch }, async (send) => {
    await send("http://localhost/", {}).catch(() => {
      throw new Error("something went wrong");
    });
  });
  assertEquals((await assertRejects(() => wrapped, ProviderError, "cut")).kind, "connection");
  const mine = new Error("mine");
  assertEquals(await assertRejects(() => exchange(OPTIONS, () => Promise.reject(mine))), mine);
});

Deno.test("exchange lets a stream go on for longer than a stall, as long as events come", async () => {
  let timer: ReturnType<typeof setInterval> | undefined;
  let left = 9;
  const steady = streaming((controller) => {
    timer = setInterval(() => {
      controller.enqueue(new TextEncoder().encode("data: x\n\n"));
      if (--left > 0) return;
      clearInterval(timer);
      controller.close();
    }, 60);
  });
  assertEquals((await readEvents(steady, { stallSeconds: 0.4 })).length, 10);
});

Deno.test("exchange leaves no listener at the signal, however it ends", async () => {
  const { signal } = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...given: Parameters<AbortSignal["addEventListener"]>) => {
    listeners++;
    addEventListener.apply(signal, given);
  };
  signal.removeEventListener = (...given: Parameters<AbortSignal["removeEventListener"]>) => {
    listeners--;
    removeEventListener.apply(signal, given);
  };
  assertEquals(await exchange({ ...OPTIONS, signal }, () => Promise.resolve(1)), 1);
  await assertRejects(() => exchange({ ...OPTIONS, signal }, () => Promise.reject(new Error("mine"))));
  await assertRejects(() => exchange({ ...OPTIONS, signal, timeoutSeconds: 0.01 }, () => new Promise(() => {})));
  assertEquals(listeners, 0);
});
