import { HarnessError } from "../../errors.ts";
import type { Link } from "../../link/contract/link.ts";
import { openProbeConnection, type ProbeConnection } from "../../link/contract/probe-connection.ts";
import type { FaultContext } from "../contract/fault-definition.ts";

/**
 * The network path of one role, with a probe connection of the harness that was opened before the
 * fault. The evidence comes from this connection and from new ones, not from reports of the link.
 */
export interface WatchedPath {
  readonly link: Link;
  readonly probe: ProbeConnection;
  /** How many bytes earlier faults on this link had withheld. */
  readonly withheldBefore: number;
  /** The round trip of a PING before the fault. */
  readonly calmRoundTripMs: number;
  readonly context: FaultContext;
}

/** Opens a probe connection on the link of a role. The caller closes it. */
export async function watchPath(role: string, context: FaultContext): Promise<WatchedPath> {
  const link = linkOf(role, context);
  const withheldBefore = await withheldBytes(link);
  const probe = await openProbeConnection(link.endpoint, context);
  const calmRoundTripMs = probe.state().roundTripMs ?? 0;
  return { link, probe, withheldBefore, calmRoundTripMs, context };
}

export function linkOf(role: string, { links }: FaultContext): Link {
  const link = links.get(role);
  if (link) return link;
  throw new HarnessError(`the fault plan names the role ${role}, which has no link`);
}

export async function withheldBytes(link: Link): Promise<number> {
  return (await link.traffic())?.withheldBytes ?? 0;
}
