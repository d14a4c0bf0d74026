import type { Expectation } from "./expectation.ts";

/** Long enough for a correct part to notice a half-open connection, which takes it up to 2.5 s. */
const halfOpenLimitMs = 4000;

/** What a restart of Redis must find. */
export const restartExpectations: readonly Expectation[] = [
  {
    bus: "never-reconnects",
    run: "restart/sigterm-1s",
    finds: ["not-recovered"],
    perhaps: ["lost", "unacknowledged"],
    says: "not seen in",
  },
  {
    bus: "gives-up-after-ten-attempts",
    run: "restart/sigterm-1s",
    finds: ["not-recovered"],
    perhaps: ["lost", "unacknowledged"],
    says: "not seen in",
  },
  {
    bus: "forgets-its-script",
    run: "restart/sigterm-1s",
    finds: ["not-recovered"],
    says: "publisher-0",
  },
  {
    bus: "forgets-its-subscription",
    run: "restart/sigterm-1s",
    finds: ["lost", "not-recovered"],
    says: "subscriber-0",
  },
  {
    bus: "stops-reading-after-an-error",
    run: "restart/sigterm-1s",
    finds: ["lost", "not-recovered"],
    perhaps: ["unacknowledged"],
    says: "all unread",
  },
  {
    bus: "drops-while-offline",
    run: "restart/sigterm-1s",
    finds: ["false-acknowledgement", "lost"],
    says: "all not in Redis",
  },
  {
    bus: "sheds-its-backlog",
    run: "restart/sigterm-1s",
    finds: ["dropped", "false-acknowledgement"],
    says: "all not in Redis",
  },
  {
    bus: "flushes-backwards",
    run: "restart/sigterm-1s",
    finds: ["reordered"],
    says: "delivered after a later one",
  },
  {
    bus: "takes-one-message-a-millisecond",
    run: "restart/sigterm-1s",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "acknowledges-the-last-of-a-batch",
    run: "restart/sigterm-1s",
    finds: ["unacknowledged"],
    says: "handled but still pending",
  },
  {
    bus: "never-recreates-its-group",
    run: "restart/control-off",
    finds: ["lost", "not-recovered"],
    says: "subscriber-0",
  },
  {
    // What Redis lost is expected of the control, what it still had is not.
    bus: "recreates-its-group-at-the-end",
    run: "restart/control-off",
    finds: ["lost"],
    says: "past the group's position",
  },
];

/** What a network that is cut must find. */
export const partitionExpectations: readonly Expectation[] = [
  {
    bus: "never-looks-at-its-connections",
    run: "partition/half-open-publisher",
    finds: ["not-recovered"],
    says: "publisher-0",
  },
  {
    bus: "never-looks-at-its-connections",
    run: "partition/half-open-subscriber",
    finds: ["lost", "not-recovered"],
    perhaps: ["unacknowledged"],
    says: "subscriber-0",
  },
  {
    bus: "trusts-its-writes",
    run: "partition/half-open-idle",
    finds: ["not-recovered"],
    perhaps: ["lost"],
    says: "publisher-0",
  },
  {
    bus: "takes-a-timeout-for-an-empty-stream",
    run: "partition/half-open-subscriber",
    finds: ["lost", "not-recovered"],
    perhaps: ["unacknowledged"],
    says: "all unread",
    recoveryLimitMs: halfOpenLimitMs,
  },
  {
    bus: "watches-only-its-reader",
    run: "partition/each-socket-subscriber",
    finds: ["unacknowledged"],
    says: "group-0",
    recoveryLimitMs: halfOpenLimitMs,
  },
  {
    bus: "resolves-before-the-reply",
    run: "partition/half-open-publisher",
    finds: ["false-acknowledgement", "lost"],
    says: "all not in Redis",
    recoveryLimitMs: halfOpenLimitMs,
  },
  {
    bus: "reads-only-what-is-new",
    run: "partition/replies-lost",
    finds: ["lost"],
    says: "stuck pending",
  },
  {
    bus: "never-claims-for-the-dead",
    run: "partition/replies-lost",
    finds: ["lost"],
    says: "stuck pending",
  },
  {
    bus: "reads-without-acknowledging",
    run: "partition/replies-lost",
    finds: ["early-acknowledgement", "lost"],
    says: "past the group's position",
  },
  {
    bus: "takes-a-timeout-for-a-failure",
    run: "partition/replies-lost",
    finds: ["false-rejection"],
    says: "during blackhole to-client every role",
  },
  {
    bus: "retries-blindly",
    run: "partition/replies-lost",
    finds: ["duplicate"],
    says: "that group-0 had got before",
  },
  {
    bus: "starts-over-after-a-reconnect",
    run: "partition/reset",
    finds: ["duplicate"],
    // Of the many acknowledgements some may be under way when a connection is cut, and are not repeated.
    perhaps: ["unacknowledged"],
    says: "that group-0 had got before",
  },
  {
    bus: "registers-its-listener-again",
    run: "partition/reset",
    finds: ["duplicate"],
    says: "that group-0 had got before",
  },
  {
    bus: "forgets-after-two-reconnects",
    run: "partition/reset",
    finds: ["lost", "not-recovered"],
    says: "subscriber-0",
  },
];
