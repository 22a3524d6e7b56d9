import { Draft } from "./_dialect_draft.ts";
import { type Aliases, type Field, isPlain } from "./_dialect_fields.ts";
import { spreadOptions } from "./_dialect_model.ts";
import { secondsOf } from "./_dialect_flow.ts";

const TASK_LISTS: Readonly<Record<string, readonly string[]>> = {
  parallel_claude: ["parallel_tasks", "instances", "prompts"],
  claude_batch: ["parallel_tasks", "prompts"],
};
const CONCURRENCY: Readonly<Record<string, Aliases>> = {
  parallel_claude: { max_concurrency: ["max_parallel"] },
  claude_batch: { max_concurrency: ["max_parallel", "batch_size"] },
};

/**
 * Gathers the tasks of a step that asks a model several things, and says how they run.
 *
 * @param draft the step
 * @param normalise normalises one task
 */
export function normaliseTasks(draft: Draft, normalise: (task: Draft) => void): void {
  const type = String(draft.get("type"));
  if (!Object.hasOwn(TASK_LISTS, type)) return;
  for (const name of ["tasks", ...TASK_LISTS[type]]) {
    const field = draft.fields.get(name);
    const tasks = field === undefined ? null : tasksOf(field, draft, normalise);
    if (tasks === null) continue;
    draft.take(name);
    draft.offer("tasks", { ...field!, value: tasks });
  }
  draft.rename(CONCURRENCY[type]);
  draft.convert("timeout_per_task_ms", "timeout_per_task_seconds", (value) => {
    return typeof value === "number" ? value / 1000 : undefined;
  });
  draft.convert("timeout_per_task", "timeout_per_task_seconds", secondsOf);
}

function tasksOf(field: Field, draft: Draft, normalise: (task: Draft) => void): unknown[] | null {
  const from = field.from ?? [];
  const isList = Array.isArray(field.value);
  if (!isList && !(isPlain(field.value) && Object.values(field.value).every(isTask))) return null;
  const entries = Object.entries(field.value as object).map(([key, task]) => [isList ? Number(key) : key, task]);
  const taken = new Set(entries.map(([key, task]) => isPlain(task) ? ownId(task) ?? key : key));
  const tasks = entries.map(([key, task], i) => {
    const given = typeof task === "string" ? { prompt: task } : task;
    if (!isPlain(given)) return given;
    const name = `tasks[${typeof key === "number" ? key : JSON.stringify(key)}]`;
    const one = Draft.of(given, draft.inside([...from, key], name));
    if (given !== task) one.fields.set("prompt", { value: task, from: [] });
    if (one.get("type") !== "pipeline") spreadOptions(one);
    nameTask(one, typeof key === "string" ? key : null, freeId(given, i, taken));
    normalise(one);
    return one.close();
  });
  if (!isList) draft.site.findings.written.set(tasks, Object.fromEntries(entries.map(([key], i) => [i, [key]])));
  return tasks;
}

function isTask(value: unknown): boolean {
  return isPlain(value) || typeof value === "string";
}

function ownId(task: Readonly<Record<string, unknown>>): unknown {
  return task.id ?? task.task_id ?? task.name;
}

function nameTask(task: Draft, key: string | null, free: () => string): void {
  if (key !== null) task.offer("id", { value: key, from: [] });
  task.rename({ id: ["task_id"] });
  if (!task.fields.has("id")) task.rename({ id: ["name"] });
  if (!task.fields.has("id")) task.offer("id", { value: free(), from: task.fields.get("role")?.from ?? null });
}

/** A task without id is called by its role, or by its number. */
function freeId({ role }: Readonly<Record<string, unknown>>, i: number, taken: Set<unknown>): () => string {
  return () => {
    const word = typeof role === "string" ? role.trim().replace(/[^\w-]+/g, "_").replace(/^_|_$/g, "") : "";
    const base = /^[A-Za-z_]/.test(word) ? word : `task_${i + 1}`;
    let id = base;
    for (let n = 2; taken.has(id); n++) id = `${base}_${n}`;
    taken.add(id);
    return id;
  };
}
