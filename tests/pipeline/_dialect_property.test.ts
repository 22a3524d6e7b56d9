import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { normaliseWorkflow } from "../../lib/pipeline/dialect.ts";

const TYPES =
  "generate claude claude_smart claude_session claude_extract claude_batch claude_robust parallel_claude gemini gemini_instructor for_loop while_loop switch set_variable pipeline data_transform file_ops checkpoint eval_gate break continue command load validate nonsense"
    .split(" ");
const OPERATIONS = "filter map aggregate group_by join sort unique flatten slice extract transform query".split(" ");
const FIELDS =
  `id task_id step name role type description condition when if while depends_on dependsOn after requires needs
output_file output_to_file schema output_schema timeout_ms timeout timeout_seconds continue_on_error on_error
retry_on_error retry retry_config max_retries max_attempts backoff_strategy base_delay_ms retry_conditions
fallback_action over items in as item data_source iterator body do steps ordered_results value on expression cases
default scope variable variables pipeline pipeline_file path ref file inputs with params input_source source input
operations operation lazy output_field field by key group_by functions function aggregations aggregates mapping
left_field right_source join_key join_type right how start end limit order direction frames config checkpoint_name
claude_options options token_budget gemini_token_budget model_config model fallback_model temperature
max_tokens tools allowed_tools system system_prompt append_system_prompt session session_id resume_session
session_config session_name persist prompt prompt_parts prompt_template parallel_tasks tasks instances prompts
batch_config batch_size max_parallel timeout_per_task consolidate_results extraction_config extraction
use_content_extractor gemini_functions print verbose output_format preset streaming $if $then __proto__ constructor
defaults claude_model gemini_model limits cost_limits max_cost_per_run action_on_exceed resource_limits
token_management models environment debug_level global_vars input_schema properties required enum minimum title
output_dir checkpoint_enabled claude_auth fallback parameters content text extract`.split(/\s+/);
const WORDS = ["x", "a.b", "previous_response:x:y", "s:t", "{{ steps.x }}", "string", "float[]", "pause", "local", "5"];

const { value } = fc.letrec<{ value: unknown; map: unknown; list: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, false, 0, 3, 2500, NaN, "", ...WORDS, ...TYPES),
    tie("map"),
    tie("list"),
  ),
  list: fc.array(tie("value"), { maxLength: 3 }),
  map: fc.array(fc.tuple(fc.constantFrom(...FIELDS), tie("value")), { maxLength: 5 }).map(Object.fromEntries),
}));
const map = fc.array(fc.tuple(fc.constantFrom(...FIELDS), value), { maxLength: 6 }).map(Object.fromEntries);
const operation = fc.tuple(map, fc.constantFrom(...OPERATIONS)).map(([rest, operation]) => ({ ...rest, operation }));
const step = fc.tuple(map, fc.constantFrom(...TYPES), fc.array(operation, { maxLength: 2 }), fc.boolean())
  .map(([rest, type, operations, has]) => ({ ...rest, type, ...(has ? { operations } : {}) }));
const loop = fc.tuple(step, fc.array(step, { maxLength: 2 })).map(([rest, steps]) => ({ ...rest, steps }));
const root = fc.tuple(map, map, fc.array(fc.oneof(step, loop), { maxLength: 4 }))
  .map(([rest, defaults, steps]) => ({ ...rest, defaults, steps }));

function frozen<Value>(one: Value): Value {
  if (one !== null && typeof one === "object" && !Object.isFrozen(one)) {
    Object.freeze(one);
    for (const inner of Object.values(one)) frozen(inner);
  }
  return one;
}

Deno.test("whatever a pipeline holds, it is normalised without throwing or changing it, and twice is as once", () => {
  fc.assert(
    fc.property(root, (one) => {
      const first = normaliseWorkflow(frozen(one as Record<string, unknown>));
      const second = normaliseWorkflow(frozen(first.root));
      assertEquals(second.root, first.root);
      for (const { text, at } of first.problems) assert(text.length > 0 && Array.isArray(at));
    }),
    { numRuns: 4000, seed: 20260101 },
  );
});

Deno.test("wrong shapes of any field never throw, at the root, in defaults, in steps, in tasks and in operations", () => {
  for (const shape of [null, undefined, [], [null], [[]], 0, -1, NaN, true, "", "x", {}, { x: null }, new Date(0)]) {
    for (const field of FIELDS) {
      const wrong = Object.fromEntries([[field, shape]]);
      const steps = TYPES.map((type) => ({ name: `a_${type}`, type, ...wrong }));
      const tasks = { name: "t", type: "parallel_claude", tasks: [wrong, { claude_options: wrong }], options: wrong };
      const operations = OPERATIONS.map((operation) => ({ operation, ...wrong }));
      const transform = { name: "d", type: "data_transform", operations };
      for (const one of [wrong, { defaults: wrong, steps: [...steps, tasks, transform] }]) {
        const first = normaliseWorkflow(one).root;
        assertEquals(normaliseWorkflow(first).root, first);
      }
    }
  }
});
