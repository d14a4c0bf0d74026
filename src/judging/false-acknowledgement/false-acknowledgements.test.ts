import { describe, expect, test } from "vitest";

import { findingOf, found } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";
import type { PublishScript, WireScript } from "../testing/scripts.ts";

const first = "publisher-0/0";
const doubted = "publisher-0/1";
const kind = "false-acknowledgement";

type Sent = Omit<WireScript, "command"> & { readonly command?: string };

interface Run {
  readonly header?: object;
  /** The commands that carried the message that is judged. */
  readonly sent?: readonly Sent[];
  readonly publish?: Partial<PublishScript>;
  /** When the judged message was handled; `null` for never. */
  readonly handledAt?: number | null;
}

/** Builds the history of a message that is acknowledged correctly, and of a second one that the bus acknowledges at 22 ms. */
function run({ header = {}, sent = [], publish = {}, handledAt = 40 }: Run) {
  const builder = scriptHistory({ hasCommands: true, ...header })
    .subscribe({})
    .exchange(first, 10)
    .wire({ at: 10, command: "XADD", messages: [first], reply: "1-0", executedAt: 11 })
    .publish(doubted, { at: 20, tookMs: 2, ...publish })
    .drain();
  if (handledAt !== null) builder.deliver(doubted, { at: handledAt });
  for (const each of sent) {
    builder.wire({ command: "XADD", messages: [doubted], occurrence: 2, ...each });
  }
  return builder;
}

