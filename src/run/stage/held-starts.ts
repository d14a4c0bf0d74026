import { nowMs } from "../../clock.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { CommandPoint } from "../../link/contract/command-point.ts";
import { waitPatiently } from "../../patience.ts";
import type { Stage, StageSubscriber } from "../../scenarios/stage.ts";
import { learnNames, nameCommands } from "../record/steady-names.ts";
import type { DirectRedis } from "../redis/direct-redis.ts";
import type { CommandWatch, FollowedRole } from "../watch/command-watch.ts";
import type { FaultsInForce } from "./faults-in-force.ts";

/** The part of the stage that opens subscribers command by command. */
export type HeldStarts = Pick<Stage, "traceStart" | "openHeld" | "openAcross">;

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
    async traceStart(wanted, another, { handshakes = true } = {}) {
      const first = await rehearse(wanted, options);
      const second = await rehearse(another, options);
      const both = [first, renamed(second, { from: another, to: wanted })] as const;
      return startOf(...both, ({ handshake = false }) => handshakes || !handshake);
    },
    async openHeld(wanted, point, act) {
      const followed = commandWatch.follow(wanted.role);
      const held = faults.arm({ point, position: "before-forwarding", act: { kind: "stall" } });
      const opening = openSubscriber(wanted);
      try {
        await Promise.race([held.struck, opening]);
        await strikesSoon(held, options);
        if ((await comesToRest(followed, options)) && held.hasStruck()) await act();
      } finally {
        await held.release();
      }
      await opening;
    },
    async openAcross(wanted, fault, use) {
      const armed = faults.arm(fault);
      try {
        const opened = await openSubscriber(wanted);
        const hadStruck = armed.hasStruck();
        await use();
        await strikesSoon(armed, options);
        if (!hadStruck) await use();
        return opened;
      } finally {
        await armed.release();
      }
    },
  };
}

/** The commands of a start that was watched. */
interface Rehearsal extends FollowedRole {
  /** When the last command of the start ended. */
  readonly lastMs: number;
}

/** Opens and closes a subscriber, and returns the commands of its role. */
async function rehearse(wanted: StageSubscriber, options: HeldStartsOptions): Promise<Rehearsal> {
  const followed = options.commandWatch.follow(wanted.role);
  const opened = await options.openSubscriber(wanted);
  // A bus may resolve subscribe before it has sent the commands that put the subscription in force.
  await sendsNothingNew(followed, options);
  const lastMs = Math.max(followed.readyMs, ...followed.commands.map(endOf));
  await opened.close();
  // A command that was sent before may be answered only now.
  await comesToRest(followed, options);
  return { commands: followed.commands, readyMs: followed.readyMs, lastMs };
}

/**
 * Returns the commands that were forwarded before the role was ready, and those that were sent for the first time soon
 * after that, connection by connection. The connections take turns in any order, but each sends its commands in the same
 * order every time. A name that the second start does not have is a pattern.
 */
function startOf(
  first: Rehearsal,
  second: Rehearsal,
  isWanted: (command: WireCommand) => boolean,
): readonly CommandPoint[] {
  const names = learnNames([first, second].map(commandsOfStart));
  const inStart = new Set(commandsOfStart(first));
  return nameCommands(first.commands, names)
    .filter(({ command }) => inStart.has(command) && isWanted(command))
    .toSorted(({ command: one }, { command: other }) => one.connection - other.connection)
    .map(({ point }) => point);
}

function commandsOfStart({ commands, readyMs, lastMs }: Rehearsal): readonly WireCommand[] {
  return commands.filter((command) => {
    const { forwardedMs = Infinity } = command;
    return forwardedMs <= readyMs || (isFirst(command) && forwardedMs <= lastMs);
  });
}

interface Renaming {
  readonly from: StageSubscriber;
  readonly to: StageSubscriber;
}

/** Gives the commands of one start the role and the group of another. Names may hold both. */
function renamed({ commands, ...moments }: Rehearsal, { from, to }: Renaming): Rehearsal {
  const rename = (name: string): string =>
    name.replaceAll(from.role, to.role).replaceAll(from.group, to.group);
  return {
    ...moments,
    commands: commands.map((command) => ({
      ...command,
      process: to.role,
      ...(command.connectionName !== undefined && {
        connectionName: rename(command.connectionName),
      }),
      ...(command.key !== undefined && { key: rename(command.key) }),
    })),
  };
}

/** Returns whether it was the first of its kind. A bus that polls repeats a command all the time. */
function isFirst({ occurrence }: WireCommand): boolean {
  return occurrence === 1;
}

function endOf({ timeMs }: WireCommand): number {
  return timeMs;
}

/** The start of a role is over when it has sent no new kind of command for this long. */
const startQuietMs = 200;

/** Resolves when the role has sent no new kind of command for 200 ms, or after 1 s. */
async function sendsNothingNew(
  { commands }: FollowedRole,
  { signal }: Pick<HeldStartsOptions, "signal">,
): Promise<void> {
  const count = (): number => commands.filter(isFirst).length;
  let known = count();
  let changedMs = nowMs();
  const isQuiet = (): boolean => {
    if (count() !== known) changedMs = nowMs();
    known = count();
    return nowMs() - changedMs >= startQuietMs;
  };
  const wait = { what: "the role to send no new commands", timeoutMs: restLimitMs, signal };
  await waitPatiently(isQuiet, wait).catch(() => signal.throwIfAborted());
}

/** Resolves when a fault has struck its command, or after 1 s if that never comes. */
async function strikesSoon(
  held: Pick<ReturnType<FaultsInForce["arm"]>, "hasStruck">,
  { signal }: Pick<HeldStartsOptions, "signal">,
): Promise<void> {
  const wait = {
    what: "the command of a fault to come",
    timeoutMs: restLimitMs,
    intervalMs: 1,
    signal,
  };
  await waitPatiently(held.hasStruck, wait).catch(() => signal.throwIfAborted());
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
  return waitPatiently(isAtRest, wait).catch(() => {
    signal.throwIfAborted();
    return false;
  });
}
