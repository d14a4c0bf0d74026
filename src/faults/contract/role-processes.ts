import { HarnessError } from "../../errors.ts";

/** The processes of the roles that have one of their own. A role without one raises a HarnessError. */
export interface RoleProcesses {
  /** Returns how many handlers of a role have not returned. */
  handling(role: string): number;
  /** Ends the process of a role by SIGKILL. Resolves when it has ended. */
  kill(role: string): Promise<void>;
  /** Returns whether the process of a role answers within this time. */
  answers(role: string, withinMs: number): Promise<boolean>;
  /** Stops the process of a role by SIGSTOP. */
  pause(role: string): void;
  /** Lets a stopped process go on. */
  resume(role: string): void;
}

/** For a run in which all roles are in the process of the harness. */
export const noRoleProcesses: RoleProcesses = {
  handling: refuse,
  kill: refuse,
  answers: refuse,
  pause: refuse,
  resume: refuse,
};

function refuse(): never {
  throw new HarnessError("no role of this run has a process of its own");
}
