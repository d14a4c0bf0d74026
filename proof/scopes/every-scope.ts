import {
  acknowledgementTargets,
  acknowledgementTimes,
} from "./commands/acknowledgement-commands.ts";
import { appendedTwice } from "./commands/appended-twice.ts";
import { copies } from "./commands/copies-in-lists.ts";
import { neverAcknowledged, pendingByWire } from "./commands/never-acknowledged.ts";
import {
  forgottenAppends,
  onePublish,
  threePublishes,
  unreadPublishers,
} from "./commands/publish-attempts.ts";
import { queuedCopies, transactions } from "./commands/publishes-in-transactions.ts";
import { redeliveries, rereads } from "./commands/redelivered-entries.ts";
import { batches, namedEntries } from "./commands/unreadable-entries.ts";
import { unreadPublishes } from "./commands/unreadable-publishes.ts";
import { audits, saidByTheBus } from "./deliveries/audits-and-notices.ts";
import { orders } from "./deliveries/delivery-orders.ts";
import { attempts } from "./deliveries/first-or-second-attempts.ts";
import { closings, memberships } from "./deliveries/joining-and-leaving.ts";
import {
  forgettingRedis,
  oneMessageAroundFault,
  threeMessagesAroundFault,
} from "./deliveries/messages-around-a-fault.ts";
import {
  threeMessagesWithoutFault,
  twoMessagesWithoutFault,
} from "./deliveries/messages-without-fault.ts";
import { limits, retries } from "./deliveries/time-limits.ts";
import { elsewhere, queued } from "./deliveries/unaudited-messages.ts";
import { mistakenCommands, struckCommands } from "./evidence/faults-at-a-command.ts";
import { cutOff, evidence, nobody, strays } from "./evidence/missing-evidence.ts";
import type { ProofScope } from "./proof-scope.ts";
import { paces } from "./recovery/load-paces.ts";
import { recoveries } from "./recovery/recovery-probes.ts";
import { resumptions } from "./recovery/resumptions.ts";

export const everyScope: readonly ProofScope[] = [
  twoMessagesWithoutFault,
  threeMessagesWithoutFault,
  oneMessageAroundFault,
  threeMessagesAroundFault,
  forgettingRedis,
  orders,
  attempts,
  memberships,
  closings,
  audits,
  saidByTheBus,
  evidence,
  nobody,
  cutOff,
  strays,
  recoveries,
  paces,
  limits,
  retries,
  onePublish,
  threePublishes,
  unreadPublishers,
  unreadPublishes,
  transactions,
  forgottenAppends,
  acknowledgementTimes,
  acknowledgementTargets,
  namedEntries,
  batches,
  neverAcknowledged,
  pendingByWire,
  redeliveries,
  rereads,
  appendedTwice,
  copies,
  queuedCopies,
  struckCommands,
  mistakenCommands,
  resumptions,
  queued,
  elsewhere,
];
