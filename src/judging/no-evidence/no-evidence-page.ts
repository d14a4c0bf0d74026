import type { FindingPage } from "../finding/finding-page.ts";

export const noEvidencePage: FindingPage = {
  kind: "no-evidence",
  meaning:
    "The run shows nothing either way: something that the rules need did not happen or was not recorded. A run that could " +
    "not have failed must not pass, so its verdict is `unknown`.",
  forAtLeastOnce: "`unknown`",
  forAtMostOnce: "`unknown`",
  example: {
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .fault({
          at: 100,
          healAt: 400,
          name: "SIGKILL redis",
          evidence: [{ what: "the run id changed", seen: false }],
        })
        .drain({ at: 1_000 }),
  },
  whatToDo:
    "Read the rule id. If the bus stopped the run (an uncaught error, a subscribe call that never resolves), repair that " +
    "first. If a fault had no effect, run `doctor`. If too little happened, repeat the run with a higher `--rate` or on a " +
    "machine with less to do.",
  rules: [
    {
      id: "no-evidence/redis-cannot-write",
      meaning:
        "Reports a Redis that could not write its data to disk, and so refused writes. Losses, duplicates and missing " +
        "recovery of such a run are `unknown`. The exit code is 69.",
    },
    {
      id: "no-evidence/redis-died",
      meaning:
        "Reports a Redis that did not answer after the drain, or that was another process than the harness had started. " +
        "The exit code is 69.",
    },
    {
      id: "no-evidence/redis-was-loading",
      meaning:
        "Reports a Redis that refused commands because it was loading its data, although no fault had restarted it. The " +
        "exit code is 69.",
    },
    {
      id: "no-evidence/fault-not-in-force",
      meaning: "Reports a fault that was never seen to be in force after it was injected.",
    },
    {
      id: "no-evidence/fault-not-healed",
      meaning: "Reports a fault that was never seen to be healed, so a recovery cannot be judged.",
    },
    {
      id: "no-evidence/fault-without-effect",
      meaning:
        "Reports a fault that left no evidence, such as a Redis whose run id did not change.",
    },
    {
      id: "no-evidence/command-fault-without-effect",
      meaning:
        "Reports a fault at one command if the recorded command shows that it passed, came in time or was executed anyway.",
    },
    {
      id: "no-evidence/bypassed-its-link",
      meaning:
        "Reports a role if fewer bytes went through its link than its messages need. Its bus connects to Redis another way, " +
        "so network faults did not touch it. Let the bus use the URL that it gets.",
    },
    {
      id: "no-evidence/traffic-not-counted",
      meaning: "Reports a role that a network fault was for, if its link counted no bytes at all.",
    },
    {
      id: "no-evidence/commands-not-recorded",
      meaning:
        "Reports a role if its messages went through its link and none of its commands was recorded, so the rules that read " +
        "commands could find nothing.",
    },
    {
      id: "no-evidence/uncaught-error",
      meaning:
        "Reports an error that the bus threw outside any call, or a rejection that it did not catch. A service would have " +
        "ended there.",
    },
    { id: "no-evidence/nothing-published", meaning: "Reports a run without any publish." },
    {
      id: "no-evidence/nothing-published-while-starting",
      meaning:
        "Reports a run that holds a starting subscriber before each of its commands, if no message was acknowledged there.",
    },
    { id: "no-evidence/no-subscription", meaning: "Reports a run without any subscribe call." },
    {
      id: "no-evidence/subscribe-never-resolved",
      meaning: "Reports a group of which no subscribe call resolved.",
    },
    {
      id: "no-evidence/nothing-owed",
      meaning: "Reports a run in which no group had to get a message and none got one.",
    },
    {
      id: "no-evidence/below-the-minimum",
      meaning:
        "Reports a run with fewer acknowledged publishes, faults, concurrent publishes or census rounds than its scenario requires.",
    },
    {
      id: "no-evidence/no-drain",
      meaning:
        "Reports a run that ended before its drain, so a missing message may still have been on its way.",
    },
    {
      id: "no-evidence/drain-not-finished",
      meaning: "Reports a drain that was still making progress at its limit. Lower the rate.",
    },
    {
      id: "no-evidence/unexplained-stall",
      meaning: "Reports a drain that stalled although no message is lost, duplicate or pending.",
    },
    {
      id: "no-evidence/audit-failed",
      meaning: "Reports topics whose stream the auditor could not read.",
    },
    {
      id: "no-evidence/no-stream-at-the-key",
      meaning:
        "Reports a topic if the auditor found no stream at its key, although messages went through it. Check `streamKey` of the bus.",
    },
    {
      id: "no-evidence/group-not-in-the-stream",
      meaning:
        "Reports a group that the commands name, but that the stream does not have. Check `streamKey` of the bus.",
    },
    {
      id: "no-evidence/recovery-not-measured",
      meaning: "Reports a run or a participant without any message after the last verified heal.",
    },
    {
      id: "no-evidence/no-census",
      meaning: "Reports a leak run without a round after the baseline.",
    },
    {
      id: "no-evidence/census-incomplete",
      meaning:
        "Reports a census that lacks a figure, counts only the heap, or measured the heap in fewer than five rounds.",
    },
    {
      id: "no-evidence/control-found-nothing",
      meaning:
        "Reports a control run without the finding that its fault makes unavoidable: then a pass of other runs proves nothing.",
    },
    { id: "no-evidence/empty-history", meaning: "Reports a history without any operation." },
    {
      id: "no-evidence/history-cut-off",
      meaning: "Reports a history that ends in the middle of a line: the harness was stopped.",
    },
    {
      id: "no-evidence/rule-missing",
      meaning: "Reports a rule that the history asks for and this version does not have.",
    },
    {
      id: "no-evidence/rule-failed",
      meaning:
        "Reports a rule that threw. This is a defect of bus-chaos: please report it with the history.",
    },
    {
      id: "no-evidence/figures-failed",
      meaning:
        "Reports a history whose figures could not be computed. This is a defect of bus-chaos: please report it with the history.",
    },
  ],
};
