import { noDataLoss, type FaultDefinition } from "../contract/fault-definition.ts";

export interface PauseWorkerSpec {
  readonly kind: "pause-worker";
  readonly role: string;
}

/** A process that goes on answers within milliseconds, so one that is silent for this time is stopped. */
const silentMs = 1000;
/** On a busy machine a process may have to wait for a core before it answers. */
const answeringMs = 10_000;

/**
 * Stops the process of a role by SIGSTOP until the heal, as a machine does that is moved or out of memory: its
 * connections stay open, and it does not know that time has passed.
 */
export const pauseWorker: FaultDefinition<PauseWorkerSpec> = {
  onLinks: false,
  name: ({ role }) => `pause ${role}`,
  needs: () => [],
  role: ({ role }) => role,
  isInstantaneous: () => false,
  dataLoss: () => noDataLoss,
  prepare: ({ role }, _roles, { processes }) => ({
    async inject() {
      processes.pause(role);
      return [
        {
          what: `the process of ${role} does not answer`,
          seen: !(await processes.answers(role, silentMs)),
        },
      ];
    },
    async verifyInForce() {
      const answers = await processes.answers(role, silentMs);
      return [{ what: `the process of ${role} still does not answer`, seen: !answers }];
    },
    async heal() {
      processes.resume(role);
      return [
        {
          what: `the process of ${role} answers again`,
          seen: await processes.answers(role, answeringMs),
        },
      ];
    },
  }),
};
