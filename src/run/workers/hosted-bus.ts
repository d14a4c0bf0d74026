import type {
  Bus,
  BusContext,
  BusLogger,
  BusMessage,
  BusModule,
  MessageHandler,
  Subscription,
} from "../../bus/contract.ts";
import { assertBus, assertSubscription } from "../../bus/validate-module.ts";
import { sanitizeMessage, sanitizeNotice, textOf } from "../record/sanitize-bus-input.ts";
import type { LogLevel, SentContext, WorkerCall, WorkerNews } from "./worker-messages.ts";

/** The bus in this worker. */
export interface HostedBus {
  /** Makes a call on the bus. Resolves with the id of a published message, and with an empty text otherwise. */
  call(wanted: WorkerCall): Promise<string>;
  /** Lets the handler of a delivery return, or fail with an error. */
  handled(delivery: number, error: string | undefined): void;
  /** Aborts the signal that the bus got. */
  abort(): void;
}

/** Hosts a bus, whose handlers run in the harness: each delivery is told to it, and waits for its answer. */
export function createHostedBus(module: BusModule, tell: (news: WorkerNews) => void): HostedBus {
  const controller = new AbortController();
  const subscriptions = new Map<number, Subscription>();
  const running = new Map<number, PromiseWithResolvers<void>>();
  let bus: Bus | undefined;
  let deliveries = 0;

  const deliver =
    (subscription: number): MessageHandler =>
    async (given: BusMessage) => {
      const delivery = deliveries++;
      const ending = Promise.withResolvers<void>();
      running.set(delivery, ending);
      tell({ kind: "deliver", delivery, subscription, message: sanitizeMessage(given) });
      await ending.promise;
    };

  async function open(sent: SentContext): Promise<void> {
    const opened = await module.open(contextOf(sent, controller.signal, tell));
    assertBus(opened, module.name);
    bus = opened;
  }

  return {
    async call(wanted) {
      if (wanted.kind === "open") await open(wanted.context);
      else if (!bus) throw new Error("the bus of this worker is not open");
      else if (wanted.kind === "publish") {
        return textOf(await bus.publish(wanted.topic, wanted.payload));
      } else if (wanted.kind === "subscribe") {
        const { topic, options, subscription } = wanted;
        const opened = await bus.subscribe(topic, options, deliver(subscription));
        assertSubscription(opened);
        subscriptions.set(subscription, opened);
      } else if (wanted.kind === "close-subscription") {
        await subscriptions.get(wanted.subscription)?.close();
      } else await bus.close();
      return "";
    },
    handled(delivery, error) {
      const ending = running.get(delivery);
      running.delete(delivery);
      if (error === undefined) ending?.resolve();
      else ending?.reject(new Error(error));
    },
    abort: () => controller.abort(),
  };
}

function contextOf(
  sent: SentContext,
  signal: AbortSignal,
  tell: (news: WorkerNews) => void,
): BusContext {
  return {
    ...sent,
    logger: createLogger(tell),
    signal,
    notify(given) {
      const notice = sanitizeNotice(given);
      if (notice) tell({ kind: "notice", notice });
    },
  };
}

function createLogger(tell: (news: WorkerNews) => void): BusLogger {
  const log =
    (level: LogLevel) =>
    (given: unknown, fields?: unknown): void => {
      const isObject = typeof fields === "object" && fields !== null;
      tell({ kind: "log", level, text: textOf(given), ...(isObject && { fields: plain(fields) }) });
    };
  return { debug: log("debug"), info: log("info"), warn: log("warn"), error: log("error") };
}

/** Returns a copy that can go to another process: fields may hold functions and sockets. */
function plain(fields: object): object {
  try {
    return JSON.parse(JSON.stringify(fields)) as object;
  } catch {
    return { fields: "that are no JSON" };
  }
}
