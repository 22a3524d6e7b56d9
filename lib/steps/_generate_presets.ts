/** What a preset says where the step says nothing. */
export interface Preset {
  /** The model. */
  readonly model?: string;
  /** The model to ask when it fails. */
  readonly fallback_model?: string;
  /** The most turns of a conversation with tools. */
  readonly max_turns: number;
  /** Whether JSON is read from answers that are JSON; others stay texts. */
  readonly readsJson: boolean;
  /** The tools on offer. */
  readonly tools: readonly string[];
}

/** The presets by name. */
export const PRESETS = {
  development: {
    model: "sonnet",
    max_turns: 20,
    readsJson: true,
    tools: ["Write", "Edit", "Read", "Bash", "Search", "Glob", "Grep"],
  },
  production: { model: "opus", fallback_model: "sonnet", max_turns: 10, readsJson: true, tools: ["Read"] },
  analysis: { model: "opus", max_turns: 5, readsJson: true, tools: ["Read", "Glob", "Grep"] },
  chat: { max_turns: 15, readsJson: false, tools: [] },
  test: { max_turns: 3, readsJson: true, tools: ["Read"] },
} as const satisfies Record<string, Preset>;

/** The fields that a preset may fill. */
export interface Presettable {
  /** The preset that the step names. */
  readonly preset?: keyof typeof PRESETS;
  /** The model that it names. */
  readonly model?: string;
  /** The stand-in that it names. */
  readonly fallback_model?: string;
  /** The bound on turns that it names. */
  readonly max_turns?: number;
  /** The tools that it names. */
  readonly tools?: string[];
}

/** Fields with what they leave out: the step's own come first, then the preset's, then the type's default model. */
export function withPreset<Fields extends Presettable>(
  fields: Fields,
  options: { preset?: keyof typeof PRESETS; model?: string },
): Fields & { model: string; readsJson: boolean } {
  const name = fields.preset ?? options.preset;
  const preset: Preset | undefined = options.preset === undefined || name === undefined ? undefined : PRESETS[name];
  const model = fields.model ?? preset?.model ?? options.model ?? "";
  // A stand-in belongs to the preset's model; beside another one nobody has asked for it.
  const standIn = fields.fallback_model ?? (fields.model === undefined ? preset?.fallback_model : undefined);
  return {
    ...fields,
    model,
    fallback_model: standIn,
    max_turns: fields.max_turns ?? preset?.max_turns,
    tools: fields.tools ?? (preset === undefined ? undefined : [...preset.tools]),
    readsJson: preset?.readsJson ?? false,
  };
}
