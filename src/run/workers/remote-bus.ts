import type { Bus, BusContext, MessageHandler } from "../../bus/contract.ts";
import { errorText } from "../../errors.ts";
import { ExitOfHandler } from "../record/exit-of-handler.ts";
import type { CaughtError } from "../strays/caught-error.ts";
import type { WorkerNews } from "./worker-messages.ts";
import type { WorkerListener, WorkerProcess } from "./worker-process.ts";

/** The acts of a bus in a process that no call of the harness asked for. */
export interface RemoteBusEvents {
  /** Takes an error that reached no caller. */
  onStrayError(error: CaughtError): void;
  onOutput(text: string): void;
  /** Called when the bus has closed. */
  onClosed(): void;
  /** Called before a handler ends the process. */
  onExit(): void;
  /** Called when the process answers a `ping`. */
  onPong(): void;
}

type Deliver = Extract<WorkerNews, { kind: "deliver" }>;

/**
 * Opens the bus of a role in its process, and returns a bus whose calls go there. Its handlers run here: the process
 * reports each delivery and waits for its end, so the history has both in their order.
 */
export async function openRemoteBus(
  worker: WorkerProcess,
  context: BusContext,
  events: RemoteBusEvents,
): Promise<Bus> {
  const { url, role, namespace, blockMs, signal } = context;
  const handlers = new Map<number, MessageHandler>();
  worker.listen(createListener({ worker, context, events, handlers }));
  const abort = (): void => worker.tell({ kind: "abort" });
  signal.addEventListener("abort", abort, { once: true });
  void worker.ended.then(() => signal.removeEventListener("abort", abort));
  const sent = { url, role, namespace, ...(blockMs !== undefined && { blockMs }) };
  await worker.call({ kind: "open", context: sent });
  let subscriptions = 0;
  return {
    publish: async (topic, payload) => await worker.call({ kind: "publish", topic, payload }),
    async subscribe(topic, options, handler) {
      const subscription = subscriptions++;
      handlers.set(subscription, handler);
      await worker.call({ kind: "subscribe", subscription, topic, options });
      return {
        close: async () => void (await worker.call({ kind: "close-subscription", subscription })),
      };
    },
    async close() {
      await worker.call({ kind: "close" });
      events.onClosed();
    },
  };
}

interface ListenerParts {
  readonly worker: WorkerProcess;
  readonly context: BusContext;
  readonly events: RemoteBusEvents;
  readonly handlers: ReadonlyMap<number, MessageHandler>;
}

function createListener({ worker, context, events, handlers }: ListenerParts): WorkerListener {
  async function deliver({ delivery, subscription, message }: Deliver): Promise<void> {
    try {
      await handlers.get(subscription)?.(message);
      worker.tell({ kind: "handled", delivery });
    } catch (error) {
      if (error instanceof ExitOfHandler) {
        events.onExit();
        worker.tell({ kind: "exit", exitCode: error.exitCode });
      } else worker.tell({ kind: "handled", delivery, error: errorText(error) });
    }
  }

  return {
    onOutput: events.onOutput,
    onNews(news) {
      switch (news.kind) {
        case "deliver":
          void deliver(news);
          return;
        case "notice":
          return context.notify(news.notice);
        case "log":
          return context.logger[news.level](news.text, news.fields as Record<string, unknown>);
        case "stray-error":
          return events.onStrayError(news.error);
        case "pong":
          return events.onPong();
        default:
      }
    },
  };
}
