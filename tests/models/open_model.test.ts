import { assertEquals, assertThrows } from "@std/assert";
import { AssayError } from "../../lib/core/assay_error.ts";
import { checkModel, MODEL_IDS, openModel, REPLAY } from "../../lib/models/open_model.ts";

Deno.test("openModel finds each model that it lists, sorted, under its own id", () => {
  assertEquals(MODEL_IDS, MODEL_IDS.toSorted());
  for (const id of MODEL_IDS.filter((id) => id !== REPLAY)) {
    const opened = openModel(id);
    const own = opened.kind === "prompted" ? opened.model.id : opened.fit(["x", "y"], ["a", "b"]).id;
    assertEquals(own, id);
  }
});

Deno.test("openModel tells what is prompted and what is trained", () => {
  const kinds = ["local/nearest", "local/majority", "local/naive_bayes"].map((id) => openModel(id).kind);
  assertEquals(kinds, ["prompted", "trained", "trained"]);
});

Deno.test("openModel suggests the nearest id for an unknown one", () => {
  const problems = (id: string) =>
    (assertThrows(() => openModel(id), AssayError, "Cannot open the model") as AssayError).problems;
  assertEquals(problems("local/nearst"), ['unknown model "local/nearst", did you mean "local/nearest"?']);
  assertEquals(problems("local/naive-bayes"), ['unknown model "local/naive-bayes", did you mean "local/naive_bayes"?']);
  assertEquals(problems("x"), [`unknown model "x", known: ${MODEL_IDS.join(", ")}`]);
});

Deno.test("openModel says of hosted models who opens them", () => {
  for (const id of ["anthropic/model", "google/model", "openai/model"]) {
    assertThrows(() => openModel(id), AssayError, "hosted models are opened by modelOpener");
  }
});

Deno.test("openModel knows no ids that every object has", () => {
  for (const id of ["constructor", "__proto__", "toString", ""]) {
    assertThrows(() => openModel(id), AssayError, "unknown");
  }
});

Deno.test("checkModel is silent for a known id and throws otherwise", () => {
  assertEquals(checkModel("local/majority"), undefined);
  assertThrows(() => checkModel("local/Majorit"), AssayError, 'did you mean "local/majority"?');
});
