import { UsageError } from "../../../errors.ts";
import { commandPositions } from "../../../history/struck-command.ts";
import { pointText } from "../../contract/command-point.ts";
import type { CommandFault, CommandPoint } from "../../contract/command-point.ts";
import type { CommandStrike } from "../../contract/link.ts";

/** A fault that waits for its command, or has found it. */
export interface WaitingFault {
  readonly fault: CommandFault;
  readonly struck: PromiseWithResolvers<CommandStrike>;
  readonly abandoned: PromiseWithResolvers<void>;
  /** Takes the fault off the connection where it was found; nothing to do before that. */
  heal(): Promise<void>;
}

/** The faults armed at one link whose commands are still to come. */
export interface WaitingFaults {
  isEmpty(): boolean;
  arm(fault: CommandFault): WaitingFault;
  disarm(rule: WaitingFault): void;
  clear(): void;
  /** Takes out those for this command, in the order in which they strike. */
  take(point: CommandPoint): readonly WaitingFault[];
}

const none: readonly WaitingFault[] = [];

/**
 * @param onTaken called when a command has found its fault: while one waits, other connections hold
 *   back what may be the beginning of its command, and the last one is to set them free.
 */
export function createWaitingFaults(onTaken: () => void = () => {}): WaitingFaults {
  const rules = new Set<WaitingFault>();
  return {
    isEmpty: () => rules.size === 0,
    arm: (fault) => {
      assertPossible(fault);
      const rule: WaitingFault = {
        fault,
        struck: Promise.withResolvers(),
        abandoned: Promise.withResolvers(),
        heal: async () => {},
      };
      rules.add(rule);
      return rule;
    },
    disarm: (rule) => void rules.delete(rule),
    clear: () => rules.clear(),
    take: (point) => {
      if (rules.size === 0) return none;
      const taken = [...rules].filter(({ fault }) => isSame(fault.point, point));
      for (const rule of taken) rules.delete(rule);
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
    hint: "Arm it before-forwarding: Redis gives an error in place of executing the command.",
  });
}