describe("acknowledgements that are false", () => {
  test("an acknowledgement is false if Redis executed the append only later", () => {
    const history = run({ sent: [{ at: 21, executedAt: 25, reply: "2-0" }] }).build();
    expect(findingOf(history, kind)).toMatchObject({
      verdict: "fail",
      messages: [doubted],
      summary:
        "1 publish acknowledged although Redis had not executed it: executed later; publisher-0/1 was acknowledged in a run without faults: publisher-0 XADD stream:orders #2 was executed 3 ms later",
    });
  });

  test("an acknowledgement is false if the append was sent only later and never answered", () => {
    const history = run({ sent: [{ at: 23, executedAt: null }], handledAt: null }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
    expect(findingOf(history, kind).summary).toContain("#2 was sent only later");
  });

  test("a later command that is no append makes an acknowledgement false only if the message is lost", () => {
    const cleared = { at: 30, command: "ZREM", reply: "1" };
    expect(found(run({ sent: [cleared] }).build())).toEqual([]);
    expect(found(run({ sent: [cleared], handledAt: null }).build())).toContain(`${kind} fail`);
  });

  test("the finding names the append if two commands were executed later", () => {
    const cleared = { at: 23, executedAt: 24, command: "ZADD", reply: "1", occurrence: 9 };
    const append = { at: 25, executedAt: 27, reply: "2-0" };
    const summaryOf = (...sent: readonly Sent[]) =>
      findingOf(run({ sent, handledAt: null }).build(), kind).summary;
    expect(summaryOf(cleared)).toContain("ZADD stream:orders #9 was executed 2 ms later");
    expect(summaryOf(cleared, append)).toContain("XADD stream:orders #2 was executed 5 ms later");
  });

  test.each<[string, Sent]>([
    ["was refused before the acknowledgement", { at: 21, error: "OOM" }],
    ["was refused when the publish was acknowledged", { at: 22, error: "OOM" }],
    ["did not reach Redis", { at: 21, forwardedAt: null }],
    ["was refused after the acknowledgement", { at: 23, error: "OOM" }],
    ["was refused after the append", { at: 30, error: "OOM" }],
  ])(
    "an acknowledgement is false if the append came later and another attempt %s",
    (_name, attempt) => {
      const history = run({ sent: [attempt, { at: 24, executedAt: 25, reply: "2-0" }] }).build();
      expect(found(history)).toEqual([`${kind} fail`]);
    },
  );

  test("the finding names the fault that was in force when the publish was acknowledged", () => {
    const sent = [{ at: 21, executedAt: 25, reply: "2-0" }];
    const builder = run({ sent }).fault({ at: 21, healAt: 30 });
    const { summary, operations } = findingOf(builder.build(), kind);
    expect(summary).toContain("was acknowledged during SIGKILL redis, 1 ms after");
    const settled = builder.operations().findLast((each) => each.kind === "publish");
    expect(operations).toEqual([settled?.index]);
  });

  test("an acknowledgement is false if Redis refused the append", () => {
    const sent = [{ at: 21, error: "OOM command not allowed" }];
    const history = run({ sent, handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 was refused: OOM command not allowed");
  });

  test("an acknowledgement is false if the append never reached Redis completely", () => {
    const sent = [{ at: 21, forwardedAt: null }];
    const history = run({ sent, handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 did not reach Redis completely");
  });

  test("an acknowledgement is false if no command carried the message", () => {
    const history = run({ handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("no command carried it");
  });

  test("an acknowledgement is false if Redis answered nil, because there was no stream", () => {
    const history = run({ sent: [{ at: 21, reply: "nil" }], handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 was answered with nil");
  });

  test("an acknowledgement of an at-most-once bus is false if Redis executed PUBLISH only later", () => {
    const header = { guarantees: { delivery: "at-most-once" } };
    const sent = [{ at: 21, executedAt: 25, command: "PUBLISH", key: "channel" }];
    expect(found(run({ header, sent }).build())).toEqual([`${kind} fail`]);
  });
});

describe("acknowledgements that are true, or may be", () => {
  test.each<[string, readonly Sent[]]>([
    ["Redis executed the append before", [{ at: 21, reply: "2-0" }]],
    ["Redis executed the append at that moment", [{ at: 21, executedAt: 22, reply: "2-0" }]],
    ["Redis executed one of two attempts", [{ at: 20, forwardedAt: null }, { at: 21 }]],
    ["the reply did not come back through the link", [{ at: 21, repliedAt: null }]],
    ["Redis may have executed the append", [{ at: 21, executedAt: null }]],
    ["a script failed halfway", [{ at: 21, command: "EVAL", error: "ERR" }]],
  ])("an acknowledgement is not reported if %s", (_name, sent) => {
    expect(found(run({ sent }).build())).toEqual([]);
  });

  test("an acknowledgement is not reported if the message was delivered although no command carried it", () => {
    expect(found(run({}).build())).toEqual([]);
  });

  test("an acknowledgement is not reported if one of two groups got the message", () => {
    const history = run({}).subscribe({ group: "b" }).deliver(first, { at: 40, group: "b" });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("an acknowledgement is not reported if the auditor found the message", () => {
    const history = run({ handledAt: null }).audit({ entries: [["2-0", doubted]] });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test.each<[string, Sent]>([
    ["Redis may have executed the append", { at: 21, executedAt: null }],
    ["Redis may have executed the append at that moment", { at: 22, executedAt: null }],
    ["a script failed halfway", { at: 21, command: "EVAL", error: "ERR" }],
    ["a script was answered with nil", { at: 21, command: "EVAL", reply: "nil" }],
  ])("an acknowledgement of a lost message is not reported if %s", (_name, sent) => {
    expect(found(run({ sent: [sent], handledAt: null }).build())).toEqual(["lost fail"]);
  });

  test.each<[string, Sent]>([
    [
      "Redis did not know the script",
      { at: 21, command: "EVALSHA", error: "NOSCRIPT No matching script" },
    ],
    [
      "a fault of the link answered the script",
      { at: 21, command: "EVAL", error: "READONLY", forwardedAt: null, repliedAt: 21 },
    ],
    [
      "a fault of the link answered the append",
      { at: 21, error: "READONLY", forwardedAt: null, repliedAt: 21 },
    ],
  ])("an acknowledgement is false if %s", (_name, sent) => {
    const history = run({ sent: [sent], handledAt: null }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
  });
});

describe("publishers whose commands cannot be judged", () => {
  const lost = { handledAt: null };

  test("a lost message is not a false acknowledgement if the links saw no commands", () => {
    const history = run({ ...lost, header: { hasCommands: false } }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("an acknowledgement is not reported if an append during the publish could not be read", () => {
    const history = run(lost).wire({ at: 21, command: "XADD", reply: "2-0" }).build();
    expect(found(history)).toEqual(["lost fail"]);
    const later = run(lost).wire({ at: 23, command: "XADD", reply: "2-0" }).build();
    expect(found(later)).toEqual(["lost fail", `${kind} fail`]);
  });

  test("an acknowledgement is not reported if a connection of the publisher could not be read", () => {
    const history = run(lost).opaque({ at: 5, by: "publisher-0" }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("an unreadable append to another key does not make an acknowledgement true", () => {
    const history = run(lost).wire({ at: 21, command: "XADD", key: "ready", reply: "nil" }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
  });
});

describe("acknowledgements of a durable outbox", () => {
  const outbox = { guarantees: { durableOutbox: true } };
  const later = [{ at: 21, executedAt: 25, reply: "2-0" }];
  const never = { sent: [], handledAt: null };

  test("an append that Redis executed before the end of the drain is in time", () => {
    expect(found(run({ header: outbox, sent: later }).build())).toEqual([]);
    expect(found(run({ sent: later }).build())).toEqual([`${kind} fail`]);
  });

  test("a message that Redis never got is lost, and its acknowledgement is false", () => {
    expect(found(run({ header: outbox, ...never }).build())).toEqual(["lost fail", `${kind} fail`]);
  });

  test("a message that Redis refused until the drain ended is acknowledged falsely", () => {
    const sent = [{ at: 21, error: "OOM" }];
    const history = run({ header: outbox, sent, handledAt: null }).build();
    expect(findingOf(history, kind).rule).toBe("false-acknowledgement/never-executed");
  });

  test("a drain that was still progressing cannot tell, so nothing is found", () => {
    const history = scriptHistory({ hasCommands: true, ...outbox })
      .subscribe({})
      .exchange(first, 10)
      .wire({ at: 10, command: "XADD", messages: [first], reply: "1-0", executedAt: 11 })
      .publish(doubted, { at: 20, tookMs: 2 })
      .drain({ outcome: "progressing" })
      .build();
    expect(found(history)).toEqual(["late unknown", "no-evidence unknown"]);
  });
});

test("a publish that confirms nothing is no false acknowledgement, however late Redis executes it", () => {
  const header = { guarantees: { confirmsPublish: false } };
  const sent = [{ at: 21, executedAt: 25, reply: "2-0" }];
  expect(found(run({ header, sent }).build())).toEqual([]);
});
