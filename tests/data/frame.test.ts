import { assertEquals, assertThrows } from "@std/assert";
import { concatFrames, frameOf, selectRows } from "../../lib/data/frame.ts";

Deno.test("a column without any value is text, or numbers when that is said", () => {
  const frame = frameOf({ text: [null, null], score: [null, null] }, { numbers: ["score"] });
  assertEquals(frame.dtypes.map(String), ["DataType(String)", "DataType(Float64)"]);
});

Deno.test("columns of different lengths are refused with their lengths", () => {
  assertThrows(
    () => frameOf({ a: [1, 2], b: [1] }),
    RangeError,
    "all columns must have one length, received a (2), b (1)",
  );
});

Deno.test("a mask selects its rows in their order and leaves the frame as it was", () => {
  const frame = frameOf({ n: [1, 2, 3] });
  assertEquals(selectRows(frame, [true, false, true]).toRecords(), [{ n: 1 }, { n: 3 }]);
  assertEquals([frame.height, frame.columns], [3, ["n"]]);
});

Deno.test("frames are put below each other in their order", () => {
  const [one, two] = [frameOf({ n: [1], t: ["a"] }), frameOf({ n: [2], t: ["b"] })];
  assertEquals(concatFrames([one, two]).toRecords(), [{ n: 1, t: "a" }, { n: 2, t: "b" }]);
});
