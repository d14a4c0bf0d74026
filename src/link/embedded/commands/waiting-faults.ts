import { UsageError } from "../../../errors.ts";
import { commandPositions } from "../../../history/struck-command.ts";
import { isPattern, matchesName } from "../../../name-pattern.ts";
import { pointText } from "../../contract/command-point.ts";
import type { CommandFault, CommandPoint, RefusalName } from "../../contract/command-point.ts";
import type { CommandStrike } from "../../contract/link.ts";

/** The error reply to one of the commands that the link refuses for a while. */
interface StandingRefusal extends Omit<CommandFault, "act"> {
  readonly act: { readonly kind: "error"; readonly error: RefusalName };
}

/** A fault that waits for its command, or whose command has come. */
export interface WaitingFault {
  readonly fault: CommandFault | StandingRefusal;
  readonly struck: PromiseWithResolvers<CommandStrike>;
  readonly abandoned: PromiseWithResolvers<void>;
  /** How many commands have come that the names of its point stand for, if one of them is a pattern. */
  matches: number;
  /** Whether it stands for a refusal that meets many commands. No caller waits for it. */
  readonly isStanding: boolean;
  /** Removes the fault from the connection of its command. Does nothing before the command came. */
  heal(): Promise<void>;
}

/** The faults that are armed at one link and wait for their commands. */
export interface WaitingFaults {
  /** Whether no fault waits and no command is refused. */
  isEmpty(): boolean;
  /** Sets the error with which the link answers the commands that Redis refuses so; `undefined` for no error. */
  refuse(error: RefusalName | undefined): void;
  /** Returns the error that `refuse` has set. */
  refusing(): RefusalName | undefined;
  /** @param matches how many commands have come already that the names of its point stand for. */
  arm(fault: CommandFault, matches?: number): WaitingFault;
  disarm(armed: WaitingFault): void;
  clear(): void;
  /** Removes and returns the faults at this command, in the order in which they strike. */
  take(point: CommandPoint): readonly WaitingFault[];
}

const none: readonly WaitingFault[] = [];

/**
 * @param onTaken called when the command of a fault has come. While a fault waits, all connections hold
 *   back the first bytes of a command. They must release them when no fault waits any more.
 */
export function createWaitingFaults(onTaken: () => void = () => {}): WaitingFaults {
  const waiting = new Set<WaitingFault>();
  let refusing: RefusalName | undefined;
  return {
    isEmpty: () => waiting.size === 0 && refusing === undefined,
    refuse: (error) => {
      refusing = error;
    },
    refusing: () => refusing,
    arm: (fault, matches = 0) => {
      assertPossible(fault);
      const armed = { ...createWaitingFault(fault, false), matches };
      waiting.add(armed);
      return armed;
    },
    disarm: (armed) => void waiting.delete(armed),
    clear: () => {
      waiting.clear();
      refusing = undefined;
    },
    take: (point) => {
      if (waiting.size === 0) return none;
      const taken = [...waiting].filter((armed) => isAt(armed, point));
      for (const armed of taken) waiting.delete(armed);
      if (taken.length > 0) onTaken();
      return taken.toSorted((one, other) => rank(one) - rank(other));
    },
  };
}

/** Creates the fault with which a standing refusal meets one command. */
export function standingFault(point: CommandPoint, error: RefusalName): WaitingFault {
  const act = { kind: "error", error } as const;
  return createWaitingFault({ point, position: "before-forwarding", act }, true);
}

function createWaitingFault(fault: WaitingFault["fault"], isStanding: boolean): WaitingFault {
  return {
    fault,
    struck: Promise.withResolvers(),
    abandoned: Promise.withResolvers(),
    matches: 0,
    isStanding,
    heal: async () => {},
  };
}

function rank({ fault }: WaitingFault): number {
  return commandPositions.indexOf(fault.position);
}

/**
 * Returns whether this is the command of the fault. A pattern stands for several names, so the link counts
 * the commands of all these names together.
 */
function isAt(armed: WaitingFault, came: CommandPoint): boolean {
  const { point } = armed.fault;
  const isAlike =
    point.command === came.command &&
    point.role === came.role &&
    matchesName(point.key, came.key) &&
    matchesName(point.connection, came.connection);
  if (!isAlike) return false;
  if (!hasPattern(point)) return point.occurrence === came.occurrence;
  armed.matches++;
  return armed.matches === point.occurrence;
}

function hasPattern({ connection, key }: CommandPoint): boolean {
  return isPattern(connection) || isPattern(key);
}

function assertPossible({ point, position, act }: CommandFault): void {
  if (act.kind !== "error" || position === "before-forwarding") return;
  throw new UsageError(`an error at ${pointText(point)} cannot come ${position}`, {
    hint: "Arm it before-forwarding: Redis gives an error instead of executing the command.",
  });
}
