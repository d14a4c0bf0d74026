import type { Expectation } from "./expectation.ts";
import { quickExploration } from "./explore-publishes.ts";
import { partitionExpectations, restartExpectations } from "./fault-expectations.ts";

const fanOut: readonly Expectation[] = [
  {
    bus: "shares-one-group",
    run: "fan-out/calm",
    finds: ["lost"],
    says: "for each group",
    // Each group must have heard a canary before what is missing counts as lost, one after the other.
    recoveryLimitMs: 4000,
  },
  { bus: "handles-twice", run: "fan-out/calm", finds: ["duplicate"], says: "all unexplained" },
  { bus: "claims-live-work", run: "fan-out/calm", finds: ["duplicate"], says: "all unexplained" },
  { bus: "names-the-key-as-topic", run: "fan-out/calm", finds: ["misrouted"], says: "topic" },
  { bus: "cuts-payloads", run: "fan-out/calm", finds: ["corrupt", "lost"], says: "changed" },
  {
    bus: "takes-bytes-for-characters",
    run: "fan-out/calm",
    finds: ["corrupt", "lost"],
    says: "changed",
  },
  {
    bus: "handles-its-own-heartbeats",
    run: "fan-out/calm",
    finds: ["unexpected"],
    says: "never published",
  },
  { bus: "closes-in-name-only", run: "fan-out/calm", finds: ["zombie"], says: "after close" },
  {
    bus: "acknowledges-before-handling",
    run: "fan-out/calm",
    finds: ["early-acknowledgement"],
    says: "group-",
  },
  {
    bus: "acknowledges-what-it-reads",
    run: "fan-out/calm",
    finds: ["early-acknowledgement"],
    says: "group-",
  },
  {
    bus: "forgets-its-subscription",
    run: "fan-out/one-cut-off",
    finds: ["lost", "not-recovered"],
    says: "subscriber-3",
  },
  {
    bus: "gives-up-after-ten-attempts",
    run: "fan-out/one-cut-off",
    finds: ["lost", "not-recovered"],
    perhaps: ["unacknowledged"],
    says: "1 publisher or subscriber not recovered within 2000 ms: subscriber-3",
  },
  {
    // Its publisher is not cut off, so messages come while it is away.
    bus: "skips-what-it-missed",
    run: "fan-out/one-cut-off",
    finds: ["lost"],
    says: "all past the group's position",
  },
  { bus: "trims-while-publishing", run: "fan-out/burst", finds: ["lost"], says: "trimmed" },
];

/** The one command before which a worker has to be held. */
const beforeTheGroup = "before reader XGROUP CREATE stream:orders #1";

const startupRace: readonly Expectation[] = [
  {
    bus: "starts-at-the-end",
    run: "startup-race/from-start",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "catches-up-on-ten",
    run: "startup-race/from-start",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "takes-the-newest-first",
    run: "startup-race/from-start",
    finds: ["reordered"],
    says: "delivered after a later one",
  },
  {
    bus: "creates-its-group-late",
    run: "startup-race/from-new",
    finds: ["lost"],
    says: "all past the group's position",
  },
  {
    bus: "subscribes-in-the-background",
    run: "startup-race/from-new",
    finds: ["lost"],
    says: "(prefix)",
  },
  {
    bus: "never-waits-for-its-group",
    run: "startup-race/every-boundary-from-new",
    finds: ["lost"],
    says: `lose what is published there: ${beforeTheGroup}`,
  },
  {
    bus: "takes-a-pipeline-for-a-transaction",
    run: "startup-race/every-boundary-from-start",
    finds: ["lost"],
    says: `lose what is published there: ${beforeTheGroup}`,
  },
];

const leak: readonly Expectation[] = [
  { bus: "leaves-readers-open", run: "leak/calm", finds: ["leak"], says: "server.connections" },
  { bus: "leaves-timers-running", run: "leak/calm", finds: ["leak"], says: "process.timers" },
  {
    bus: "leaves-unreferenced-timers",
    run: "leak/calm",
    finds: ["leak"],
    says: "process.intervals",
  },
  { bus: "leaves-consumers-behind", run: "leak/calm", finds: ["leak"], says: "server.consumers" },
  {
    bus: "leaves-listeners-behind",
    run: "leak/calm",
    finds: ["leak"],
    says: "process.signalListeners",
  },
  { bus: "leaves-keys-behind", run: "leak/calm", finds: ["leak"], says: "in Redis" },
  { bus: "remembers-every-subscription", run: "leak/calm", finds: ["leak"], says: "the heap" },
  {
    bus: "adds-a-listener-per-reconnect",
    run: "leak/reconnects",
    finds: ["leak"],
    says: "process.signalListeners",
  },
  {
    bus: "adds-a-connection-per-reconnect",
    run: "leak/reconnects",
    finds: ["leak"],
    says: "server.connections",
  },
];

const explore: readonly Expectation[] = [
  {
    bus: "loses-the-seventh-publish",
    run: quickExploration,
    finds: ["false-acknowledgement", "lost"],
    says: "XADD/stream:orders:journal/7/before-reply/fin",
  },
];

/** What must be found out about every bus with a planted bug. */
export const expectations: readonly Expectation[] = [
  ...restartExpectations,
  ...partitionExpectations,
  ...fanOut,
  ...startupRace,
  ...leak,
  ...explore,
];
