import {
  isCertainRejection,
  type Bus,
  type StartPosition,
  type Subscription,
} from "../../bus/contract.ts";
import { assertSubscription } from "../../bus/validate-module.ts";
import { EnvironmentError, errorText } from "../../errors.ts";
import { calling } from "../../fixtures/event-loop/watch-event-loop.ts";
import { orAbort } from "../../fixtures/or-abort.ts";
import type { Recorder } from "../../history/recorder.ts";
import { createEqualMessages, type EqualMessages } from "../../workload/equal-messages.ts";
import type { HandlerStep } from "../../workload/handler-plan.ts";
import {
  emptyMessageOf,
  equalPayloadOf,
  payloadShape,
  type PayloadKind,
} from "../../workload/payload-shape.ts";
import { createEqualPayload, createPayload } from "../../workload/payload.ts";
import { BusRefusal, HungCall } from "./bus-refusal.ts";
import { recordBusFailures } from "./record-bus-failures.ts";
import { createRecordedHandler } from "./recorded-handler.ts";
import { textOf } from "./sanitize-bus-input.ts";
import { gaveUp, withinLimit } from "./within-limit.ts";

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
   * @throws BusRefusal if the bus does not open or does not subscribe, as HungCall if that took too
   *   long; EnvironmentError if its link cannot be opened.
   */
  subscribe(openBus: () => Promise<Bus>, wanted: WantedSubscription): Promise<Subscription>;
  /**
   * Closes the open subscriptions of a role, or of every role by default, within 5 s each, and records failures. When
   * all are closed, every handler has returned, even if its bus does not wait for handlers.
   */
  closeSubscriptions(role?: string): Promise<void>;
  /** Returns how many handlers of a role have not returned. */
  handling(role: string): number;
  /** Forgets what a role has open, because its process has ended. */
  forget(role: string): void;
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
  /** True for a fresh subscriber, which the harness opens after the drain. */
  readonly rescue?: boolean;
}

export interface RecordedCallsOptions {
  readonly recorder: Recorder;
  readonly runId: string;
  /** Names the run for people: `restart/sigterm-1s`. */
  readonly runName: string;
  /** The usual length of a payload, in characters. */
  readonly payloadBytes: number;
  /** `usual` by default. */
  readonly payloads?: PayloadKind | undefined;
  /** The messages with which the handler does not simply succeed. By default it succeeds with every message. */
  readonly handlers?: readonly HandlerStep[];
  /** Ends the wait for a subscribe call. */
  readonly signal?: AbortSignal | undefined;
}

const subscribeTimeoutMs = 8_000;
const closeTimeoutMs = 5_000;

export function createRecordedCalls(options: RecordedCallsOptions): RecordedCalls {
  const { recorder, runName, signal } = options;
  const open = new Map<Subscription, string>();
  const equals = createEqualMessages();
  const handler = createRecordedHandler({
    ...options,
    equals,
    emptyMessage: emptyMessageOf(options.payloads ?? "usual"),
  });
  let subscriptions = 0;

  return {
    publish(bus, message) {
      if (message.canary) handler.lingerOver(`${message.role}/${message.sequence}`);
      return publishRecorded(bus, message, { ...options, equals });
    },
    async subscribe(openBus, { role, topic, group, consumer, from, rescue }) {
      const subscription = subscriptions++;
      const common = { kind: "subscribe", process: role, subscription } as const;
      const asked = { topic, group, consumer, from, ...(rescue && { rescue }) };
      recorder.record({ ...common, type: "invoke", ...asked });
      const subscribeOn = async (bus: Bus): Promise<Subscription> => {
        const wanted = { group, consumer, from };
        const subscriber = { role, subscription, topic, group };
        const opened = await calling(`${role}.subscribe in ${runName}`, () =>
          bus.subscribe(topic, wanted, (message) => handler.handle(subscriber, message)),
        );
        assertSubscription(opened);
        return opened;
      };
      let isOpen = false;
      try {
        const bus = await openBus();
        isOpen = true;
        const limited = withinLimit(subscribeOn(bus), `subscribe of ${role}`, subscribeTimeoutMs);
        const opened = await orAbort(limited, signal);
        recorder.record({ ...common, type: "ok" });
        const closing = { role, subscription, open, onClose: () => handler.release(subscription) };
        const recorded = recordClose(opened, closing, options);
        open.set(recorded, role);
        return recorded;
      } catch (error) {
        // A bus that did not open in time has a record of its own, so it is no hung subscribe call.
        const hung = isOpen ? gaveUp(error) : {};
        recorder.record({ ...common, type: "info", error: errorText(error), ...hung });
        signal?.throwIfAborted();
        // If the link cannot be opened, the bus has refused nothing.
        if (error instanceof EnvironmentError || error instanceof BusRefusal) throw error;
        throw refusalOf(`${role} did not subscribe to ${topic}`, error);
      }
    },
    async closeSubscriptions(wanted) {
      const chosen = [...open].filter(([, role]) => wanted === undefined || role === wanted);
      await Promise.all(chosen.map(([subscription]) => subscription.close()));
      if (wanted === undefined) await handler.settled();
    },
    handling: handler.handling,
    forget(ended) {
      handler.forget(ended);
      for (const [subscription, role] of open) if (role === ended) open.delete(subscription);
    },
  };
}

