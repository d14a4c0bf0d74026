import { describe, expect, test } from "vitest";

import { judge } from "../judge.ts";
import { scriptHistory } from "../testing/history-builder.ts";

/** A run in which group a does not get publisher-0/1, although it was acknowledged. */
function lossyRun() {
  return scriptHistory({ hasCommands: true })
    .subscribe({ group: "a" })
    .exchange("publisher-0/0", 100)
    .publish("publisher-0/1", { at: 200 })
    .drain();
}

describe("a Redis that cannot write its data", () => {
  const misconf = "MISCONF Errors writing to the AOF file: No space left on device";

  test("makes a loss unknown if Redis answered a command with MISCONF", () => {
    const history = lossyRun().wire({ at: 150, command: "XADD", error: misconf }).build();
    const { verdict, findings } = judge(history);
    expect(verdict).toBe("unknown");
    expect(findings[0]?.rule).toBe("no-evidence/redis-cannot-write");
    expect(findings.map(({ summary }) => summary).join()).toContain("No space left on device");
  });

  test("makes a loss unknown if only the auditor saw that writes failed", () => {
    const history = lossyRun()
      .trouble({
        at: 99_000,
        trouble: "cannot-write",
        detail: "INFO says aof_last_write_status:err",
      })
      .build();
    expect(judge(history).verdict).toBe("unknown");
  });

  test("excuses nothing if a fault of the harness gave the error reply", () => {
    const history = lossyRun()
      .wire({ at: 150, command: "XADD", error: misconf, executedAt: null, repliedAt: 150 })
      .build();
    expect(judge(history).verdict).toBe("fail");
  });

  test("does not excuse a publish that was acknowledged although Redis refused it", () => {
    const history = scriptHistory({ hasCommands: true })
      .subscribe({ group: "a" })
      .exchange("publisher-0/0", 100)
      .publish("publisher-0/1", { at: 200 })
      .wire({
        at: 200,
        command: "XADD",
        messages: ["publisher-0/1"],
        error: misconf,
      })
      .drain()
      .build();
    const { verdict, findings } = judge(history);
    expect(verdict).toBe("fail");
    expect(findings[0]?.kind).toBe("false-acknowledgement");
  });
});

describe("findings other than a loss on a Redis that cannot write its data", () => {
  const trouble = { at: 99_000, trouble: "cannot-write", detail: "err" } as const;
  const misconf = "MISCONF Errors writing to the AOF file: No space left on device";
  const refusedRun = () =>
    scriptHistory({ hasCommands: true, checkers: ["rejection"] })
      .subscribe({ group: "a" })
      .exchange("publisher-0/0", 100)
      .publish("publisher-0/1", { at: 200, outcome: "fail" })
      .wire({ at: 200, command: "XADD", messages: ["publisher-0/1"], error: misconf });

  test("a publish that is rejected because Redis refused it is unknown", () => {
    const { verdict, findings } = judge(refusedRun().drain().build());
    expect(verdict).toBe("unknown");
    expect(findings.map((each) => `${each.kind} ${each.verdict}`)).toEqual([
      "no-evidence unknown",
      "rejected unknown",
    ]);
  });

  test("a publish that never settles is unknown", () => {
    const hanging = () =>
      scriptHistory()
        .subscribe({ group: "a" })
        .exchange("publisher-0/0", 100)
        .publish("publisher-0/1", { at: 200, tookMs: null })
        .drain({ at: 60_000, outcome: "stalled" });
    expect(judge(hanging().build()).verdict).toBe("fail");
    expect(judge(hanging().trouble(trouble).build()).verdict).toBe("unknown");
  });

  test("a crash stays a failure of the bus", () => {
    const crash = { at: 210, origin: "unhandled-rejection", error: misconf } as const;
    const { verdict, findings } = judge(refusedRun().strayError(crash).drain().build());
    expect(verdict).toBe("fail");
    expect(findings[0]?.kind).toBe("crashed");
  });
});

describe("a Redis that died", () => {
  test("makes a loss unknown, and says how Redis was found", () => {
    const history = lossyRun()
      .trouble({ at: 99_000, trouble: "died", detail: "connect ECONNREFUSED" })
      .build();
    const { verdict, findings } = judge(history);
    expect(verdict).toBe("unknown");
    expect(findings.find(({ rule }) => rule === "no-evidence/redis-died")?.summary).toContain(
      "connect ECONNREFUSED",
    );
  });
});

describe("a Redis that is loading its data", () => {
  const loading = "LOADING Redis is loading the dataset in memory";
  const wire = { command: "XADD", error: loading } as const;

  test("makes a loss unknown if no fault had restarted it", () => {
    const history = lossyRun()
      .wire({ ...wire, at: 150 })
      .build();
    const { verdict, findings } = judge(history);
    expect(verdict).toBe("unknown");
    expect(findings.map(({ rule }) => rule)).toContain("no-evidence/redis-was-loading");
  });

  test("is part of the plan while a restart is in force", () => {
    const history = lossyRun()
      .fault({ at: 300, healAt: 900, name: "SIGKILL redis", network: false })
      .wire({ ...wire, at: 850 })
      .build();
    const rules = judge(history).findings.map(({ rule }) => rule);
    expect(rules).not.toContain("no-evidence/redis-was-loading");
  });
});

test("a run without messages does not pass because Redis worked", () => {
  expect(judge(scriptHistory().drain().build()).verdict).toBe("unknown");
});
