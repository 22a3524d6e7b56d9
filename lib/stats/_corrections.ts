import { benjaminiHochberg } from "./benjamini_hochberg.ts";
import { benjaminiYekutieli } from "./benjamini_yekutieli.ts";
import { bonferroni } from "./bonferroni.ts";
import { hochberg } from "./hochberg.ts";
import { holm } from "./holm.ts";

/** How p-values are corrected for their number, by the names that pipelines use. */
export const CORRECTIONS = {
  holm,
  benjamini_hochberg: benjaminiHochberg,
  bonferroni,
  hochberg,
  benjamini_yekutieli: benjaminiYekutieli,
  none: (pValues: readonly number[]) => [...pValues],
} as const;

/** A correction by its name. */
export type Correction = keyof typeof CORRECTIONS;
