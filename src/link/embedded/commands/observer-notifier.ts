import { errorText } from "../../../errors.ts";
import type { CommandObserver, ObservedCommand } from "../../contract/link.ts";

/** Who is told of the commands of a link, and which namespace their keys are in. */
export interface CurrentObserver {
  namespace: string;
  observer: CommandObserver | undefined;
}

/** Tells of one connection. An observer that throws does no harm, and is told no more of it. */
export interface ObserverNotifier {
  ended(command: ObservedCommand): void;
  pushed(frame: Buffer, passedMs: number): void;
  opaque(reason: string): void;
}

export function createObserverNotifier(
  connection: number,
  audience: CurrentObserver,
): ObserverNotifier {
  let failed = false;

  function giveUp(error: unknown): void {
    failed = true;
    try {
      audience.observer?.opaque(connection, `its observer failed: ${errorText(error)}`);
    } catch {
      // An observer that fails at hearing of its own failure has nothing left to be told.
    }
  }

  return {
    ended: (command) => {
      if (failed) return;
      try {
        audience.observer?.ended(command);
      } catch (error) {
        giveUp(error);
      }
    },
    pushed: (frame, passedMs) => {
      if (failed) return;
      try {
        audience.observer?.pushed({ connection, frame, passedMs });
      } catch (error) {
        giveUp(error);
      }
    },
    opaque: (reason) => {
      if (failed) return;
      try {
        audience.observer?.opaque(connection, reason);
      } catch (error) {
        giveUp(error);
      }
    },
  };
}
