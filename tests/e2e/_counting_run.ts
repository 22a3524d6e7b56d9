/**
 * What `deno task run` does, with a model that asks a server on this machine:
 * `deno run _counting_run.ts PIPELINE WORKSPACE OUT URL ATTEMPT`. It goes on with the run of the workspace if there is one.
 */
import { join } from "@std/path";
import { environment } from "../../lib/cli/environment.ts";
import { openLedger } from "../../lib/cli/_ledger.ts";
import { recordEvents } from "../../lib/cli/_record_events.ts";
import { planFile } from "../../lib/cli/plan_file.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import { maskSecrets, secretsIn } from "../../lib/core/mask_secrets.ts";
import type { ModelRequest } from "../../lib/models/model.ts";
import { openCache } from "../../lib/pipeline/open_cache.ts";
import { newRunId, openRun, readRuns } from "../../lib/pipeline/run_record.ts";
import { runWorkflow } from "../../lib/pipeline/run_workflow.ts";

const [path, workspace, out, url, attempt] = Deno.args;
const model = {
  id: "test/counting",
  price: { input: 1, output: 1 },
  async generate({ messages, signal }: ModelRequest) {
    const body = messages[messages.length - 1].content;
    const response = await fetch(url, { method: "POST", body, headers: { attempt }, signal });
    const text = await response.text();
    if (!response.ok) throw new AssayError(`the server said ${response.status}: ${text}`, { code: "provider_failed" });
    return { text, model: "test/counting", usage: { inputTokens: 1, outputTokens: 1 } };
  },
};

const plan = await planFile(path, {});
// A kill before the manifest was there leaves nothing to go on with.
const begun = readRuns(workspace).find((run) => run.status !== "damaged");
const started = new Date();
const manifest = begun !== undefined && "manifest" in begun ? begun.manifest : {
  id: newRunId(plan.name, started),
  name: plan.name,
  path,
  digest: plan.digest,
  given: {},
  out,
  started: started.toISOString(),
  steps: plan.steps.length,
};
const folder = join(workspace, "runs", manifest.id);
const secrets = secretsIn(environment());
using record = openRun(workspace, manifest, { secrets });
using cache = openCache(join(workspace, "cache.sqlite"));
using effects = openCache(join(folder, "effects.sqlite"));
using ledger = openLedger(folder);
using events = recordEvents({ record, ledger, folder, secrets, level: "debug" });
await runWorkflow(plan, {
  ...events.handlers,
  out: manifest.out,
  cache,
  effects,
  before: ledger.before,
  mask: (text) => maskSecrets(text, secrets),
  open: () => ({ kind: "prompted", model }),
  facts: { execution_id: manifest.id, timestamp: manifest.started, date: manifest.started.slice(0, 10) },
});
events.finish();
record.note({ event: "finished", exitCode: 0 });
