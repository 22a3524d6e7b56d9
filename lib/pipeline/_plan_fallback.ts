import { describeValue } from "../core/describe_value.ts";
import { didYouMean } from "../core/did_you_mean.ts";
import { isMap } from "../core/is_map.ts";
import { type Block, blockOf } from "./block.ts";
import { Pending } from "./pending.ts";
import type { Place, Planning, StepPlace } from "./_planning.ts";
import { isOpenKind, Reference } from "./reference.ts";
import { namesSetBy } from "./_variables.ts";

/** What stands for a step's outputs when it has failed: steps of which the last one gives them, or the outputs themselves. */
export function planFallback(
  raw: unknown,
  outputs: Readonly<Record<string, string>>,
  planning: Planning,
  where: StepPlace,
  fill: (value: unknown, at: Place) => unknown,
): Block | Readonly<Record<string, unknown>> | null {
  const { at, id, around, place, report } = where;
  const names = Object.keys(outputs).filter((name) => name !== "*");
  if (names.length === 0) {
    report('field "fallback": the step puts nothing out that something could stand for', ["fallback"]);
    return null;
  }
  const [main] = names;
  if (!Array.isArray(raw)) {
    const given = isMap(raw) ? raw : { [main]: raw };
    for (const name of Object.keys(given).filter((name) => !names.includes(name))) {
      report(`field "fallback": the step has no output "${name}", ${didYouMean(name, names)}`, ["fallback", name]);
    }
    const filled = (isMap(raw) ? fill(given, ["fallback"]) : { [main]: fill(raw, ["fallback"]) }) as Record<
      string,
      unknown
    >;
    for (const [name, value] of Object.entries(filled)) checkKind(name, value, outputs[name], where);
    return filled;
  }
  const block = `${id}/fallback/`;
  const { steps } = planning.block(raw, planning, {
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
  if (last.outputs[main] !== outputs[main]) {
    report(`field "fallback": its last step must put out "${main}" (${outputs[main]})`, ["fallback"]);
  }
  const shared = names.filter((name) => last.outputs[name] === outputs[name]);
  return blockOf(steps, planning.maxParallel, {
    outputs: Object.fromEntries(shared.map((name) => [name, new Reference(last.id, name, outputs[name])])),
  });
}

/** Only an output of the same kind stands for a frame and the like. */
function checkKind(name: string, value: unknown, kind: string | undefined, { report }: StepPlace): void {
  if (kind === undefined || isOpenKind(kind)) {
    if (kind === undefined || !(value instanceof Reference) || value.isOpen) return;
    report(`field "fallback": "${name}" must be plain data, received ${value.toJSON()} (which is ${value.kind})`, [
      "fallback",
    ]);
  } else if (!(value instanceof Reference && value.kind === kind)) {
    const received = value instanceof Pending ? String(value.toJSON()) : describeValue(value);
    report(`field "fallback": "${name}" must be an earlier step's ${kind}, received ${received}`, ["fallback"]);
  }
}
