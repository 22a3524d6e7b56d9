import type { Model, ModelRequest } from "../../lib/models/model.ts";
import type { OpenedModel } from "../../lib/models/open_model.ts";

/** The blocks of a question to a judge, by name, as a reader finds them: each from its first line to the next such end. */
export function blocksOf(prompt: string): Record<string, string> {
  const blocks: Record<string, string> = {};
  let rest = prompt;
  for (let open = OPEN.exec(rest); open !== null; open = OPEN.exec(rest)) {
    const [line, name, tag] = open;
    const from = open.index + line.length + 1;
    const end = `\n<<<END ${name} ${tag}>>>`;
    const to = rest.indexOf(end, from - 1);
    blocks[name] = rest.slice(from, Math.max(from, to));
    rest = rest.slice(to + end.length);
  }
  return blocks;
}

const OPEN = /^<<<((?!END )[A-Z ]+) ([0-9a-f]{12})>>>$/m;

/** What a request asks, also where it asks again. */
export function promptOf({ messages }: ModelRequest): string {
  return messages[0].content;
}

/** A judge that says what a function makes of the blocks, after a number of turns of the loop, and keeps what it was asked. */
export function judgeOf(
  says: (blocks: Record<string, string>, request: ModelRequest, call: number) => unknown,
  { id = "anthropic/judge", turns = () => 0 }: { id?: string; turns?: (call: number) => number } = {},
): { open: (id: string) => OpenedModel; asked: ModelRequest[]; model: Model } {
  const asked: ModelRequest[] = [];
  const model: Model = {
    id,
    async generate(request) {
      const call = asked.length;
      asked.push(request);
      for (let i = 0; i < turns(call); i++) await Promise.resolve();
      const said = says(blocksOf(promptOf(request)), request, call);
      if (said instanceof Error) throw said;
      return {
        text: typeof said === "string" ? said : JSON.stringify(said),
        model: id,
        usage: { inputTokens: 10, outputTokens: 2 },
      };
    },
  };
  return { open: () => ({ kind: "prompted", model }), asked, model };
}
