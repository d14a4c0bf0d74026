import type { ClientCommand } from "../../../resp/pairing/conversation.ts";
import type { CommandFault } from "../../contract/command-point.ts";
import type { ArmedCommandFault, LinkCommands } from "../../contract/link.ts";
import { createCommandGate } from "./command-gate.ts";
import type { CommandGate, GatedConnection } from "./command-gate.ts";
import { createCommandObservation } from "./command-observation.ts";
import { createObserverNotifier } from "./observer-notifier.ts";
import type { CurrentObserver } from "./observer-notifier.ts";
import { createOccurrences } from "./occurrences.ts";
import { TrackedCommand } from "./tracked-command.ts";
import { createWaitingFaults } from "./waiting-faults.ts";

/** The commands of one link, over all of its connections. */
export interface LinkCommandsOwner {
  readonly commands: LinkCommands;
  /** For a new connection; `undefined` if nobody has asked for commands yet. */
  openGate(ground: GatedConnection): CommandGate | undefined;
  /** Disarms every fault. */
  close(): void;
}

export function createLinkCommands(role: string): LinkCommandsOwner {
  const audience: CurrentObserver = { namespace: "", observer: undefined };
  const occurrences = createOccurrences(role);
  const rules = createWaitingFaults(rulesChanged);
  const gates = new Set<CommandGate>();
  let wanted = false;

  function rulesChanged(): void {
    for (const gate of gates) gate.rulesChanged();
  }

  function arm(fault: CommandFault): ArmedCommandFault {
    const rule = rules.arm(fault);
    wanted = true;
    rulesChanged();
    return {
      struck: rule.struck.promise,
      abandoned: rule.abandoned.promise,
      heal: async () => {
        rules.disarm(rule);
        rulesChanged();
        await rule.heal();
      },
    };
  }

  return {
    commands: {
      observe: (namespace, observer) => {
        audience.namespace = namespace;
        audience.observer = observer;
        wanted = true;
      },
      arm,
    },
    openGate: (ground) => {
      if (!wanted) return undefined;
      const { connection } = ground;
      const observation = createCommandObservation(createObserverNotifier(connection, audience));
      const track = (command: ClientCommand, end: number) =>
        new TrackedCommand(command, occurrences.count(command, audience.namespace), {
          connection,
          end,
        });
      const gate = createCommandGate({ ...ground, rules, observation, track });
      gates.add(gate);
      const close = () => {
        gates.delete(gate);
        gate.close();
      };
      return { ...gate, close };
    },
    close: () => {
      rules.clear();
      rulesChanged();
    },
  };
}
