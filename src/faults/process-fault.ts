import type { RedisIdentity, RunningRedis } from "../fixtures/redis/redis.ts";
import type { Evidence } from "../history/operations/fault-operations.ts";
import { probeConnect } from "../link/contract/probe-connection.ts";
import type { Fault, FaultContext } from "./fault.ts";

type ProcessFault = Pick<Fault, "instantaneous" | "inject" | "verifyInForce" | "heal">;

const probeTimeoutMs = 500;

/** Redis dies under load and is started again on its data. */
export function createKillFault(
  signal: "SIGTERM" | "SIGKILL",
  { redis, linksFollow, signal: abort }: FaultContext,
): ProcessFault {
  let before: RedisIdentity | undefined;
  return {
    instantaneous: false,
    async inject() {
      before = await redis.identity();
      await redis.kill(signal);
      return [await refusesConnections(redis, abort)];
    },
    async verifyInForce() {
      const stillAway = await refusesConnections(redis, abort);
      return [{ ...stillAway, what: "still away before the heal" }];
    },
    async heal() {
      const after = await redis.startAgain();
      await linksFollow();
      return [otherServer(before, after)];
    },
  };
}

/** The process is stopped by SIGSTOP: connections stay open and nothing answers. */
export function createPauseFault({ redis, signal }: FaultContext): ProcessFault {
  return {
    instantaneous: false,
    async inject() {
      await redis.pause();
      return [await leavesUnanswered(redis, signal)];
    },
    async verifyInForce() {
      if (signal.aborted) return [];
      const stillSilent = await leavesUnanswered(redis, signal);
      return [{ ...stillSilent, what: "still silent before the heal" }];
    },
    async heal() {
      await redis.resume();
      const answer = await probeConnect(redis.endpoint(), { timeoutMs: probeTimeoutMs, signal });
      return [
        { what: "a direct PING was answered after the heal", seen: answer.kind === "answer" },
      ];
    },
  };
}

async function leavesUnanswered(redis: RunningRedis, signal: AbortSignal): Promise<Evidence> {
  const answer = await probeConnect(redis.endpoint(), { timeoutMs: probeTimeoutMs, signal });
  const seen = answer.kind === "no-answer";
  return { what: "a direct PING stayed unanswered", seen, detail: answer.kind };
}

async function refusesConnections(redis: RunningRedis, signal: AbortSignal): Promise<Evidence> {
  const answer = await probeConnect(redis.endpoint(), { timeoutMs: probeTimeoutMs, signal });
  // A port published by Docker accepts and then closes, because its proxy outlives the server.
  const seen = answer.kind === "refused" || answer.kind === "closed";
  return { what: "direct connections were turned away", seen, detail: answer.kind };
}

function otherServer(before: RedisIdentity | undefined, after: RedisIdentity): Evidence {
  return {
    what: "the run id changed",
    seen: before !== undefined && before.runId !== after.runId,
    detail: `${before?.runId.slice(0, 8) ?? "?"} to ${after.runId.slice(0, 8)}`,
  };
}
