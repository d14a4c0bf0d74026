import type { Persistence, RedisIdentity } from "../../fixtures/redis/redis.ts";
import type { Evidence } from "../../history/operations/fault-operations.ts";
import {
  everyRole,
  noDataLoss,
  type PossibleDataLoss,
  type FaultDefinition,
} from "../contract/fault-definition.ts";
import { refusesConnections } from "./direct-evidence.ts";

export interface KillRedisSpec {
  readonly kind: "kill-redis";
  readonly signal: "SIGTERM" | "SIGKILL";
}

/** Kills the Redis process under load. The heal starts it again on its data. */
export const killRedis: FaultDefinition<KillRedisSpec> = {
  onLinks: false,
  name: ({ signal }) => `${signal} redis`,
  needs: () => ["process-control"],
  role: () => everyRole,
  isInstantaneous: () => false,
  endsConnections: true,
  commandAct: () => "fin",
  dataLoss: ({ signal }, persistence) => lossByKill(signal, persistence),
  prepare({ signal }, _roles, { redis, linksFollow, signal: abort }) {
    let before: RedisIdentity | undefined;
    return {
      async makeReady() {
        before = await redis.identity();
      },
      async inject(onInForce) {
        await redis.kill(signal);
        await onInForce?.();
        return [await refusesConnections(redis, abort)];
      },
      async verifyInForce() {
        const stillAway = await refusesConnections(redis, abort);
        return [{ ...stillAway, what: "still away before the heal" }];
      },
      async heal() {
        const after = await redis.startAgain();
        await linksFollow();
        return [isAnotherServer(before, after)];
      },
    };
  },
};

/**
 * How long before a SIGKILL an acknowledged write may be missing from the log. With `everysec` Redis
 * holds back a write for up to 2 s while a sync runs, and one more second may not be synced yet.
 */
const everysecLossMs = 3000;

/** Redis that is told to end by SIGTERM writes its log first, unless persistence is off. */
function lossByKill(signal: KillRedisSpec["signal"], persistence: Persistence): PossibleDataLoss {
  switch (persistence) {
    case "always":
      return noDataLoss;
    case "everysec":
      return signal === "SIGKILL" ? { losesAll: true, losesLastMs: everysecLossMs } : noDataLoss;
    case "off":
      return { losesAll: true, losesLastMs: 0 };
  }
}

function isAnotherServer(before: RedisIdentity | undefined, after: RedisIdentity): Evidence {
  return {
    what: "the run id changed",
    seen: before !== undefined && before.runId !== after.runId,
    detail: `${before?.runId.slice(0, 8) ?? "?"} to ${after.runId.slice(0, 8)}`,
  };
}
