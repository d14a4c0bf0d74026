import type { BusMessage } from "../../bus/contract.ts";
import { nowMs, sleep } from "../../clock.ts";
import { errorText } from "../../errors.ts";
import type { MessageKey } from "../../history/operations/operation-base.ts";
import type { Recorder } from "../../history/recorder.ts";
import type { EqualMessages } from "../../workload/equal-messages.ts";
import { actsByMessage, type HandlerAct, type HandlerStep } from "../../workload/handler-plan.ts";
import { readPayload } from "../../workload/payload.ts";
import { ExitOfHandler } from "./exit-of-handler.ts";
import { sanitizeMessage } from "./sanitize-bus-input.ts";

/** The handler of every subscription of a run. It records each call, and does what the plan says. */
export interface RecordedHandler {
  /** Handles most messages at once, and lingers for 5 ms over some. Throws or rejects where the plan says so. */
  handle(subscriber: HandlingSubscriber, incoming: BusMessage): void | Promise<void>;
  /** Makes the handler linger over this message when it comes. */
  lingerOver(message: MessageKey): void;
  /** Returns how many handlers of a role have not returned. */
  handling(role: string): number;
  /** Forgets the running handlers of a role, whose process has ended. Their ends are not recorded. */
  forget(role: string): void;
  /** Resolves when no handler is running, even if its bus does not wait for handlers. */
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
  /** The process of the role has ended. */
  isOver: boolean;
}

/** How a call of the handler ends. */
interface Ending {
  readonly afterMs: number;
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
  const endingOf = createPlannedEndings(handlers);
  const running = new Map<Promise<void>, RunningHandler>();
  let deliveries = 0;

  return {
    handle(subscriber, incoming) {
      const { role, subscription } = subscriber;
      const common = { kind: "deliver", process: role, delivery: deliveries++ } as const;
      const { id, topic, payload, attempt } = sanitizeMessage(incoming);
      const special = payload === "" ? emptyMessage : equals?.find(payload);
      const read = special === undefined ? readPayload(payload, runId) : { message: special };
      const known = "damage" in read ? { damage: read.damage } : { message: read.message };
      // Records the topic that the bus names, so that the judge can see a misrouted message.
      recorder.record({ ...common, type: "invoke", subscription, id, topic, attempt, ...known });
      const { message } = known;
      const isLingering = message !== undefined && (chosen.has(message) || isEarly(message));
      const ending = endingOf(subscriber, message) ?? { afterMs: isLingering ? lingerMs : 0 };
      const { afterMs, error } = ending;
      const call: RunningHandler = { role, isOver: false };
      const end = (): void => {
        if (call.isOver || error instanceof ExitOfHandler) throw error ?? processIsOver();
        if (error === undefined) return void recorder.record({ ...common, type: "ok" });
        recorder.record({ ...common, type: "fail", error: errorText(error) });
        throw error;
      };
      if (afterMs === 0) return end();
      const handling = sleep(afterMs).then(end);
      running.set(handling, call);
      void handling.catch(() => {}).finally(() => running.delete(handling));
      return handling;
    },
    lingerOver: (message) => void chosen.add(message),
    handling: (role) => [...running.values()].filter((call) => call.role === role).length,
    forget(role) {
      for (const [handling, call] of running) {
        if (call.role !== role) continue;
        call.isOver = true;
        running.delete(handling);
      }
    },
    settled: async () => void (await Promise.allSettled(running.keys())),
  };
}

/** Returns how the next call with a message ends, if the plan says so. Counts the calls of each group. */
function createPlannedEndings(handlers: readonly HandlerStep[]) {
  const acts = actsByMessage(handlers);
  const calls = new Map<string, number>();
  const outages = new Map<string, number>();

  function isOverFor(name: string, ms: number): boolean {
    const untilMs = outages.get(name) ?? nowMs() + ms;
    outages.set(name, untilMs);
    return nowMs() >= untilMs;
  }

  return ({ topic, group }: HandlingSubscriber, message = ""): Ending | undefined => {
    const act = acts.get(message);
    if (act === undefined) return undefined;
    if (act.kind === "be-slow") return { afterMs: act.ms };
    const name = JSON.stringify([topic, group]);
    if (act.kind === "throw-for" && isOverFor(name, act.ms)) return undefined;
    const call = JSON.stringify([name, message]);
    const earlier = calls.get(call) ?? 0;
    calls.set(call, earlier + 1);
    return endingOfCall(act, message, earlier);
  };
}

/** Returns how a call ends after this number of earlier calls with the same message. */
function endingOfCall(
  act: Exclude<HandlerAct, { readonly kind: "be-slow" }>,
  message: MessageKey,
  earlier: number,
): Ending | undefined {
  if (act.kind === "exit") {
    const error = new ExitOfHandler(act.exitCode);
    return earlier < act.times ? { afterMs: lingerMs, error } : undefined;
  }
  if (earlier > 0) return undefined;
  const error = new Error(`the handler plan lets ${message} fail once`);
  return { afterMs: act.kind === "throw-once" && act.how === "rejection" ? lingerMs : 0, error };
}

function processIsOver(): Error {
  return new Error("the process of the handler has ended");
}

function isEarly(message: MessageKey): boolean {
  const sequence = Number(message.slice(message.lastIndexOf("/") + 1));
  return sequence < lingerBelowSequence && sequence % lingerEvery === 0;
}
