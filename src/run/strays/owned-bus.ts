import type { Bus, BusContext, BusModule, Subscription } from "../../bus/contract.ts";
import type { RunErrors } from "./run-errors.ts";

/**
 * Returns the module with every call between the harness and its buses made on behalf of the role, so
 * that errors that reach no caller find their run. All else stays as it is, malformed parts included.
 */
export function ownedBus(
  module: BusModule,
  errors: Pick<RunErrors, "callBus" | "busClosed">,
): BusModule {
  const open = async (context: BusContext): Promise<Bus> => {
    const { role, notify } = context;
    const callBus = <Result>(call: () => Result): Result => errors.callBus(role, call);
    const owned: BusContext = { ...context, notify: (notice) => callBus(() => notify(notice)) };
    const bus = await callBus(() => module.open(owned));
    return ownedParts(bus, {
      publish: (...given) => callBus(() => bus.publish(...given)),
      async subscribe(topic, options, handler) {
        const handle: typeof handler = (message) => callBus(() => handler(message));
        const opened = await callBus(() => bus.subscribe(topic, options, handle));
        return ownedParts<Subscription>(opened, { close: () => callBus(() => opened.close()) });
      },
      close() {
        const closing = callBus(() => bus.close());
        void Promise.resolve(closing).then(() => errors.busClosed(role), ignore);
        return closing;
      },
    });
  };
  return ownedParts(module, { open });
}

const ignore = (): void => {};

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
