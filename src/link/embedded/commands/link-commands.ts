import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { CommandFault, RefusalName } from "../../contract/command-point.ts";
import type { ArmedCommandFault, LinkCommands } from "../../contract/link.ts";
import { createCommandGate } from "./command-gate.ts";
import type { CommandGate, GatedConnection } from "./command-gate.ts";
import { createCommandObservation } from "./command-observation.ts";
import { createObserverNotifier } from "./observer-notifier.ts";
import type { CurrentObserver } from "./observer-notifier.ts";
import { createOccurrences } from "./occurrences.ts";
import { TrackedCommand } from "./tracked-command.ts";
import { createWaitingFaults } from "./waiting-faults.ts";

/** The command part of one link, for all its connections. */
export interface LinkCommandsOwner {
  readonly commands: LinkCommands;
  /** Opens the gate of a new connection; `undefined` if no commands were asked for so far. */
  openGate(gated: GatedConnection): CommandGate | undefined;
  /**
   * Answers with this error, from now on, every command that Redis refuses so. `undefined` ends it. It follows only
   * the connections that have a gate.
   */
  refuseCommands(error: RefusalName | undefined): void;
  /** Disarms every fault. */
  close(): void;
}

export function createLinkCommands(role: string): LinkCommandsOwner {
  const current: CurrentObserver = { namespace: "", observer: undefined };
  const occurrences = createOccurrences(role);
  const waiting = createWaitingFaults(faultsChanged);
  const gates = new Set<CommandGate>();
  let wanted = false;

  function faultsChanged(): void {
    for (const gate of gates) gate.faultsChanged();
  }

  function arm(fault: CommandFault): ArmedCommandFault {
    const armed = waiting.arm(fault, occurrences.countMatches(fault.point));
    wanted = true;
    faultsChanged();
    return {
      struck: armed.struck.promise,
      abandoned: armed.abandoned.promise,
      heal: async () => {
        waiting.disarm(armed);
        faultsChanged();
        await armed.heal();
      },
    };
  }

  return {
    commands: {
      observe: (namespace, observer) => {
        current.namespace = namespace;
        current.observer = observer;
        wanted = true;
      },
      arm,
      count: occurrences.counted,
    },
    refuseCommands: (error) => {
      waiting.refuse(error);
      faultsChanged();
    },
    openGate: (gated) => {
      if (!wanted && waiting.isEmpty()) return undefined;
      const { connection } = gated;
      const observation = createCommandObservation(createObserverNotifier(connection, current));
      const track = (command: ClientCommand, end: number) =>
        new TrackedCommand(command, occurrences.count(command, current.namespace), {
          connection,
          end,
        });
      const gate = createCommandGate({ ...gated, waiting, observation, track });
      gates.add(gate);
      const close = () => {
        gates.delete(gate);
        gate.close();
      };
      return { ...gate, close };
    },
    close: () => {
      waiting.clear();
      faultsChanged();
    },
  };
}
