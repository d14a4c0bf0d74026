import type { Command } from "../../../resp/pairing/conversation.ts";
import type { CommandFault } from "../../contract/command-point.ts";
import type { ArmedCommandFault, LinkCommands } from "../../contract/link.ts";
import { createCommandTeller } from "./command-audience.ts";
import type { CommandAudience } from "./command-audience.ts";
import { createCommandGate } from "./command-gate.ts";
import type { CommandGate, GateGround } from "./command-gate.ts";
import { createCommandObservation } from "./command-observation.ts";
import { createCommandRules } from "./command-rules.ts";
import { createOccurrences } from "./occurrences.ts";
import { TrackedCommand } from "./tracked-command.ts";

/** The commands of one link, over all of its connections. */
export interface LinkCommandsOwner {
  readonly commands: LinkCommands;
  /** For a new connection; `undefined` if nobody has asked for commands yet. */
  openGate(ground: GateGround): CommandGate | undefined;
  /** Disarms every fault. */
  close(): void;
}

export function createLinkCommands(role: string): LinkCommandsOwner {
  const audience: CommandAudience = { namespace: "", observer: undefined };
  const occurrences = createOccurrences(role);
  const rules = createCommandRules(rulesChanged);
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
      const observation = createCommandObservation(createCommandTeller(connection, audience));
      const track = (command: Command, end: number) =>
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
