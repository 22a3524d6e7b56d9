import { assertEquals } from "@std/assert";
import { flattenStructs } from "../../lib/data/flatten_structs.ts";
import { frameOf } from "../../lib/data/frame.ts";

Deno.test("a frame without nested objects stays as it is", () => {
  const frame = frameOf({ b: [1], a: ["x"] });
  assertEquals(flattenStructs(frame).toRecords(), [{ b: 1, a: "x" }]);
  assertEquals(flattenStructs(frame).columns, ["b", "a"]);
});
