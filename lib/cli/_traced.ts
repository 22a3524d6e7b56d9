import type { OpenedModel } from "../models/open_model.ts";
import { callAttributes, type Telemetry } from "../pipeline/telemetry.ts";

/**
 * A model whose exchanges are told to a collector; when nobody collects, the model itself.
 *
 * @param opened the model
 * @param telemetry where spans and metrics go
 * @returns the model
 */
export function traced(opened: OpenedModel, telemetry: Telemetry): OpenedModel {
  if (!telemetry.isOn || opened.kind !== "prompted") return opened;
  const { model } = opened;
  const [provider, ...rest] = model.id.split("/");
  const call = { provider, model: rest.join("/") };
  return {
    kind: "prompted",
    model: {
      id: model.id,
      price: model.price,
      generate: (request) =>
        telemetry.span(`chat ${call.model}`, callAttributes(call), async (span) => {
          const start = performance.now();
          const seconds = () => (performance.now() - start) / 1000;
          try {
            const response = await model.generate(request);
            telemetry.recordCall({ ...call, ...response.usage, seconds: seconds(), span });
            return response;
          } catch (error) {
            telemetry.recordCall({ ...call, seconds: seconds(), error, span });
            throw error;
          }
        }),
    },
  };
}
