import { waitUntil } from "../../clock.ts";
import { HarnessError, WaitTimeoutError } from "../../errors.ts";
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
  /** How many connections earlier faults on this link had closed. */
  readonly closedBefore: number;
  /** The fastest of some PINGs before the fault. */
  readonly calmRoundTripMs: number;
  readonly context: FaultContext;
}

/** Opens a probe connection on the link of a role. The caller closes it. */
export async function watchPath(role: string, context: FaultContext): Promise<WatchedPath> {
  const link = linkOf(role, context);
  const withheldBefore = await withheldBytes(link);
  const closedBefore = await closedByFault(link);
  // A link may still be opening its port when Redis has just come back from the fault before.
  const wait = { what: `the path of ${role} to work`, timeoutMs: workingLimitMs };
  const probe = await waitUntil(() => openProbeConnection(link.endpoint, context), {
    ...wait,
    signal: context.signal,
  }).catch((error: unknown) => {
    // The last answer of the path says more than the time of the wait.
    throw error instanceof WaitTimeoutError && error.cause ? error.cause : error;
  });
  const calmRoundTripMs = await fastestRoundTrip(probe);
  return { link, probe, withheldBefore, closedBefore, calmRoundTripMs, context };
}

const workingLimitMs = 2000;
/** A busy machine is late with some answers, but hardly with five in a row. */
const calmPings = 5;
const calmPingTimeoutMs = 2000;

async function fastestRoundTrip(probe: ProbeConnection): Promise<number> {
  let fastestMs = probe.state().roundTripMs ?? Infinity;
  for (let sent = 1; sent < calmPings; sent++) {
    const answer = await probe.ping({ timeoutMs: calmPingTimeoutMs });
    if (answer.kind !== "answer") break;
    fastestMs = Math.min(fastestMs, answer.roundTripMs);
  }
  return Number.isFinite(fastestMs) ? fastestMs : 0;
}

export function linkOf(role: string, { links }: FaultContext): Link {
  const link = links.get(role);
  if (link) return link;
  throw new HarnessError(`the fault plan names the role ${role}, which has no link`);
}

export async function withheldBytes(link: Link): Promise<number> {
  return (await link.traffic())?.withheldBytes ?? 0;
}

export async function closedByFault(link: Link): Promise<number> {
  return (await link.traffic())?.closedByFault ?? 0;
}
