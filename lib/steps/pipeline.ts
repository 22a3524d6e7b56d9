import { z } from "zod";
import { isMap } from "../core/is_map.ts";
import { stepBlock } from "../pipeline/block.ts";
import { stepType } from "../pipeline/step_type.ts";

const MOST_DEPTH = 10;

/**
 * Runs another pipeline: that of a `file`, or one written in place as `pipeline`, with `inputs` for its params.
 *
 * It puts out what the inner pipeline's `outputs` say, or what `outputs` here ask for (names of steps, or `{path, as}`), else
 * the main output of every inner step under the step's name, that of the last one first. Unless `config.inherit_context` is
 * set it sees nothing of the pipeline around it but its inputs; it never changes the variables outside.
 */
export const pipelineStep = stepType({
  summary: "Run another pipeline, of a file or written in place, with inputs for its params.",
  schema: z.strictObject({
    file: z.string().min(1).optional(),
    pipeline: stepBlock(),
    inputs: z.record(z.string(), z.unknown()).default({}),
    outputs: z.unknown().optional(),
    config: z.strictObject({
      inherit_context: z.boolean().default(false),
      max_depth: z.int().min(1).max(MOST_DEPTH).default(MOST_DEPTH),
    }).default({ inherit_context: false, max_depth: MOST_DEPTH }),
  }),
  outputs: {},
  nested({ file, pipeline, inputs, outputs, config }) {
    const { inherit_context: inherits, max_depth: depth } = isMap(config) ? config : {};
    return {
      file,
      inline: pipeline,
      inputs,
      outputs,
      inheritsContext: inherits === true,
      maxDepth: typeof depth === "number" ? Math.min(depth, MOST_DEPTH) : MOST_DEPTH,
    };
  },
  async run({ pipeline }, { runBlock }) {
    const { outputs } = await runBlock(pipeline);
    return { ...outputs };
  },
});
