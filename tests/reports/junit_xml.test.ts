import { assertEquals, assertFalse } from "@std/assert";
import { junitXml } from "../../lib/reports/junit_xml.ts";
import type { Gate } from "../../lib/reports/report_input.ts";

const check = (condition: string, verdict: Gate["verdict"]) => ({
  condition,
  verdict,
  reason: `because of ${condition}`,
});

Deno.test("a condition that holds is a plain case, a failed one a failure, an inconclusive one an error", () => {
  const checks = [check("a >= 1", "pass"), check("b >= 2", "fail"), check("c >= 3", "inconclusive")];
  assertEquals(
    junitXml("pipe", [{ name: "gate", verdict: "fail", onFailure: "fail", checks }]),
    `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="pipe" tests="3" failures="1" errors="1" skipped="0">
  <testsuite name="gate" tests="3" failures="1" errors="1" skipped="0">
    <testcase classname="pipe.gate" name="a &gt;= 1"/>
    <testcase classname="pipe.gate" name="b &gt;= 2">
      <failure message="fail: because of b &gt;= 2" type="gate"/>
    </testcase>
    <testcase classname="pipe.gate" name="c &gt;= 3">
      <error message="inconclusive: because of c &gt;= 3" type="inconclusive"/>
    </testcase>
  </testsuite>
</testsuites>
`,
  );
});

Deno.test("a gate that only warns is skipped where it does not pass", () => {
  const gate: Gate = {
    name: "g",
    verdict: "fail",
    onFailure: "warn",
    checks: [check("a", "fail"), check("b", "pass")],
  };
  const xml = junitXml("p", [gate]);
  assertEquals([xml.includes('failures="0" errors="0" skipped="1"'), xml.includes("<skipped message=")], [true, true]);
});

Deno.test("names and reasons are escaped, and a run without gates is a document too", () => {
  const hostile = `"/><script>&'\u0007\u202e`;
  const xml = junitXml(hostile, [{
    name: hostile,
    verdict: "fail",
    onFailure: "fail",
    checks: [check(hostile, "fail")],
  }]);
  assertFalse(["<script", "\u0007", "\u202e", `=""/>`].some((text) => xml.includes(text)), xml);
  assertEquals(junitXml("p", []).split("\n")[1], '<testsuites name="p" tests="0" failures="0" errors="0" skipped="0">');
});
