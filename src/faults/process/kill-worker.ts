import type { Evidence } from "../../history/operations/fault-operations.ts";
import { waitPatiently } from "../../patience.ts";
import { noDataLoss, type FaultDefinition } from "../contract/fault-definition.ts";
import type { RoleProcesses } from "../contract/role-processes.ts";

export interface KillWorkerSpec {
  readonly kind: "kill-worker";
  readonly role: string;
}

/** Longer than a bus may take between two messages that it handles. */
const handlingLimitMs = 2000;

/**
 * Ends the process of a subscriber by SIGKILL while a handler runs there. The steps of the variant start another one.
 * The heal does nothing: a bus that takes over from the dead is well again without it.
 */
export const killWorker: FaultDefinition<KillWorkerSpec> = {
  onLinks: false,
  name: ({ role }) => `SIGKILL ${role}`,
  needs: () => [],
  role: ({ role }) => role,
  isInstantaneous: () => true,
  dataLoss: () => noDataLoss,
  prepare: ({ role }, _roles, { processes, signal }) => ({
    async inject(onInForce) {
      const hadWork = await handles(role, processes, signal);
      await processes.kill(role);
      await onInForce?.();
      return [hadWork, { what: `the process of ${role} ended`, seen: true }];
    },
    verifyInForce: async () => [],
    heal: async () => [],
  }),
};

/** Waits until a handler of the role runs, so that the process dies with work in hand. */
async function handles(
  role: string,
  { handling }: RoleProcesses,
  signal: AbortSignal,
): Promise<Evidence> {
  const what = `a handler of ${role} ran when its process died`;
  const wait = { what, timeoutMs: handlingLimitMs, intervalMs: 1, signal };
  const seen = await waitPatiently(() => handling(role) > 0, wait).then(
    () => true,
    () => false,
  );
  signal.throwIfAborted();
  return { what, seen };
}
