import type { Bus, BusContext, BusModule, Subscription } from "../../bus/contract.ts";
import { createBusLife, type BusLife } from "./bus-life.ts";
import type { RunErrors } from "./run-errors.ts";

/** The module of a run, and the power to give up a bus that it opened. */
export interface OwnedBus {
  readonly module: BusModule;
  /**
   * Gives up the open bus of a role as if its process had been killed: nothing that it does counts from here on, and no
   * call on it comes back. Does nothing if the role has none.
   */
  abandon(role: string): void;
}

/**
 * Takes over a module, so that every call between the harness and its buses is made on behalf of the role, and
 * errors that reach no caller find their run. All else stays as it is, malformed parts included.
 */
export function ownedBus(
  given: BusModule,
  errors: Pick<RunErrors, "callBus" | "busClosed">,
): OwnedBus {
  const lives = new Map<string, BusLife>();
  const open = async (context: BusContext): Promise<Bus> => {
    const life = createBusLife();
    lives.set(context.role, life);
    return await openOwned(given, context, { life, errors });
  };
  return {
    module: ownedParts(given, { open }),
    abandon(role) {
      lives.get(role)?.end();
      lives.delete(role);
    },
  };
}

interface Owner {
  readonly life: BusLife;
  readonly errors: Pick<RunErrors, "callBus" | "busClosed">;
}

async function openOwned(
  module: BusModule,
  context: BusContext,
  { life, errors }: Owner,
): Promise<Bus> {
  const { role, notify } = context;
  const callBus = <Result>(call: () => Result): Result => errors.callBus(role, call, life.isOver);
  const owned: BusContext = {
    ...context,
    notify: (notice) => (life.isOver() ? undefined : callBus(() => notify(notice))),
  };
  const bus = await life.untilEnd(callBus(() => module.open(owned)));
  const close = (): Promise<void> => {
    const closing = callBus(() => bus.close());
    void Promise.resolve(closing).then(() => errors.busClosed(role), ignore);
    return closing;
  };
  const open = new Set<Subscription>();
  // A bus that was given up would go on trying to connect. It is told in the order in which a run closes its buses.
  life.onEnd(() => {
    for (const each of [...open, bus]) {
      void Promise.try(() => callBus(() => each.close())).catch(ignore);
    }
  });
  return ownedParts(bus, {
    publish: (...given) => callBus(() => bus.publish(...given)),
    async subscribe(topic, options, handler) {
      const handle: typeof handler = (message) =>
        life.isOver() ? neverReturns() : callBus(() => handler(message));
      const opening = callBus(() => bus.subscribe(topic, options, handle));
      const opened = await life.untilEnd(opening);
      open.add(opened);
      return ownedParts<Subscription>(opened, {
        close() {
          open.delete(opened);
          return callBus(() => opened.close());
        },
      });
    },
    close,
  });
}

const ignore = (): void => {};

/** No handler of a process that was killed ever returns. */
function neverReturns(): Promise<void> {
  return Promise.withResolvers<void>().promise;
}

/** Returns the object with some of its functions replaced. A part that is missing stays missing. */
function ownedParts<Parts extends object>(given: Parts, replaced: Partial<Parts>): Parts {
  if (typeof given !== "object" || given === null) return given;
  // The object itself as the target would be wrong: a proxy cannot replace a part of a frozen object.
  return new Proxy({} as Parts, {
    get(_target, name) {
      const value: unknown = Reflect.get(given, name, given);
      if (typeof value !== "function") return value;
      const owned: unknown = Reflect.get(replaced, name);
      return owned ?? value.bind(given);
    },
    has: (_target, name) => name in given,
  });
}
