import {
  isCertainRejection,
  type Bus,
  type StartPosition,
  type Subscription,
} from "../../bus/contract.ts";
import { assertSubscription } from "../../bus/validate-module.ts";
import { withDeadline } from "../../clock.ts";
import { EnvironmentError, errorText, WaitTimeoutError } from "../../errors.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
import type { Recorder } from "../../history/recorder.ts";
import { payloadShape } from "../../workload/payload-shape.ts";
import { createPayload } from "../../workload/payload.ts";
import { BusRefusal } from "./bus-refusal.ts";
import { recordBusFailures } from "./record-bus-failures.ts";
import { createRecordedHandler } from "./recorded-handler.ts";
import { textOf } from "./sanitize-bus-input.ts";

/**
 * The calls that the harness makes on the buses of a run. Each is recorded before it is made and when
 * it settles, and so is every call that a bus makes on a handler.
 */
export interface RecordedCalls {
  /** Publishes one message. Never rejects, because the history has the answer of the bus. */
  publish(bus: Bus, message: OutgoingMessage): Promise<void>;
  /**
   * Subscribes within 8 s. `openBus` is called after the subscribe call is recorded, so that a
   * start-up race covers the very first command of the bus.
   *
   * @throws BusRefusal if the bus does not open or does not subscribe; EnvironmentError if its link
   *   cannot be opened.
   */
  subscribe(openBus: () => Promise<Bus>, wanted: WantedSubscription): Promise<Subscription>;
  /**
   * Closes the subscriptions that are open, within 5 s each, and records failures. Every handler has
   * returned when it resolves, even if its bus does not wait for handlers.
   */
  closeSubscriptions(): Promise<void>;
}

interface OutgoingMessage {
  readonly role: string;
  readonly topic: string;
  readonly sequence: number;
  /** The time of the schedule, in milliseconds since the run began. */
  readonly intendedMs: number;
  readonly canary: boolean;
}

interface WantedSubscription {
  readonly role: string;
  readonly topic: string;
  readonly group: string;
  readonly consumer: string;
  readonly from: StartPosition;
}

export interface RecordedCallsOptions {
  readonly recorder: Recorder;
  readonly runId: string;
  /** The usual length of a payload, in characters. */
  readonly payloadBytes: number;
  /** Ends the wait for a subscribe call. */
  readonly signal?: AbortSignal | undefined;
}

const subscribeTimeoutMs = 8_000;
const closeTimeoutMs = 5_000;

export function createRecordedCalls(options: RecordedCallsOptions): RecordedCalls {
  const { recorder, signal } = options;
  const open = new Set<Subscription>();
  const handler = createRecordedHandler(options);
  let subscriptions = 0;

  function recordClose(opened: Subscription, role: string, subscription: number): Subscription {
    const common = { kind: "close", process: role, subscription } as const;
    const recorded: Subscription = {
      async close() {
        if (!open.delete(recorded)) return;
        recorder.record({ ...common, type: "invoke" });
        try {
          await withDeadline(opened.close(), `${role} to close a subscription`, closeTimeoutMs);
          recorder.record({ ...common, type: "ok" });
        } catch (error) {
          recorder.record({ ...common, type: "info", error: errorText(error) });
          const failure = `${role} did not close a subscription${howCloseFailed(error)}`;
          recordBusFailures(recorder, [failure]);
        }
      },
    };
    open.add(recorded);
    return recorded;
  }

  return {
    publish(bus, message) {
      if (message.canary) handler.lingerOver(`${message.role}/${message.sequence}`);
      return publishRecorded(bus, message, options);
    },
    async subscribe(openBus, { role, topic, group, consumer, from }) {
      const subscription = subscriptions++;
      const common = { kind: "subscribe", process: role, subscription } as const;
      recorder.record({ ...common, type: "invoke", topic, group, consumer, from });
      try {
        const bus = await openBus();
        const subscribing = bus.subscribe(topic, { group, consumer, from }, (message) =>
          handler.handle(role, subscription, message),
        );
        const limited = withDeadline(subscribing, `${role} to subscribe`, subscribeTimeoutMs);
        const opened = await orAbort(limited, signal);
        assertSubscription(opened);
        recorder.record({ ...common, type: "ok" });
        return recordClose(opened, role, subscription);
      } catch (error) {
        recorder.record({ ...common, type: "info", error: errorText(error) });
        signal?.throwIfAborted();
        // If the link cannot be opened, the bus has refused nothing.
        if (error instanceof EnvironmentError) throw error;
        throw new BusRefusal(`${role} did not subscribe: ${errorText(error)}`, { cause: error });
      }
    },
    async closeSubscriptions() {
      await Promise.all([...open].map((subscription) => subscription.close()));
      await handler.settled();
    },
  };
}

function howCloseFailed(error: unknown): string {
  if (error instanceof WaitTimeoutError) return ` within ${closeTimeoutMs} ms`;
  return `: ${errorText(error)}`;
}

async function publishRecorded(
  bus: Bus,
  { role, topic, sequence, intendedMs, canary }: OutgoingMessage,
  { recorder, runId, payloadBytes }: RecordedCallsOptions,
): Promise<void> {
  const common = { kind: "publish", process: role, message: `${role}/${sequence}` } as const;
  const shape = payloadShape(sequence, payloadBytes);
  const payload = createPayload({ runId, publisher: role, sequence, topic, ...shape });
  recorder.record({ ...common, type: "invoke", topic, intendedMs, ...(canary && { canary }) });
  try {
    const id: unknown = await bus.publish(topic, payload);
    recorder.record({ ...common, type: "ok", id: textOf(id) });
  } catch (error) {
    const type = isCertainRejection(error) ? "fail" : "info";
    recorder.record({ ...common, type, error: errorText(error) });
  }
}
