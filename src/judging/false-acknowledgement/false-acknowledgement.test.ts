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
  /** When it was handled; `null` if never, which is no loss for a bus that may lose it. */
  readonly handledAt?: number | null;
}

/** One message that is well, and one that the bus acknowledged at 22 ms. */
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

describe("an acknowledgement of what Redis had not executed", () => {
  test("is false if it was executed only later", () => {
    const history = run({ sent: [{ at: 21, executedAt: 25, reply: "2-0" }] }).build();
    expect(findingOf(history, kind)).toMatchObject({
      verdict: "fail",
      messages: [doubted],
      summary:
        "1 publish acknowledged although Redis had not executed it: executed later; publisher-0/1 was acknowledged in a run without faults: publisher-0 XADD stream:orders #2 was executed 3 ms later",
    });
  });

  test("is false if it was sent only later, whatever became of it", () => {
    const history = run({ sent: [{ at: 23, executedAt: null }], handledAt: null }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
    expect(findingOf(history, kind).summary).toContain("#2 was sent only later");
  });

  test("is none if what came later was no append, and the message exists", () => {
    const cleared = { at: 30, command: "ZREM", reply: "1" };
    expect(found(run({ sent: [cleared] }).build())).toEqual([]);
    expect(found(run({ sent: [cleared], handledAt: null }).build())).toContain(`${kind} fail`);
  });

  test("says what was executed later, and of two commands which was the append", () => {
    const cleared = { at: 23, executedAt: 24, command: "ZADD", reply: "1", occurrence: 9 };
    const append = { at: 25, executedAt: 27, reply: "2-0" };
    const summaryOf = (...sent: readonly Sent[]) =>
      findingOf(run({ sent, handledAt: null }).build(), kind).summary;
    expect(summaryOf(cleared)).toContain("ZADD stream:orders #9 was executed 2 ms later");
    expect(summaryOf(cleared, append)).toContain("XADD stream:orders #2 was executed 5 ms later");
  });

  test.each<[string, Sent]>([
    ["was refused before", { at: 21, error: "OOM" }],
    ["was refused at that very moment", { at: 22, error: "OOM" }],
    ["did not get through before", { at: 21, forwardedAt: null }],
    ["was refused after", { at: 23, error: "OOM" }],
    ["was refused in the end", { at: 30, error: "OOM" }],
  ])("is false if it was executed only later, and another try %s", (_name, attempt) => {
    const history = run({ sent: [attempt, { at: 24, executedAt: 25, reply: "2-0" }] }).build();
    expect(found(history)).toEqual([`${kind} fail`]);
  });

  test("is placed beside the faults by the moment of the acknowledgement", () => {
    const sent = [{ at: 21, executedAt: 25, reply: "2-0" }];
    const builder = run({ sent }).fault({ at: 21, healAt: 30 });
    const { summary, operations } = findingOf(builder.build(), kind);
    expect(summary).toContain("was acknowledged during SIGKILL redis, 1 ms after");
    const settled = builder.operations().findLast((each) => each.kind === "publish");
    expect(operations).toEqual([settled?.index]);
  });

  test("is false if it was refused", () => {
    const sent = [{ at: 21, error: "OOM command not allowed" }];
    const history = run({ sent, handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 was refused: OOM command not allowed");
  });

  test("is false if it never reached Redis whole", () => {
    const sent = [{ at: 21, forwardedAt: null }];
    const history = run({ sent, handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 did not reach Redis completely");
  });

  test("is false if no command ever carried it", () => {
    const history = run({ handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("no command carried it");
  });

  test("is false if it was told not to make a stream", () => {
    const history = run({ sent: [{ at: 21, reply: "nil" }], handledAt: null }).build();
    expect(findingOf(history, kind).summary).toContain("#2 was answered with nil");
  });

  test("is false for an at-most-once bus too", () => {
    const header = { guarantees: { delivery: "at-most-once" } };
    const sent = [{ at: 21, executedAt: 25, command: "PUBLISH", key: "channel" }];
    expect(found(run({ header, sent }).build())).toEqual([`${kind} fail`]);
  });
});

describe("an acknowledgement is honest", () => {
  test.each<[string, readonly Sent[]]>([
    ["if it was executed before", [{ at: 21, reply: "2-0" }]],
    ["if it was executed at that very moment", [{ at: 21, executedAt: 22, reply: "2-0" }]],
    ["if one of two tries was", [{ at: 20, forwardedAt: null }, { at: 21 }]],
    ["if the reply came another way", [{ at: 21, repliedAt: null }]],
    ["as far as one can know if Redis may have executed it", [{ at: 21, executedAt: null }]],
    [
      "as far as one can know if a script failed halfway",
      [{ at: 21, command: "EVAL", error: "ERR" }],
    ],
  ])("%s", (_name, sent) => {
    expect(found(run({ sent }).build())).toEqual([]);
  });

  test("as far as one can know if the message exists though no command carried it", () => {
    expect(found(run({}).build())).toEqual([]);
  });

  test("as far as one can know if one of two groups got what no command carried", () => {
    const history = run({}).subscribe({ group: "b" }).deliver(first, { at: 40, group: "b" });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test("as far as one can know if what no command carried is stored", () => {
    const history = run({ handledAt: null }).audit({ entries: [["2-0", doubted]] });
    expect(found(history.build())).toEqual(["lost fail"]);
  });

  test.each<[string, Sent]>([
    ["Redis may have executed it", { at: 21, executedAt: null }],
    ["Redis may have executed it at that very moment", { at: 22, executedAt: null }],
    ["a script failed halfway", { at: 21, command: "EVAL", error: "ERR" }],
    ["a script said nothing", { at: 21, command: "EVAL", reply: "nil" }],
  ])("as far as one can know if %s, though it is lost", (_name, sent) => {
    expect(found(run({ sent: [sent], handledAt: null }).build())).toEqual(["lost fail"]);
  });

  test("is false if Redis did not know the script", () => {
    const sent = [{ at: 21, command: "EVALSHA", error: "NOSCRIPT No matching script" }];
    const history = run({ sent, handledAt: null }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
  });
});

describe("nothing is said of acknowledgements", () => {
  const lost = { handledAt: null };

  test("where the links saw no commands", () => {
    const history = run({ ...lost, header: { hasCommands: false } }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("of a publisher that also appends what cannot be read, and did so meanwhile", () => {
    const history = run(lost).wire({ at: 21, command: "XADD", reply: "2-0" }).build();
    expect(found(history)).toEqual(["lost fail"]);
    const later = run(lost).wire({ at: 23, command: "XADD", reply: "2-0" }).build();
    expect(found(later)).toEqual(["lost fail", `${kind} fail`]);
  });

  test("of a publisher with a connection that is no Redis protocol", () => {
    const history = run(lost).opaque({ at: 5, by: "publisher-0" }).build();
    expect(found(history)).toEqual(["lost fail"]);
  });

  test("but what it does with other keys does not matter", () => {
    const history = run(lost).wire({ at: 21, command: "XADD", key: "ready", reply: "nil" }).build();
    expect(found(history)).toEqual(["lost fail", `${kind} fail`]);
  });
});
