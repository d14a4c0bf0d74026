import type { DirectTestRedis } from "../../../../tests/support/direct-test-redis.ts";
import type { OperationDraft } from "../../../history/operation.ts";
import type { Publishers } from "../../participants/publishers.ts";
import { createAuditor, type Auditor } from "../../redis/auditor.ts";
import { createLedger } from "../../watch/ledger.ts";
import type { DrainOptions } from "../drain.ts";

/** The outcome of a message. `lost`: acknowledged and never handled. */
export type MessageFate = "handled" | "lost" | "rejected" | "in doubt";

/** The options of a drain, with a ledger that a test feeds. */
export interface ScriptedBacklog {
  /** At-least-once, with a stall limit of 100 ms. */
  readonly options: DrainOptions & { readonly auditor: Auditor };
  /** Publishes a message of this fate and returns its key. */
  publish(fate: MessageFate, canary?: boolean): string;
  /** Lets the group handle a message. */
  deliver(message: string): void;
  /** Returns how many canaries the drain has sent. */
  canaries(): number;
}

export const scriptedKey = "stream";
export const scriptedGroup = "g";
const topic = "orders";

/**
 * Creates a ledger with one open group and no message.
 *
 * @param fates the fates of the first canaries; later ones are handled.
 */
export function scriptBacklog(
  { direct }: DirectTestRedis,
  fates: readonly MessageFate[] = [],
): ScriptedBacklog {
  const ledger = createLedger(true);
  let index = 0;
  const feed = (draft: OperationDraft): void => ledger.watch({ index, timeMs: index++, ...draft });
  const subscribe = { kind: "subscribe", process: "subscriber-0", subscription: 0 } as const;
  const wanted = { topic, group: scriptedGroup, consumer: "c", from: "start" } as const;
  feed({ ...subscribe, type: "invoke", ...wanted });
  feed({ ...subscribe, type: "ok" });

  let published = 0;
  function publish(fate: MessageFate, canary = false): string {
    const message = `publisher-0/${published++}`;
    const call = { kind: "publish", process: "publisher-0", message } as const;
    feed({ ...call, type: "invoke", topic, intendedMs: 0, canary });
    if (fate === "rejected") feed({ ...call, type: "fail", error: "no" });
    else if (fate === "in doubt") feed({ ...call, type: "info", error: "no reply" });
    else feed({ ...call, type: "ok", id: "1-0" });
    if (fate === "handled") deliver(message);
    return message;
  }
  function deliver(message: string): void {
    const call = { kind: "deliver", process: "subscriber-0", delivery: index } as const;
    feed({ ...call, type: "invoke", subscription: 0, message, id: "1-0", topic, attempt: 1 });
    feed({ ...call, type: "ok" });
  }

  let canaries = 0;
  const sendCanaries = (): string[] => [publish(fates[canaries++] ?? "handled", true)];
  const publishers: Pick<Publishers, "sendCanaries"> = { sendCanaries };
  const options = {
    ledger,
    publishers,
    auditor: createAuditor({ holderOf: async () => ({ number: 0, ask: direct.ask }) }, "run"),
    streamKey: () => scriptedKey,
    atLeastOnce: true,
    stallLimitMs: 100,
    signal: new AbortController().signal,
  };
  return { options, publish, deliver, canaries: () => canaries };
}

/** Adds entries to the stream and lets the group read them without an acknowledgement. */
export async function readWithoutAcknowledging(
  redis: DirectTestRedis,
  entries: number,
): Promise<void> {
  await redis.fill(scriptedKey, entries);
  await redis.direct.ask(["XGROUP", "CREATE", scriptedKey, scriptedGroup, "0"]);
  const read = ["XREADGROUP", "GROUP", scriptedGroup, "c", "STREAMS", scriptedKey, ">"];
  await redis.direct.ask(read);
}
