import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { BlackholeFault, StallFault } from "../../link/contract/network-fault.ts";
import { connectionsOf, ownerOf } from "./network-definition.ts";
import { newConnectionsPass, redisAnswers, staysSilent, withholds } from "./path-evidence.ts";
import type { WatchedPath } from "./watched-path.ts";

/** The faults during which nothing passes. A black hole loses the bytes, and a stall keeps them. */
type SilenceFault = BlackholeFault | StallFault;

/** Names the fault: `stall on every connection`, `blackhole to the client on open connections of publisher-0`. */
export function silenceName({ kind, direction, ...which }: SilenceFault, role: string): string {
  const towards = direction === "both" ? "" : ` ${direction.replace("to-", "to the ")}`;
  return `${kind}${towards} on ${silentConnections(which, role)}`;
}

function silentConnections(
  { scope, connections }: Pick<SilenceFault, "scope" | "connections">,
  role: string,
): string {
  if (connections || scope === "all") return connectionsOf(role, connections);
  return `open connections of ${ownerOf(role)}`;
}

/** Returns whether it spares connections that are opened later, so that a reconnect gets round it. */
export function sparesNewConnections({ scope }: SilenceFault): boolean {
  return scope === "existing";
}

export async function wentSilent(
  path: WatchedPath,
  fault: SilenceFault,
): Promise<readonly Evidence[]> {
  const alive = await redisAnswers(path);
  if (fault.connections) return [alive, await newConnectionsPass(path), await withholds(path)];
  const silent = await staysSilent(path);
  if (!sparesNewConnections(fault)) return [alive, silent];
  return [alive, silent, await newConnectionsPass(path)];
}
