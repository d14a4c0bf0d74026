import type { Operation } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";
import type { CommandPurpose } from "../../history/strike-moment.ts";
import type { CommandFamily } from "../../link/contract/command-point.ts";

/** The purposes of the commands that each role sends, learned from those that ended. */
export interface CommandPurposes {
  /** Must see every operation, in order. */
  watch(operation: Operation): void;
  /** Returns whether the role has sent a command for this purpose until now. */
  hasSeen(role: string, purpose: CommandPurpose): boolean;
  /**
   * Returns the name of the command that the role sent most often for this purpose in the last 500 ms
   * before `timeMs` of the run, or `undefined` if it sent none.
   */
  recent(role: string, purpose: CommandPurpose, timeMs: number): CommandFamily | undefined;
}

/** A steady load of 10 messages a second still sends five commands in this time. */
const recentMs = 500;
/** The watch keeps this many of the latest commands of a role. At 200 messages a second they are those of about 300 ms. */
const keptCommands = 128;
/** A role that reads acknowledges about as often; its heartbeats and its upkeep are rarer. */
const fewestAcknowledgements = 3;

interface RoleState {
  readonly latest: WireCommand[];
  /** The commands that brought or fetched a message at least once. */
  readonly publishes: Set<string>;
  readonly reads: Set<string>;
  hasAcknowledged: boolean;
}

export function createCommandPurposes(): CommandPurposes {
  const roles = new Map<string, RoleState>();

  function stateOf(role: string): RoleState {
    const known = roles.get(role);
    if (known) return known;
    const state = { latest: [], publishes: new Set<string>(), reads: new Set<string>() };
    const created = { ...state, hasAcknowledged: false };
    roles.set(role, created);
    return created;
  }

  return {
    watch(operation) {
      if (operation.kind !== "wire" || operation.handshake || operation.type !== "ok") return;
      const state = stateOf(operation.process);
      state.latest.push(operation);
      if (state.latest.length > keptCommands) state.latest.shift();
      if (operation.messages) state.publishes.add(operation.command);
      if (operation.returned) state.reads.add(operation.command);
      state.hasAcknowledged ||= state.reads.size > 0 && serves(operation, "acknowledge", state);
    },
    hasSeen(role, purpose) {
      const { publishes, reads, hasAcknowledged } = stateOf(role);
      if (purpose === "acknowledge") return hasAcknowledged;
      return (purpose === "publish" ? publishes : reads).size > 0;
    },
    recent(role, purpose, timeMs) {
      const state = stateOf(role);
      const isRecent = ({ repliedMs = 0 }: WireCommand) => repliedMs >= timeMs - recentMs;
      const serving = state.latest.filter(
        (command) => isRecent(command) && serves(command, purpose, state),
      );
      const fewest = purpose === "acknowledge" ? fewestAcknowledgements : 1;
      return mostFrequentName(serving, fewest);
    },
  };
}

/** Returns the name that most of the commands have, or `undefined` if fewer than `fewest` have it. */
function mostFrequentName(
  commands: readonly WireCommand[],
  fewest: number,
): CommandFamily | undefined {
  const byName = Map.groupBy(commands, ({ connectionName, command, key }) =>
    JSON.stringify([connectionName, command, key]),
  );
  const groups = [...byName.values()].filter(({ length }) => length >= fewest);
  const [first] = groups.toSorted((one, other) => other.length - one.length)[0] ?? [];
  return first && { connection: first.connectionName, command: first.command, key: first.key };
}

function serves(
  { command, messages, returned }: WireCommand,
  purpose: CommandPurpose,
  { publishes, reads }: RoleState,
): boolean {
  switch (purpose) {
    case "publish":
      return messages !== undefined;
    case "read":
      return returned !== undefined;
    case "acknowledge":
      return command !== "PING" && !publishes.has(command) && !reads.has(command);
  }
}
