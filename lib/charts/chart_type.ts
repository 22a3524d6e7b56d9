/** A Vega-Lite specification: plain JSON, which a notebook draws. */
export type Chart = Readonly<Record<string, unknown>> & {
  /** What the chart shows, in one sentence, for those who cannot see it. */
  readonly description: string;
};
