import type { Operation } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** What single roles send, for a course that goes by their commands. */
export interface CommandWatch {
  watch(operation: Operation): void;
  /** Keeps the commands of a role from now on; those of every role would grow with the run. */
  follow(role: string): FollowedRole;
}

export interface FollowedRole {
  /** In the order in which they ended. */
  readonly commands: readonly WireCommand[];
  /** When a subscribe call of the role resolved; `-Infinity` before that. */
  readonly readyMs: number;
}

interface RoleState {
  readonly commands: WireCommand[];
  readyMs: number;
}

export function createCommandWatch(): CommandWatch {
  const followed = new Map<string, RoleState>();
  return {
    watch(operation) {
      const state = followed.get(operation.process);
      if (!state) return;
      if (operation.kind === "wire") state.commands.push(operation);
      const isReady = operation.kind === "subscribe" && operation.type === "ok";
      if (isReady) state.readyMs = operation.timeMs;
    },
    follow(role) {
      const state: RoleState = { commands: [], readyMs: -Infinity };
      followed.set(role, state);
      return state;
    },
  };
}
