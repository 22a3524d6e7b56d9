import { z } from "zod";
import { ASK_FIELDS, ASK_OUTPUTS, PROMPT, SESSION } from "./_generate_fields.ts";
import { annotate } from "./_generate_annotate.ts";
import { readyPrompt } from "./_generate_prompt.ts";
import { answerOutputs, askInSession, readerOf, rowOutputs, runAsk, sessionName } from "./_generate_run.ts";
import { modelStep } from "./_generate_step.ts";

const { repeats: _, max_concurrency: __, session: ___, batch: _____, ...fields } = ASK_FIELDS;

const SETTINGS = z.strictObject({
  name: SESSION.optional(),
  persist: z.boolean().default(true),
  include_last_n: z.int().min(1).max(1000).optional(),
  task: z.string().min(1).optional(),
  batch_size: z.int().min(1).max(1000).default(10),
});

/**
 * Goes on with a conversation that is kept in `sessions/NAME.json` of the run's folder; steps that name the same session share
 * it. With `input`, each batch of rows is a turn, so that annotation goes on where it was interrupted.
 */
export const claudeSessionStep = modelStep({
  summary: "Go on with a conversation, or annotate the rows of a frame in one, batch by batch.",
  schema: z.strictObject({
    ...fields,
    prompt: PROMPT.optional(),
    session: SETTINGS.prefault({}),
  }).superRefine(({ prompt, session, input }, context) => {
    if (prompt !== undefined || (session.task !== undefined && input !== undefined)) return;
    context.addIssue({ code: "custom", path: ["prompt"], message: "must be given, or input with session.task" });
  }),
  outputs: { ...ASK_OUTPUTS, session_id: "text", turns: "value", claude_session_metadata: "value" },
  model: "sonnet",
  previous: { field: "prompt", unless: ["input"] },
  preset: "analysis",
  async run({ session, ...rest }, context) {
    const name = sessionName(session.name ?? context.name);
    const all = { ...rest, prompt: rest.prompt ?? "", session: undefined, repeats: 1, max_concurrency: 1 };
    const about = (turns: number | null) => ({
      session_id: name,
      turns,
      claude_session_metadata: { session_id: name, session_name: name, session_persisted: session.persist },
    });
    const prompt = await readyPrompt(all.prompt, {
      folder: context.folder,
      out: context.out,
      hasRows: all.input !== undefined,
    });
    if (all.input !== undefined) {
      const { rows, turns } = await annotate(all, prompt, context, { ...session, name });
      return { ...rowOutputs(rows, all), ...about(turns) };
    }
    if (!session.persist) return { ...await runAsk(all, context), ...about(null) };
    const text = [session.task, prompt.fill({})].filter((part) => part !== undefined).join("\n\n");
    const lastTurns = session.include_last_n;
    const { answer, turns } = await askInSession(all, text, context, { name, part: 0, lastTurns, read: readerOf(all) });
    return { ...answerOutputs([{ answer }], all), ...about(turns) };
  },
});
