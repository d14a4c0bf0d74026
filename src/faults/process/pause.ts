import { everyRole, noDataLoss, type FaultDefinition } from "../contract/fault-definition.ts";
import { leavesUnanswered, probeDirectly } from "./direct-evidence.ts";

export interface PauseRedisSpec {
  readonly kind: "pause-redis";
}

/** Stops the Redis process by SIGSTOP until the heal: connections stay open, and nothing answers. */
export const pauseRedis: FaultDefinition<PauseRedisSpec> = {
  onLinks: false,
  name: () => "pause redis",
  needs: () => ["process-control"],
  role: () => everyRole,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  prepare: (_spec, _roles, { redis, signal }) => ({
    async inject() {
      await redis.pause();
      return [await leavesUnanswered(redis, signal)];
    },
    async verifyInForce() {
      // A run that was broken off heals its faults, but needs no evidence any more.
      if (signal.aborted) return [];
      const stillSilent = await leavesUnanswered(redis, signal);
      return [{ ...stillSilent, what: "still silent before the heal" }];
    },
    async heal() {
      await redis.resume();
      const { kind } = await probeDirectly(redis, signal);
      return [{ what: "a direct PING was answered after the heal", seen: kind === "answer" }];
    },
  }),
};
