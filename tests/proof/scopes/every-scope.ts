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
import { recoveries } from "./recoveries.ts";
import { resumptions } from "./resumptions.ts";
import type { Scope } from "./scope.ts";
import { mistakenCommands, struckCommands } from "./struck-commands.ts";
import { acknowledgementTargets, acknowledgementTimes } from "./wire-acknowledgements.ts";
import { appendedTwice } from "./wire-appends.ts";
import {
  forgottenAppends,
  onePublish,
  threePublishes,
  unreadPublishers,
} from "./wire-publishes.ts";
import { redeliveries, rereads } from "./wire-redeliveries.ts";

export const everyScope: readonly Scope[] = [
  twoMessagesWithoutFault,
  threeMessagesWithoutFault,
  oneMessageAroundFault,
  threeMessagesAroundFault,
  forgettingRedis,
  orders,
  memberships,
  closings,
  audits,
  saidByTheBus,
  evidence,
  nobody,
  cutOff,
  strays,
  recoveries,
  limits,
  retries,
  onePublish,
  threePublishes,
  unreadPublishers,
  forgottenAppends,
  acknowledgementTimes,
  acknowledgementTargets,
  redeliveries,
  rereads,
  appendedTwice,
  struckCommands,
  mistakenCommands,
  resumptions,
];
