import type { Evidence } from "../../history/operations/fault-operations.ts";
import type { BlackholeFault, StallFault } from "../../link/contract/network-fault.ts";
import { newConnectionsPass, redisAnswers, staysSilent, withholds } from "./path-evidence.ts";
import type { WatchedPath } from "./watched-path.ts";

/** The faults during which nothing passes. A black hole loses the bytes, and a stall keeps them. */
type SilenceFault = BlackholeFault | StallFault;

/** Names the fault: `stall`, `blackhole existing`, `stall connection 0,2 to-server`. */
export function silenceName({ kind, scope, direction, connections }: SilenceFault): string {
  const existing = scope === "existing" ? "existing" : undefined;
  return [
    kind,
    connections ? `connection ${connections.join(",")}` : existing,
    direction === "both" ? undefined : direction,
  ]
    .filter((word) => word !== undefined)
    .join(" ");
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