function refusalOf(what: string, error: unknown): BusRefusal {
  return new BusRefusal(`${what}: ${errorText(error)}`, { cause: error });
}

interface ClosingSubscription {
  readonly role: string;
  readonly subscription: number;
  /** The open subscriptions with their roles. A closed one leaves the map. */
  readonly open: Map<Subscription, string>;
  /** Called when the close call begins. */
  readonly onClose: () => void;
}

/** Returns the subscription with a close call that is recorded, and that never rejects. */
function recordClose(
  opened: Subscription,
  { role, subscription, open, onClose }: ClosingSubscription,
  { recorder, runName }: Pick<RecordedCallsOptions, "recorder" | "runName">,
): Subscription {
  const name = `the close of a subscription of ${role} in ${runName}`;
  const common = { kind: "close", process: role, subscription } as const;
  const recorded: Subscription = {
    async close() {
      if (!open.delete(recorded)) return;
      recorder.record({ ...common, type: "invoke" });
      onClose();
      try {
        const closing = Promise.try(() => calling(name, () => opened.close()));
        await withinLimit(closing, `close of a subscription of ${role}`, closeTimeoutMs);
        recorder.record({ ...common, type: "ok" });
      } catch (error) {
        recorder.record({ ...common, type: "info", error: errorText(error), ...gaveUp(error) });
        if (error instanceof HungCall) return;
        const failure = `${role} did not close a subscription: ${errorText(error)}`;
        recordBusFailures(recorder, [failure]);
      }
    },
  };
  return recorded;
}

async function publishRecorded(
  bus: Bus,
  outgoing: OutgoingMessage,
  options: RecordedCallsOptions & { readonly equals: EqualMessages },
): Promise<void> {
  const { role, topic, sequence, intendedMs, canary } = outgoing;
  const { recorder, runName } = options;
  const common = { kind: "publish", process: role, message: `${role}/${sequence}` } as const;
  const { payload, ...equal } = contentOf(outgoing, options);
  const marks = { ...(canary && { canary }), ...equal };
  recorder.record({ ...common, type: "invoke", topic, intendedMs, ...marks });
  try {
    const name = `${role}.publish in ${runName}`;
    const id = textOf(await calling(name, () => bus.publish(topic, payload)));
    recorder.record({ ...common, type: "ok", ...(id !== "" && { id }) });
  } catch (error) {
    const type = isCertainRejection(error) ? "fail" : "info";
    recorder.record({ ...common, type, error: errorText(error) });
  }
}

/** Returns the payload of a message, and the first message with this payload if an earlier one has it. */
function contentOf(
  { role, topic, sequence, canary }: OutgoingMessage,
  {
    runId,
    payloadBytes,
    payloads = "usual",
    equals,
  }: RecordedCallsOptions & { readonly equals: EqualMessages },
): { readonly payload: string; readonly equals?: string } {
  const message = `${role}/${sequence}`;
  if (message === emptyMessageOf(payloads)) return { payload: "" };
  const names = { runId, publisher: role, topic, bytes: payloadBytes };
  // A group need not get a canary that was published before it was ready, so a canary has a payload of its own.
  const number = canary ? undefined : equalPayloadOf(sequence, payloads);
  if (number !== undefined) {
    const payload = createEqualPayload(names, number);
    const first = equals.publish(payload, message);
    return { payload, ...(first !== undefined && { equals: first }) };
  }
  const shape = payloadShape(sequence, payloadBytes, payloads);
  return { payload: createPayload({ ...names, sequence, ...shape }) };
}
