import { assertEquals } from "@std/assert";
import { exitCodeOfError, exitCodeOfGates } from "../../lib/cli/exit_codes.ts";
import { AssayError } from "../../lib/core/assay_error.ts";
import type { Gate, GateVerdict } from "../../lib/reports/report_input.ts";

const gate = (verdict: GateVerdict, onFailure: Gate["onFailure"] = "fail"): Gate => ({
  name: "g",
  verdict,
  onFailure,
  checks: [],
});

const CASES: readonly (readonly [string, readonly Gate[], number, number])[] = [
  ["no gate", [], 0, 0],
  ["a gate that passes", [gate("pass")], 0, 0],
  ["a gate that fails", [gate("pass"), gate("fail")], 1, 1],
  ["an inconclusive gate", [gate("pass"), gate("inconclusive")], 0, 3],
  ["a failed and an inconclusive gate", [gate("inconclusive"), gate("fail")], 1, 1],
  ["gates that only warn", [gate("fail", "warn"), gate("inconclusive", "warn")], 0, 0],
  ["a gate that warns beside an inconclusive one", [gate("fail", "warn"), gate("inconclusive")], 0, 3],
];
for (const [name, gates, plain, ci] of CASES) {
  Deno.test(`${name} calls for code ${plain}, and for ${ci} with --ci`, () => {
    assertEquals([exitCodeOfGates(gates, { ci: false }), exitCodeOfGates(gates, { ci: true })], [plain, ci]);
  });
}

Deno.test("each kind of error has its code, and anything else is a fault of the program", () => {
  const codes = (["bad_input", "provider_failed", "interrupted"] as const).map((code) =>
    exitCodeOfError(new AssayError("x", { code }))
  );
  assertEquals(codes, [2, 4, 130]);
  assertEquals([new TypeError("x"), "text", undefined].map(exitCodeOfError), [70, 70, 70]);
});
