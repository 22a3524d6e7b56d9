/** The test server of Claude, in a process of its own: `deno run _models_server.ts MILLISECONDS`; it says where it listens. */
import { serveAnthropic } from "../fakes/_anthropic.ts";

const ms = Number(Deno.args[0]);
const answer = async () => {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
  return { text: "a" };
};
const server = serveAnthropic({ keepCalls: false, answer });
console.log(server.url);
