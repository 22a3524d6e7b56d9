import { z } from "zod";
import { AssayError } from "../core/assay_error.ts";
import { describeValue } from "../core/describe_value.ts";
import { isFrame, rowsOf } from "../data/frame.ts";
import { stepBlock } from "../pipeline/block.ts";
import { conditionField } from "../pipeline/planned_condition.ts";
import { type StepContext, stepType } from "../pipeline/step_type.ts";
import { askEach } from "../workbench/_ask_each.ts";
import { type Iteration, loopOutputs } from "./_iteration.ts";

const MOST_ITEMS = 1_000_000;
/** What `loop` knows besides the item. */
const TAKEN = ["index", "total", "count", "iteration", "first", "last", "level", "parent"];

const schema = z.strictObject({
  data_source: z.unknown().refine(
    (value) => value !== undefined && value !== null,
    "must be a list, a frame or a number",
  ),
  iterator: z.string().regex(/^[A-Za-z_]\w*$/, "must be letters, digits and _")
    .refine((name) => !TAKEN.includes(name) && name !== "__proto__", "must be a name that loops do not have themselves")
    .default("item"),
  steps: stepBlock(),
  parallel: z.boolean().default(false),
  max_parallel: z.int().min(1).max(1000).default(5),
  max_iterations: z.int().min(1).max(MOST_ITEMS).default(MOST_ITEMS),
  break_on_error: z.boolean().default(true),
  continue_condition: conditionField().optional(),
  break_condition: conditionField().optional(),
});

/**
 * Runs `steps` for each item of `data_source`: a list, the rows of a frame, the members of a map, or a count. Inside, the item
 * is named `{{ item }}` (or as `iterator` says), and `loop.index`, `first`, `last`, `total`, `level`, `parent` are known.
 *
 * Results stand in the order of the items, also with `parallel`. With `break_on_error: false` a failed iteration is recorded
 * with its reason and the others go on. An item for which `continue_condition` holds is passed over; `break_condition` is
 * tested after each iteration and ends the loop.
 */
export const forLoopStep = stepType({
  summary:
    "Run steps for each item of a list, each row of a frame, or a number of times; in order or at the same time.",
  schema,
  outputs: { results: "value", iterations: "value", success: "value", total_items: "value", completed_items: "value" },
  blocks: ({ iterator, parallel }) => [
    {
      at: ["steps"],
      iterator: typeof iterator === "string" ? iterator : "item",
      // A template may say so, too.
      isParallel: parallel !== undefined && parallel !== false,
    },
  ],
  conditions: ["continue_condition", "break_condition"],
  async run(options, context) {
    const { max_iterations: most, parallel, max_parallel: maxParallel } = options;
    const all = itemsOf(options.data_source);
    const items = all.slice(0, most);
    const iterations: (Iteration | undefined)[] = items.map(() => undefined);
    let end = items.length;
    const work = async (index: number) => {
      if (index >= end) return;
      const iteration = await iterate(items, index, options, context);
      iterations[index] = iteration;
      if (iteration.isLast) end = Math.min(end, index + 1);
    };
    await askEach(items.length, work, {
      concurrency: parallel ? maxParallel : 1,
      signal: context.signal,
      onDone: (done) => context.progress(done, items.length, options.iterator),
    });
    // What ran at the same time but comes after the break does not count.
    return loopOutputs(iterations.slice(0, end).flatMap((iteration) => iteration === undefined ? [] : [iteration]));
  },
});

async function iterate(
  items: readonly unknown[],
  index: number,
  { iterator, steps, break_on_error: breaks, break_condition, continue_condition }: z.output<typeof schema>,
  { runBlock, test }: StepContext,
): Promise<Iteration & { isLast?: boolean }> {
  const total = items.length;
  const item = items[index];
  const loop = {
    [iterator]: item,
    item,
    index,
    total,
    count: index + 1,
    first: index === 0,
    last: index === total - 1,
  };
  const passed = { index, item, success: true, skipped: true, results: {} };
  if (continue_condition !== undefined && test(continue_condition, { loop })) return passed;
  try {
    const after = await runBlock(steps, { loop, index });
    const isLast = after.ended === "break" || (break_condition !== undefined && test(break_condition, { after }));
    const skipped = after.ended === "continue";
    return { index, item, success: true, skipped, results: after.results, ...(isLast ? { isLast } : {}) };
  } catch (error) {
    const isOurs = error instanceof AssayError && error.code !== "interrupted" && error.code !== "over_limit";
    if (breaks || !isOurs) throw error;
    return { index, item, success: false, skipped: false, results: {}, error: error.message };
  }
}

function itemsOf(source: unknown): readonly unknown[] {
  if (isFrame(source)) return rowsOf(source);
  const list = Array.isArray(source)
    ? source
    : typeof source === "number" && Number.isInteger(source) && source >= 0 && source <= MOST_ITEMS
    ? Array.from({ length: source }, (_, i) => i)
    : source !== null && typeof source === "object"
    ? Object.entries(source).map(([key, value]) => ({ key, value }))
    : null;
  if (list !== null && list.length <= MOST_ITEMS) return list;
  const wanted = `a list, a frame, a map or a number, of at most ${MOST_ITEMS} items`;
  throw new AssayError("Cannot loop", {
    problems: [`data_source must be ${wanted}, received ${describeValue(source)}`],
  });
}
