import { errorText } from "../../../errors.ts";
import type { CommandObserver, ObservedCommand } from "../../contract/link.ts";

/** The current observer of the commands of a link, and the namespace of their keys. */
export interface CurrentObserver {
  namespace: string;
  observer: CommandObserver | undefined;
}

/** A notifier of the observer about one connection. After an error of the observer it stops. */
export interface ObserverNotifier {
  ended(command: ObservedCommand): void;
  pushed(frame: Buffer, passedMs: number): void;
  reset(): void;
  opaque(reason: string): void;
}

export function createObserverNotifier(
  connection: number,
  current: CurrentObserver,
): ObserverNotifier {
  let failed = false;

  function giveUp(error: unknown): void {
    failed = true;
    try {
      current.observer?.opaque(connection, `its observer failed: ${errorText(error)}`);
    } catch {
      // The observer failed again, while it was notified of its failure. There is no more to do.
    }
  }

  return {
    ended: (command) => {
      if (failed) return;
      try {
        current.observer?.ended(command);
      } catch (error) {
        giveUp(error);
      }
    },
    pushed: (frame, passedMs) => {
      if (failed) return;
      try {
        current.observer?.pushed({ connection, frame, passedMs });
      } catch (error) {
        giveUp(error);
      }
    },
    reset: () => {
      if (failed) return;
      try {
        current.observer?.reset?.(connection);
      } catch (error) {
        giveUp(error);
      }
    },
    opaque: (reason) => {
      if (failed) return;
      try {
        current.observer?.opaque(connection, reason);
      } catch (error) {
        giveUp(error);
      }
    },
  };
}
