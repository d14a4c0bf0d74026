import type { FindingPage } from "../finding/finding-page.ts";

export const falseAcknowledgementPage: FindingPage = {
  kind: "false-acknowledgement",
  meaning:
    "The bus acknowledged a publish at a moment when Redis had not executed it. The message may have arrived in this " +
    "run, but it is lost whenever the process ends before Redis gets it. A bus that claims `confirmsPublish: false` " +
    "confirms nothing, and one that claims `durableOutbox` has until the end of the drain.",
  forAtLeastOnce: "`fail`",
  forAtMostOnce: "`fail`",
  example: {
    header: { hasCommands: true },
    tell: (run) =>
      run
        .subscribe({ group: "billing" })
        .exchange("publisher-0/0", 10)
        .wire({ at: 10, command: "XADD", messages: ["publisher-0/0"], reply: "10-0" })
        .publish("publisher-0/1", { at: 20, tookMs: 2 })
        .wire({
          at: 40,
          command: "XADD",
          messages: ["publisher-0/1"],
          reply: "40-0",
          occurrence: 2,
        })
        .deliver("publisher-0/1", { at: 45, group: "billing" })
        .drain({ at: 500 }),
  },
  whatToDo:
    "Let publish resolve only after the reply of Redis. Look for a buffer that acknowledges at once and sends later, " +
    "for a write that is taken as done when it reaches the socket, and for an error that is swallowed.",
  rules: [
    {
      id: "false-acknowledgement/never-sent",
      meaning: "Reports `fail` if no command carried the message, and it exists nowhere.",
    },
    {
      id: "false-acknowledgement/never-executed",
      meaning:
        "Reports `fail` if Redis refused every command that carried the message, or got none of them completely.",
    },
    {
      id: "false-acknowledgement/executed-later",
      meaning:
        "Reports `fail` if Redis executed the command only after the publish was acknowledged, or, with a durable outbox, " +
        "only after the drain.",
    },
    {
      id: "false-acknowledgement/nothing-executed-in-between",
      meaning:
        "Reports `fail` if the link could not read the payloads of the publisher, and Redis executed none of its " +
        "commands between the publish call and its end.",
    },
    {
      id: "false-acknowledgement/several-reasons",
      meaning:
        "Reports `fail` if several publishes were acknowledged too early, for different reasons.",
    },
  ],
};
