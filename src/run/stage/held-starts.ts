import { waitUntil } from "../../clock.ts";
import type { CommandPoint } from "../../link/contract/command-point.ts";
import type { Stage } from "../../scenarios/stage.ts";
import { pointOf } from "../record/point-of-command.ts";
import type { DirectRedis } from "../redis/direct-redis.ts";
import type { CommandWatch, FollowedRole } from "../watch/command-watch.ts";
import type { FaultsInForce } from "./faults-in-force.ts";

/** The part of the stage that opens subscribers command by command. */
export type HeldStarts = Pick<Stage, "traceStart" | "openHeld">;

export interface HeldStartsOptions {
  readonly openSubscriber: Stage["openSubscriber"];
  readonly faults: Pick<FaultsInForce, "arm">;
  readonly commandWatch: Pick<CommandWatch, "follow">;
  readonly directRedis: Pick<DirectRedis, "ask">;
  readonly signal: AbortSignal;
}

export function createHeldStarts(options: HeldStartsOptions): HeldStarts {
  const { openSubscriber, faults, commandWatch } = options;
  return {
    async traceStart(wanted) {
      const followed = commandWatch.follow(wanted.role);
      const opened = await openSubscriber(wanted);
      await opened.close();
      // A command that was sent before subscribe resolved may be answered after it.
      await comesToRest(followed, options);
      return startOf(followed);
    },
    async openHeld(wanted, point, act) {
      const followed = commandWatch.follow(wanted.role);
      const held = faults.arm({ point, position: "before-forwarding", act: { kind: "stall" } });
      const opening = openSubscriber(wanted);
      try {
        await Promise.race([held.struck, opening]);
        if ((await comesToRest(followed, options)) && held.hasStruck()) await act();
      } finally {
        await held.release();
      }
      await opening;
    },
  };
}

/**
 * Returns the commands that were forwarded before the role was ready, connection by connection. The
 * connections take turns in any order, but each sends its commands in the same order every time.
 */
function startOf({ commands, readyMs }: FollowedRole): readonly CommandPoint[] {
  return commands
    .filter(({ forwardedMs = Infinity }) => forwardedMs <= readyMs)
    .toSorted((one, other) => one.connection - other.connection)
    .map(pointOf);
}

/**
 * After this many PING round trips without a new command from the role, no reply to it is
 * outstanding: Redis answers in order, so only a blocking command can still be open.
 */
const quietRoundTrips = 10;
/** Well below the 3 s after which a stall ends by itself. */
const restLimitMs = 1000;

/** Resolves with true when the role sends nothing any more, or with false at the limit. */
async function comesToRest(
  { commands }: FollowedRole,
  { directRedis, signal }: Pick<HeldStartsOptions, "directRedis" | "signal">,
): Promise<boolean> {
  let ended = commands.length;
  let quiet = 0;
  const isAtRest = async (): Promise<boolean> => {
    await directRedis.ask(["PING"]);
    quiet = commands.length === ended ? quiet + 1 : 0;
    ended = commands.length;
    return quiet >= quietRoundTrips;
  };
  const wait = { what: "the role to come to rest", timeoutMs: restLimitMs, intervalMs: 0, signal };
  return waitUntil(isAtRest, wait).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}
