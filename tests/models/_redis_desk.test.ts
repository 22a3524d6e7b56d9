import { assertEquals, assertStringIncludes } from "@std/assert";
import { Redis } from "ioredis";
import { freePort, hasRedis, startRedis } from "../_redis.ts";
import { ask, connect, failureOf, modelOf } from "./_executor.ts";
import { startWorker } from "./_worker_process.ts";

const ignore = !hasRedis;

Deno.test(
  "no server, no name, no Redis and no database are told within seconds, without the password",
  { ignore },
  async () => {
    await using server = await startRedis({ password: "s3cret" });
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const held: Deno.Conn[] = [];
    const accepting = [
      (async () => {
        for await (const connection of silent) held.push(connection);
      })(),
      (async () => {
        for await (const connection of other) {
          held.push(connection);
          await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
        }
      })(),
    ];
    const addresses = [
      `redis://user:s3cret@127.0.0.1:${freePort()}`,
      "redis://:s3cret@nowhere.invalid:6379",
      `redis://:s3cret@127.0.0.1:${(silent.addr as Deno.NetAddr).port}`,
      `redis://:s3cret@127.0.0.1:${(other.addr as Deno.NetAddr).port}`,
      `redis://:s3cret@127.0.0.1:${server.port}/9999`,
      `redis://:wrong-s3cret@127.0.0.1:${server.port}`,
      `redis://127.0.0.1:${server.port}`,
    ];
    const errors = await Promise.all(addresses.map(async (address) => {
      const begun = performance.now();
      const error = await failureOf(connect(address));
      const seconds = (performance.now() - begun) / 1000;
      assertEquals(seconds < 7, true, `${error.message} after ${seconds} s`);
      return error;
    }));
    for (const error of errors) {
      assertEquals(error.code, "provider_failed");
      assertEquals(Deno.inspect(error).includes("s3cret"), false, Deno.inspect(error));
    }
    const said = ["ECONNREFUSED", "", "", "", "DB index is out of range", "WRONGPASS", "NOAUTH"];
    errors.forEach((error, i) => assertStringIncludes(error.message, said[i]));
    silent.close();
    other.close();
    await Promise.all(accepting);
    for (const connection of held) connection.close();
  },
);

Deno.test({ name: "a server that goes away fails what is under way and what is asked later", ignore }, async () => {
  await using server = await startRedis();
  const executor = await connect(server.url, { reconnectSeconds: 0.5 });
  const model = modelOf(executor, "test/echo");
  const asked = failureOf(model.generate(ask("x")));
  // The item has reached the server when it is on the queue.
  const redis = new Redis(server.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await redis.quit();
  await server.stop();
  const begun = performance.now();
  const errors = [await asked, await failureOf(model.generate(ask("y")))];
  assertEquals(performance.now() - begun < 5000, true);
  for (const { code, message } of errors) {
    assertEquals(code, "provider_failed");
    assertStringIncludes(message, "the connection was lost");
  }
  await executor.close();
  await executor.close();
});

Deno.test({ name: "a server that is restarted and has forgotten everything is asked anew", ignore }, async () => {
  const before = await startRedis();
  await using executor = await connect(before.url);
  const asked = modelOf(executor, "test/echo").generate(ask("again"));
  const redis = new Redis(before.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await redis.quit();
  await before.stop();
  await using _after = await startRedis({ port: before.port });
  await using _worker = await startWorker(before.url);
  assertEquals((await asked).text, "AGAIN");
});

Deno.test({ name: "close withdraws what waits, may be called twice, and leaves no items", ignore }, async () => {
  await using server = await startRedis();
  const executor = await connect(server.url);
  const model = modelOf(executor, "test/echo");
  const asked = failureOf(model.generate(ask("x")));
  const redis = new Redis(server.url);
  for (let tries = 0; tries < 200 && (await redis.keys("assay:*:wait")).length === 0; tries++);
  await Promise.all([executor.close(), executor.close()]);
  assertEquals((await asked).code, "interrupted");
  assertEquals((await failureOf(model.generate(ask("y")))).code, "interrupted");
  const left = (await redis.keys("*")).filter((key) => /:wait|wanted|answers|[0-9a-f]{64}/.test(key));
  await redis.quit();
  assertEquals(left, []);
});

Deno.test({ name: "what others write into Redis is no answer", ignore }, async () => {
  await using server = await startRedis();
  await using executor = await connect(server.url);
  const model = modelOf(executor, "test/slow");
  const asked = model.generate(ask("x"));
  const redis = new Redis(server.url);
  let wanted: string[] = [];
  for (let tries = 0; tries < 200 && wanted.length === 0; tries++) wanted = await redis.keys("assay.wanted:*");
  const item = wanted[0].split(":")[1];
  const [run] = await redis.smembers(wanted[0]);
  const response = { text: "forged", model: "test/slow" };
  const junk = [
    "",
    "{",
    "null",
    "[]",
    `{"__proto__":{"item":"${item}"}}`,
    JSON.stringify({ item, response: { ...response, text: 7 } }),
    JSON.stringify({ item, response: { ...response, extra: 1 } }),
    JSON.stringify({ item, response, failure: { code: "internal", title: "t", problems: [] } }),
    JSON.stringify({ item, failure: { code: "interrupted", title: "t", problems: [] } }),
    JSON.stringify({ item: "other", response }),
    JSON.stringify({ item, response: { ...response, text: "x".repeat(8 * 1024 * 1024 + 500) } }),
  ];
  for (const text of junk) await redis.lpush(`assay.answers:${run}`, text);
  await redis.quit();
  await using _worker = await startWorker(server.url);
  assertEquals((await asked).text, "x");
});
