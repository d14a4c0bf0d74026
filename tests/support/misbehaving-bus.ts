import { writeSync } from "node:fs";

import type {
  Bus,
  BusContext,
  BusMessage,
  BusModule,
  MessageHandler,
} from "../../src/bus/contract.ts";
import { nowMs } from "../../src/clock.ts";

/** A bus within this process that is sound but for the one thing that MISBEHAVIOUR names. */
const misbehaviour = process.env["MISBEHAVIOUR"] ?? "none";
const never = new Promise<never>(() => {});
const handlers = new Map<string, MessageHandler>();

const whenLoaded: Record<string, () => unknown> = {
  "hangs on import": () => never,
  "exits on import": () => process.exit(0),
};
await whenLoaded[misbehaviour]?.();

export const bus: BusModule = {
  name: misbehaviour === "has a weird name" ? "../a\n::error::b\u001B[31m" : "misbehaving",
  guarantees: {
    get delivery(): "at-least-once" {
      if (misbehaviour === "throws in its guarantees") throw new Error("no guarantees");
      return "at-least-once";
    },
  },
  ...(misbehaviour === "throws in streamKey" && { streamKey: () => fail("no key") }),
  open: async (context) => {
    if (misbehaviour === "throws at open") fail("no bus");
    if (misbehaviour === "hangs at open") await never;
    if (misbehaviour === "kills the process of one run" && process.send) {
      process.kill(process.pid, "SIGKILL");
    }
    if (misbehaviour === "notifies garbage") notifyGarbage(context);
    return openBus();
  },
};

function openBus(): Bus {
  let published = 0;
  return {
    async publish(topic, payload) {
      await whenPublishing[misbehaviour]?.();
      const message = spoil({ id: String(published++), topic, payload, attempt: 1 });
      for (const handle of handlers.values()) await handle(message);
      return message?.id;
    },
    async subscribe(_topic, { group }, handler) {
      if (misbehaviour === "hangs at subscribe") await never;
      handlers.set(group, handler);
      return {
        close: async () => {
          if (misbehaviour === "throws at the close of a subscription") fail("no end");
          handlers.delete(group);
        },
      };
    },
    close: async () => {
      if (misbehaviour === "throws at close") fail("no end");
      if (misbehaviour === "throws after its close") setTimeout(() => fail("too late"), 300);
    },
  };
}

const whenPublishing: Record<string, () => unknown> = {
  "rejects with an error without text": () => Promise.reject(Object.create(null) as Error),
  "exits at publish": () => process.exit(0),
  "throws later": () => void setTimeout(() => fail("too late")),
  "blocks the event loop at publish": () => {
    writeSync(process.stderr.fd, "the bus blocks now\n");
    blockFor(Infinity);
  },
  "starves the event loop": () => {
    writeSync(process.stderr.fd, "the bus starves now\n");
    for (let each = 0; each < starvingLoops; each++) reconnectForEver();
  },
  prints: () => process.stdout.write("\u001B[31mnoise\n"),
};

const starvingLoops = 200;

/** Does what a client does that connects again and again, and never gives up. */
function reconnectForEver(): void {
  blockFor(20);
  setTimeout(reconnectForEver, 1);
}

function blockFor(ms: number): void {
  const endMs = nowMs() + ms;
  while (nowMs() < endMs);
}

function spoil(message: BusMessage): BusMessage {
  if (misbehaviour === "delivers nothing at all") return undefined as unknown as BusMessage;
  if (misbehaviour === "delivers a number") return { ...message, payload: 5 as unknown as string };
  return message;
}

function notifyGarbage({ notify }: BusContext): void {
  const cyclic = { kind: "gap", ids: [] as unknown[], index: 0, process: "auditor" };
  cyclic.ids.push(cyclic);
  for (const each of [undefined, 5, { kind: "x" }, { kind: "gap", ids: [1n] }, cyclic]) {
    notify(each as Parameters<typeof notify>[0]);
  }
}

function fail(why: string): never {
  throw new Error(why);
}
