import type { Recorder } from "../../history/recorder.ts";
import {
  bytesToClientValue,
  bytesToServerValue,
  trafficSample,
} from "../../history/sample-names.ts";
import type { Link } from "../../link/contract/link.ts";

/**
 * Records the bytes that passed each role's link. Call it when all connections are closed. If a role
 * handled messages although no bytes passed its link, the link was never in its path. A link that
 * cannot count leaves no numbers.
 */
export async function recordTraffic(
  links: ReadonlyMap<string, Link>,
  recorder: Pick<Recorder, "record">,
): Promise<void> {
  for (const [role, link] of links) {
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
