import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { Block } from "./block.ts";
import { type Place, planBlock, type Planning, type StepPlace } from "./_plan_block.ts";
import { Reference } from "./reference.ts";
import { namesSetBy } from "./_variables.ts";

/** What stands for a step's outputs when it has failed: steps of which the last one gives them, or the outputs themselves. */
export function planFallback(
  raw: unknown,
  outputs: Readonly<Record<string, string>>,
  planning: Planning,
  { at, id, around, place, report }: StepPlace,
  fill: (value: unknown, at: Place) => unknown,
): Block | Readonly<Record<string, unknown>> | null {
  const names = Object.keys(outputs).filter((name) => name !== "*");
  if (!Array.isArray(raw)) {
    const given = isMap(raw) ? raw : { [names[0]]: raw };
    for (const name of Object.keys(given).filter((name) => !names.includes(name))) {
      report(`field "fallback": the step has no output "${name}", ${didYouMean(name, names)}`, ["fallback", name]);
    }
    return fill(given, ["fallback"]) as Record<string, unknown>;
  }
  const block = `${id}/fallback/`;
  const { steps } = planBlock(raw, planning, {
    at: [...at, "fallback"],
    id: block,
    label: `${place}: fallback: `,
    around: {
      ...around,
      blocks: [{ ...namesSetBy(raw, planning.registry), id: block, isLoop: false }, ...around.blocks],
    },
  });
  const last = steps.at(-1);
  if (last === undefined) return null;
  const [main] = names;
  if (main !== undefined && last.outputs[main] !== outputs[main]) {
    report(`field "fallback": its last step must put out "${main}" (${outputs[main]})`, ["fallback"]);
  }
  const shared = names.filter((name) => last.outputs[name] === outputs[name]);
  return new Block(steps, {
    needs: [...new Set(steps.flatMap(({ outside }) => outside))],
    maxParallel: planning.maxParallel,
    outputs: Object.fromEntries(shared.map((name) => [name, new Reference(last.id, name, outputs[name])])),
  });
}
