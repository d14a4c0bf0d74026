import type { Bus } from "../../bus/contract.ts";

/** The open buses of the publishers, by role. Each can be replaced under load. */
export interface ReplaceableBuses {
  readonly open: ReadonlyMap<string, Bus>;
  /** Resolves with the bus of a role, while it is replaced only with the new one; `undefined` if that did not open. */
  ready(role: string): Promise<Bus | undefined>;
  /** Replaces the bus of a role by the one that `reopen` resolves with. Rejects as `reopen` does. */
  replace(role: string, reopen: () => Promise<Bus>): Promise<void>;
}

export function createReplaceableBuses(given: ReadonlyMap<string, Bus>): ReplaceableBuses {
  const open = new Map(given);
  const opening = new Map<string, Promise<unknown>>();
  return {
    open,
    async ready(role) {
      await opening.get(role);
      return open.get(role);
    },
    async replace(role, reopen) {
      open.delete(role);
      const replacing = reopen();
      const settled = replacing.then(
        (bus) => open.set(role, bus),
        () => undefined,
      );
      opening.set(role, settled);
      await replacing;
      await settled;
      opening.delete(role);
    },
  };
}
