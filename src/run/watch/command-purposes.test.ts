import { describe, expect, test } from "vitest";

import { scriptHistory } from "../../judging/testing/history-builder.ts";
import { createCommandPurposes } from "./command-purposes.ts";

const publisher = "publisher-0";
const subscriber = "subscriber-0";
const key = "stream:orders";

/** Returns what the watch learned from a loop of reads and acknowledgements, one message every 5 ms. */
function learned({ messages = 10, acknowledges = true } = {}) {
  const script = scriptHistory({ hasCommands: true });
  script.wire({ at: 0, by: subscriber, command: "CLIENT SETNAME", handshake: true });
  script.wire({ at: 1, by: subscriber, command: "XGROUP CREATE" });
  for (let sent = 0; sent < messages; sent++) {
    const at = 10 + sent * 5;
    const message = `${publisher}/${sent}`;
    script.wire({ at, by: publisher, command: "XADD", messages: [message] });
    script.wire({ at: at + 1, by: subscriber, command: "XREADGROUP", returned: [message] });
    if (acknowledges) script.wire({ at: at + 2, by: subscriber, command: "XACK" });
    script.wire({ at: at + 3, by: subscriber, command: "PING", key: null });
  }
  const purposes = createCommandPurposes();
  for (const operation of script.operations()) purposes.watch(operation);
  return purposes;
}

describe("the purposes of commands", () => {
  test("names the commands that publish, read and acknowledge", () => {
    const purposes = learned();
    expect(purposes.recent(publisher, "publish", 60)).toMatchObject({ command: "XADD", key });
    expect(purposes.recent(subscriber, "read", 60)).toMatchObject({ command: "XREADGROUP", key });
    expect(purposes.recent(subscriber, "acknowledge", 60)).toMatchObject({ command: "XACK", key });
  });

  test("knows no purpose of a role that sent no such command", () => {
    const purposes = learned();
    expect(purposes.hasSeen(publisher, "read")).toBe(false);
    expect(purposes.recent(publisher, "read", 60)).toBeUndefined();
    expect(purposes.hasSeen("subscriber-1", "publish")).toBe(false);
  });

  test("takes neither a heartbeat nor the set-up of a connection for an acknowledgement", () => {
    const purposes = learned({ acknowledges: false });
    expect(purposes.hasSeen(subscriber, "acknowledge")).toBe(false);
    expect(purposes.recent(subscriber, "acknowledge", 60)).toBeUndefined();
  });

  test("names no command of a role that has been silent for more than 500 ms", () => {
    const purposes = learned();
    expect(purposes.hasSeen(subscriber, "read")).toBe(true);
    expect(purposes.recent(subscriber, "read", 557)).toBeUndefined();
  });

  test("needs three acknowledgements, because a single command may be upkeep", () => {
    expect(learned({ messages: 2 }).recent(subscriber, "acknowledge", 30)).toBeUndefined();
    expect(learned({ messages: 3 }).recent(subscriber, "acknowledge", 30)).toBeDefined();
  });

  test("learns nothing if no commands are recorded", () => {
    const purposes = createCommandPurposes();
    expect(purposes.hasSeen(subscriber, "read")).toBe(false);
  });
});
