import {
  bytesToClientValue,
  bytesToServerValue,
  trafficSample,
} from "../../history/sample-names.ts";
import type { Ensemble } from "../ensemble.ts";

/**
 * Records what went through each role's link, once all its connections are closed: messages that
 * were handled without it prove that the link was never in the path. A link that cannot say leaves
 * no numbers.
 */
export async function recordTraffic({ roles, recorder }: Ensemble): Promise<void> {
  for (const [role, link] of roles.links) {
    const traffic = await link.traffic();
    if (!traffic) continue;
    const { bytesToServer, bytesToClient } = traffic;
    recorder.record({
      kind: "sample",
      type: "info",
      process: role,
      sample: trafficSample,
      values: { [bytesToServerValue]: bytesToServer, [bytesToClientValue]: bytesToClient },
    });
  }
}
