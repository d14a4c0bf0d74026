import type { RunningRedis } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import { probeConnect } from "../../link/contract/probe-connection.ts";

const probeTimeoutMs = 500;

/** Sends a PING straight to Redis, past every link. */
export function probeDirectly(redis: RunningRedis, signal: AbortSignal) {
  return probeConnect(redis.endpoint(), { timeoutMs: probeTimeoutMs, signal });
}

/** Sees whether Redis turns new connections away. */
export async function refusesConnections(
  redis: RunningRedis,
  signal: AbortSignal,
): Promise<Evidence> {
  const answer = await probeDirectly(redis, signal);
  // A port published by Docker accepts and then closes, because its proxy outlives the server.
  const seen = answer.kind === "refused" || answer.kind === "closed";
  return { what: "direct connections were turned away", seen, detail: answer.kind };
}

/** Sees whether Redis accepts a connection and then stays silent. */
export async function leavesUnanswered(
  redis: RunningRedis,
  signal: AbortSignal,
): Promise<Evidence> {
  const answer = await probeDirectly(redis, signal);
  const seen = answer.kind === "no-answer";
  return { what: "a direct PING stayed unanswered", seen, detail: answer.kind };
}
