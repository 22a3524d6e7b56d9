/**
 * What every room stands on: errors, checks, seeded randomness, digests, escaping, templates, expressions.
 * Imports nothing of the project.
 *
 * @module
 */
export { AssayError, type ErrorCode } from "./assay_error.ts";
export { canonicalJson } from "./canonical_json.ts";
export { checkFraction, checkInteger, checkSameLength } from "./checks.ts";
export { type Condition, conditionPaths, parseCondition, testCondition } from "./condition.ts";
export { describeValue } from "./describe_value.ts";
export { didYouMean } from "./did_you_mean.ts";
export { digest, digestJson } from "./digest.ts";
export { displayable, type MimeBundle } from "./displayable.ts";
export { drive, drivePolitely, turnTaker } from "./drive.ts";
export { escapeHtml, escapeMarkdown, visible } from "./escape.ts";
export { evaluateExpression } from "./evaluate_expression.ts";
export { formatCount, formatNumber, formatP } from "./format.ts";
export { isMap } from "./is_map.ts";
export { maskSecrets, secretsIn } from "./mask_secrets.ts";
export {
  type BinaryNode,
  type BinaryOperator,
  type CallNode,
  type Expression,
  type ExpressionNode,
  expressionPaths,
  parseExpression,
} from "./parse_expression.ts";
export {
  DEFAULT_SEED,
  type Random,
  random,
  randomBelow,
  type RandomBlocks,
  randomBlocks,
  shuffle,
  shuffled,
} from "./random.ts";
export { isInside, resolveInside } from "./resolve_inside.ts";
export type { Store } from "./store.ts";
export {
  bindTemplate,
  lookUp,
  parseTemplate,
  renderTemplate,
  type Scope,
  type Template,
  type TemplateBranch,
  type TemplateFilter,
  templateNames,
  type TemplateNode,
  templateOptionalPaths,
  templatePaths,
  type TemplateValue,
  templateValue,
  writeTemplate,
} from "./template.ts";
