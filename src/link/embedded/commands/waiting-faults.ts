import { UsageError } from "../../../errors.ts";
import { commandPositions } from "../../../history/struck-command.ts";
import { pointText } from "../../contract/command-point.ts";
import type { CommandFault, CommandPoint } from "../../contract/command-point.ts";
import type { CommandStrike } from "../../contract/link.ts";

/** A fault that waits for its command, or whose command has come. */
export interface WaitingFault {
  readonly fault: CommandFault;
  readonly struck: PromiseWithResolvers<CommandStrike>;
  readonly abandoned: PromiseWithResolvers<void>;
  /** Removes the fault from the connection of its command. Does nothing before the command came. */
  heal(): Promise<void>;
}

/** The faults that are armed at one link and wait for their commands. */
export interface WaitingFaults {
  isEmpty(): boolean;
  arm(fault: CommandFault): WaitingFault;
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
  return {
    isEmpty: () => waiting.size === 0,
    arm: (fault) => {
      assertPossible(fault);
      const armed: WaitingFault = {
        fault,
        struck: Promise.withResolvers(),
        abandoned: Promise.withResolvers(),
        heal: async () => {},
      };
      waiting.add(armed);
      return armed;
    },
    disarm: (armed) => void waiting.delete(armed),
    clear: () => waiting.clear(),
    take: (point) => {
      if (waiting.size === 0) return none;
      const taken = [...waiting].filter(({ fault }) => isSame(fault.point, point));
      for (const armed of taken) waiting.delete(armed);
      if (taken.length > 0) onTaken();
      return taken.toSorted((one, other) => rank(one) - rank(other));
    },
  };
}

function rank({ fault }: WaitingFault): number {
  return commandPositions.indexOf(fault.position);
}

function isSame(one: CommandPoint, other: CommandPoint): boolean {
  return (
    one.occurrence === other.occurrence &&
    one.command === other.command &&
    one.key === other.key &&
    one.connection === other.connection &&
    one.role === other.role
  );
}

function assertPossible({ point, position, act }: CommandFault): void {
  if (act.kind !== "error" || position === "before-forwarding") return;
  throw new UsageError(`an error at ${pointText(point)} cannot come ${position}`, {
    hint: "Arm it before-forwarding: Redis gives an error instead of executing the command.",
  });
}
