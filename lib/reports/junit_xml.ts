import { escapeHtml } from "../core/escape.ts";
import type { Gate } from "./report_input.ts";

/**
 * The gates of a run as JUnit XML, which CI systems show: one test case a condition.
 *
 * A failed condition is a `failure`, an inconclusive one an `error` of type "inconclusive", since more items could decide it
 * either way. Gates that only warn are `skipped` where they do not pass. It holds no time, so that equal runs give equal files.
 *
 * @param name the pipeline's name
 * @param gates the gates
 * @returns the document, with a final line break
 *
 * @example
 * ```ts
 * import { assertStringIncludes } from "@std/assert";
 *
 * const checks = [{ condition: "accuracy >= 0.8", verdict: "fail", reason: "0.7" }] as const;
 * const gate = { name: "good", verdict: "fail", onFailure: "fail", checks } as const;
 * assertStringIncludes(junitXml("x", [gate]), '<testsuites name="x" tests="1" failures="1" errors="0" skipped="0">');
 * ```
 */
export function junitXml(name: string, gates: readonly Gate[]): string {
  const cases = gates.flatMap((gate) =>
    gate.checks.map((check) => ({ gate, check, element: elementOf(gate, check.verdict) }))
  );
  const count = (of: typeof cases) => {
    const number = (element: string) => of.filter((one) => one.element === element).length;
    return `tests="${of.length}" failures="${number("failure")}" errors="${number("error")}" skipped="${
      number("skipped")
    }"`;
  };
  const suites = gates.map((gate) => {
    const own = cases.filter((one) => one.gate === gate);
    const lines = own.map(({ check, element }) => {
      const start = `    <testcase classname="${escapeHtml(`${name}.${gate.name}`)}" name="${
        escapeHtml(check.condition)
      }"`;
      if (element === null) return `${start}/>`;
      const type = element === "skipped" ? "" : ` type="${check.verdict === "fail" ? "gate" : "inconclusive"}"`;
      return `${start}>\n      <${element} message="${
        escapeHtml(`${check.verdict}: ${check.reason}`)
      }"${type}/>\n    </testcase>`;
    });
    return `  <testsuite name="${escapeHtml(gate.name)}" ${count(own)}>\n${lines.join("\n")}\n  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escapeHtml(name)}" ${count(cases)}>\n${
    suites.join("")
  }</testsuites>\n`;
}

function elementOf({ onFailure }: Gate, verdict: Gate["verdict"]): "failure" | "error" | "skipped" | null {
  if (verdict === "pass") return null;
  if (onFailure === "warn") return "skipped";
  return verdict === "fail" ? "failure" : "error";
}
