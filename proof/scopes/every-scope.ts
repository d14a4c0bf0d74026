import { attempts } from "./attempts.ts";
import { audits, saidByTheBus } from "./audits.ts";
import { cutOff, evidence, nobody, strays } from "./evidence.ts";
import {
  forgettingRedis,
  oneMessageAroundFault,
  threeMessagesAroundFault,
} from "./fates-around-a-fault.ts";
import { threeMessagesWithoutFault, twoMessagesWithoutFault } from "./fates-without-fault.ts";
import { limits, retries } from "./limits.ts";
import { closings, memberships } from "./memberships.ts";
import { orders } from "./orders.ts";
import { elsewhere, queued } from "./out-of-sight.ts";
import { paces } from "./paces.ts";
import { recoveries } from "./recoveries.ts";
import { resumptions } from "./resumptions.ts";
import type { Scope } from "./scope.ts";
import { mistakenCommands, struckCommands } from "./struck-commands.ts";
import { acknowledgementTargets, acknowledgementTimes } from "./wire-acknowledgements.ts";
import { appendedTwice } from "./wire-appends.ts";
import { copies } from "./wire-copies.ts";
import { batches, namedEntries } from "./wire-entries.ts";
import { neverAcknowledged, pendingByWire } from "./wire-pending.ts";
import {
  forgottenAppends,
  onePublish,
  threePublishes,
  unreadPublishers,
} from "./wire-publishes.ts";
import { redeliveries, rereads } from "./wire-redeliveries.ts";
import { queuedCopies, transactions } from "./wire-transactions.ts";
import { unreadPublishes } from "./wire-unread.ts";

export const everyScope: readonly Scope[] = [
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
