/**
 * The house's rules for imports, as a plugin of `deno lint`: rooms import downward only, a file is imported and not a barrel,
 * and each outside package enters by one door. Circles cannot arise between rooms when all imports go down; within a room the
 * contract test looks for them.
 */

/** What each room may import, besides itself. */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  stats: ["core"],
  metrics: ["core", "stats"],
  data: ["core"],
  models: ["core"],
  prompts: ["core"],
  charts: ["core", "stats"],
  reports: ["core", "stats", "metrics", "charts"],
  pipeline: ["core", "models"],
  workbench: ["core", "stats", "metrics", "data", "models", "prompts", "charts", "reports"],
  steps: ["core", "stats", "metrics", "data", "models", "prompts", "charts", "reports", "pipeline", "workbench"],
  testing: [
    "core",
    "stats",
    "metrics",
    "data",
    "models",
    "prompts",
    "charts",
    "reports",
    "pipeline",
    "workbench",
    "steps",
  ],
  cli: ["core", "stats", "metrics", "data", "models", "prompts", "charts", "reports", "pipeline", "workbench", "steps"],
};

/** By which files an outside package may enter: a folder, or one file. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  "@anthropic-ai/sdk": ["lib/models/_anthropic_client.ts"],
  "@google/generative-ai": ["lib/models/_google_"],
  "@opentelemetry/api": ["lib/pipeline/telemetry.ts"],
  bullmq: ["lib/models/_redis_desk.ts", "lib/models/serve_models.ts"],
  ioredis: ["lib/models/_redis_queue.ts", "lib/models/_shared_limit.ts"],
  "cli-progress": ["lib/cli/progress.ts"],
  commander: ["lib/cli/main.ts"],
  "nodejs-polars": ["lib/data/"],
  ajv: [],
  vega: ["lib/charts/render_svg.ts"],
  "vega-lite": ["lib/charts/render_svg.ts"],
  yaml: ["lib/pipeline/locate.ts", "lib/cli/_migrate_yaml.ts"],
};

/**
 * What is wrong with an import, or null.
 *
 * @param file the importing file, from the repository's root: "lib/stats/holm.ts"
 * @param specifier what it imports
 * @returns the complaint
 */
export function importProblem(file: string, specifier: string): string | null {
  const doors = DOORS[specifier];
  if (doors !== undefined && file.startsWith("lib/") && !doors.some((door) => file.startsWith(door))) {
    return `${specifier} enters the project only by ${doors.join(", ") || "its tests"}`;
  }
  if (!specifier.startsWith(".")) return null;
  const target = new URL(specifier, `file:///${file}`).pathname.slice(1);
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === null) return null;
  if (to === null) return target === "deno.json" ? null : `lib/ may not import ${target}`;
  if (!(from in ROOMS)) return `the room lib/${from} is not in the table of rooms`;
  if (target.endsWith("/mod.ts") && !(["cli", "testing"].includes(from) && target === "lib/steps/mod.ts")) {
    return `import the file, not the barrel ${target}`;
  }
  if (from === to || ROOMS[from].includes(to)) return null;
  const allowed = ROOMS[from].length === 0 ? "nothing" : ROOMS[from].join(", ");
  return `lib/${from} may import ${allowed}; received lib/${to}`;
}

function roomOf(path: string): string | null {
  return /^lib\/([^/]+)\//.exec(path)?.[1] ?? null;
}

const plugin: Deno.lint.Plugin = {
  name: "assay",
  rules: {
    layers: {
      create(context) {
        const file = context.filename.replaceAll("\\", "/").replace(/^.*\/(?=lib\/[^/]+\/[^/]+\.ts$)/, "");
        const check = (node: Deno.lint.Node & { source?: Deno.lint.Node | null }) => {
          const source = node.source as { type: string; value?: unknown } | null | undefined;
          if (source?.type !== "Literal" || typeof source.value !== "string") return;
          const problem = importProblem(file, source.value);
          if (problem !== null) context.report({ node, message: problem });
        };
        return {
          ImportDeclaration: check,
          ImportExpression: check,
          ExportNamedDeclaration: check,
          ExportAllDeclaration: check,
        };
      },
    },
  },
};

export default plugin;
