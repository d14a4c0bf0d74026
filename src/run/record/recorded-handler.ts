import type { BusMessage } from "../../bus/contract.ts";
import { sleep } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { EqualMessages } from "../../workload/equal-messages.ts";
import type { HandlerStep } from "../../workload/handler-plan.ts";
import { readPayload } from "../../workload/payload.ts";
import { createPlannedCalls, type PlannedCall } from "../../workload/planned-calls.ts";
import { ExitOfHandler } from "./exit-of-handler.ts";
import { sanitizeMessage } from "./sanitize-bus-input.ts";

/** The handler of every subscription of a run. It records each call, and does what the plan says. */
export interface RecordedHandler {
  /** Handles most messages at once, and lingers for 5 ms over some. Throws, rejects or hangs where the plan says so. */
  handle(subscriber: HandlingSubscriber, incoming: BusMessage): void | Promise<void>;
  /** Makes the handler linger over this message when it comes. */
  lingerOver(message: MessageKey): void;
  /** Returns how many handlers of a role have not returned. */
  handling(role: string): number;
  /** Forgets the running handlers of a role, whose process has ended. Their ends are not recorded. */
  forget(role: string): void;
  /**
   * Lets the handlers fail that hang in a subscription. Call it when the subscription begins to close, because a bus
   * may wait for its handlers then.
   */
  release(subscription: number): void;
  /** Resolves when no handler is running, even if its bus does not wait for handlers. Lets all fail that hang. */
  settled(): Promise<void>;
}

interface HandlingSubscriber {
  readonly role: string;
  readonly subscription: number;
  readonly topic: string;
  readonly group: string;
}

export interface RecordedHandlerOptions {
  readonly recorder: Recorder;
  readonly runId: string;
  /** The messages with which the handler does not simply succeed. By default it succeeds with every message. */
  readonly handlers?: readonly HandlerStep[];
  /** The message whose payload is the empty text. No message by default. */
  readonly emptyMessage?: MessageKey | undefined;
  /** The payloads that several messages have. No payloads by default. */
  readonly equals?: Pick<EqualMessages, "find">;
}

/**
 * A bus may acknowledge a message before it calls the handler, or without waiting for the handler.
 * That shows only while a handler runs longer than an acknowledgement takes to reach Redis, so the
 * handler lingers for 5 ms. If it lingered over every message, the harness would set the pace of the
 * bus. So it lingers over one in ten of the first 200 messages of each publisher, and over canaries.
 */
const lingerMs = 5;
const lingerBelowSequence = 200;
const lingerEvery = 10;

/** A call of the handler that has not ended. */
interface RunningHandler {
  readonly role: string;
  readonly subscription: number;
  /** Lets the call fail if it hangs. */
  readonly release: () => void;
  /** The process of the role has ended. */
  isOver: boolean;
}

/** How a call of the handler ends. */
interface Ending {
  /** Absent if it hangs. */
  readonly afterMs?: number;
  /** Absent if it succeeds. */
  readonly error?: Error;
}

export function createRecordedHandler({
  recorder,
  runId,
  handlers = [],
  emptyMessage,
  equals,
}: RecordedHandlerOptions): RecordedHandler {
  const chosen = new Set<MessageKey>();
  const plannedCall = createPlannedCalls(handlers);
  const running = createRunningHandlers();
  let deliveries = 0;

  return {
    handle(subscriber, incoming) {
      const { role, subscription } = subscriber;
      const common = { kind: "deliver", process: role, delivery: deliveries++ } as const;
      const { id, topic, payload, attempt } = sanitizeMessage(incoming);
      const special = payload === "" ? emptyMessage : equals?.find(payload);
      const read = special === undefined ? readPayload(payload, runId) : { message: special };
      const known = "damage" in read ? { damage: read.damage } : { message: read.message };
      const { message } = known;
      const planned = message === undefined ? undefined : plannedCall(subscriber, message);
      // Records the topic that the bus names, so that the judge can see a misrouted message.
      const what = { subscription, id, topic, attempt, ...known, ...marksOf(planned) };
      recorder.record({ ...common, type: "invoke", ...what });
      const isLingering = message !== undefined && (chosen.has(message) || isEarly(message));
      const { afterMs, error } = endingOf(planned) ?? { afterMs: isLingering ? lingerMs : 0 };
      const end = ({ isOver }: Pick<RunningHandler, "isOver">): void => {
        if (isOver || error instanceof ExitOfHandler) throw error ?? processIsOver();
        if (error === undefined) return void recorder.record({ ...common, type: "ok" });
        recorder.record({ ...common, type: "fail", error: errorText(error) });
        throw error;
      };
      return afterMs === 0
        ? end({ isOver: false })
        : running.endLater({ role, subscription }, afterMs, end);
    },
    lingerOver: (message) => void chosen.add(message),
    ...running,
  };
}

type EndOf = (call: Pick<RunningHandler, "isOver">) => void;

type RunningHandlers = Pick<RecordedHandler, "handling" | "forget" | "release" | "settled"> & {
  /** Calls `end` after a time, or without one when the call is released. Keeps the call in mind until then. */
  endLater(
    call: Pick<RunningHandler, "role" | "subscription">,
    afterMs: number | undefined,
    end: EndOf,
  ): Promise<void>;
};

function createRunningHandlers(): RunningHandlers {
  const running = new Map<Promise<void>, RunningHandler>();

  function release(isMeant: (call: RunningHandler) => boolean): void {
    for (const call of running.values()) if (isMeant(call)) call.release();
  }

  return {
    endLater(call, afterMs, end) {
      const released = Promise.withResolvers<void>();
      const state = { ...call, release: released.resolve, isOver: false };
      const wait = afterMs === undefined ? released.promise : sleep(afterMs);
      const handling = wait.then(() => end(state));
      running.set(handling, state);
      void handling.catch(() => {}).finally(() => running.delete(handling));
      return handling;
    },
    handling: (role) => [...running.values()].filter((call) => call.role === role).length,
    forget(role) {
      for (const [handling, call] of running) {
        if (call.role !== role) continue;
        call.isOver = true;
        call.release();
        running.delete(handling);
      }
    },
    release: (subscription) => release((call) => call.subscription === subscription),
    async settled() {
      release(() => true);
      await Promise.allSettled(running.keys());
    },
  };
}

function marksOf(planned: PlannedCall | undefined): { readonly neverSucceeds?: true } {
  return planned?.neverSucceeds === true ? { neverSucceeds: true } : {};
}

/** Returns the ending of a call that the plan names; `undefined` for any other call. */
function endingOf(planned: PlannedCall | undefined): Ending | undefined {
  if (planned === undefined) return undefined;
  const { end } = planned;
  switch (end.kind) {
    case "succeed":
      return { afterMs: end.afterMs };
    case "hang":
      return { error: new Error("the handler hung until its subscription began to close") };
    case "exit":
      return { afterMs: lingerMs, error: new ExitOfHandler(end.exitCode) };
    case "throw":
      return { afterMs: end.how === "rejection" ? lingerMs : 0, error: new Error(end.text) };
  }
}

function processIsOver(): Error {
  return new Error("the process of the handler has ended");
}

function isEarly(message: MessageKey): boolean {
  const sequence = Number(message.slice(message.lastIndexOf("/") + 1));
  return sequence < lingerBelowSequence && sequence % lingerEvery === 0;
}
