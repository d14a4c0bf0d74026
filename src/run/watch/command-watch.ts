import type { Operation } from "../../history/operation.ts";
import type { WireCommand } from "../../history/operations/wire-operations.ts";

/** The commands of single roles, for steps that depend on them. */
export interface CommandWatch {
  /** Must see every operation, in order. */
  watch(operation: Operation): void;
  /** Keeps the commands of this role from now on. The commands of all roles would fill the memory. */
  follow(role: string): FollowedRole;
}

export interface FollowedRole {
  /** The commands in the order in which they ended. */
  readonly commands: readonly WireCommand[];
  /** When a subscribe call of the role resolved, in milliseconds of the run; `-Infinity` before that. */
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
