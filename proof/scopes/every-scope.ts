import { hungCalls } from "./calls/hung-calls.ts";
import { rejections } from "./calls/rejections.ts";
import { unsettledProbes, unsettledPublishes } from "./calls/unsettled-publishes.ts";
import {
  acknowledgementTargets,
  acknowledgementTimes,
} from "./commands/acknowledgement-commands.ts";
import { appendedTwice } from "./commands/appended-twice.ts";
import { appendsBeforeAReset } from "./commands/appends-before-a-reset.ts";
import { batchesSentAgain } from "./commands/batches-sent-again.ts";
import { copiesInLists } from "./commands/copies-in-lists.ts";
import { idleCommands } from "./commands/idle-commands.ts";
import { movedEntries, redeliveredMoves } from "./commands/moved-entries.ts";
import { neverAcknowledged, unacknowledgedInEveryRun } from "./commands/never-acknowledged.ts";
import {
  appendsLostByRedis,
  onePublish,
  threePublishes,
  unreadablePublishers,
} from "./commands/publish-attempts.ts";
import { publishClaims } from "./commands/publish-claims.ts";
import { copiesInTransactions, transactions } from "./commands/publishes-in-transactions.ts";
import { readsInTheWay } from "./commands/reads-in-the-way.ts";
import { redeliveries, rereads } from "./commands/redelivered-entries.ts";
import { removalsThatFail } from "./commands/removals-that-fail.ts";
import { entriesOfSeveralMessages, unreadableEntries } from "./commands/unreadable-entries.ts";
import { unreadablePublishes } from "./commands/unreadable-publishes.ts";
import { failedConnects, idleWork } from "./commands/while-away.ts";
import {
  auditedPlaces,
  noticesAboutTopics,
  noticesOfTheBus,
} from "./deliveries/audits-and-notices.ts";
import { claimsToBeConnected } from "./deliveries/claims-to-be-connected.ts";
import { deaths } from "./deliveries/deaths.ts";
import { deliveriesAcrossAClose } from "./deliveries/deliveries-across-a-close.ts";
import { deliveryOrders } from "./deliveries/delivery-orders.ts";
import { acknowledgedEquals, equalPayloads } from "./deliveries/equal-payloads.ts";
import { firstOrSecondAttempts } from "./deliveries/first-or-second-attempts.ts";
import { groupsThatBecomeReady } from "./deliveries/groups-that-become-ready.ts";
import { deliveriesAroundClose, joiningAndLeaving } from "./deliveries/joining-and-leaving.ts";
import {
  killThatLosesTheLastSecond,
  oneMessageAroundFault,
  threeMessagesAroundFault,
} from "./deliveries/messages-around-a-fault.ts";
import { removedMessages } from "./deliveries/messages-taken-away.ts";
import {
  threeMessagesWithoutFault,
  twoMessagesWithoutFault,
} from "./deliveries/messages-without-fault.ts";
import { pendingFromBefore } from "./deliveries/pending-from-before.ts";
import { searchedKeys } from "./deliveries/searched-keys.ts";
import { pacesOfHandOuts, slowHandOuts } from "./deliveries/slow-hand-outs.ts";
import { strandedMessages } from "./deliveries/stranded-messages.ts";
import { strayDeliveries } from "./deliveries/stray-deliveries.ts";
import { retriesAroundAFailure, timeLimits } from "./deliveries/time-limits.ts";
import { auditOfAnotherKey, queuedMessages } from "./deliveries/unaudited-messages.ts";
import { escapedErrors } from "./evidence/escaped-errors.ts";
import { commandsThatWereNotStruck, struckCommands } from "./evidence/faults-at-a-command.ts";
import { handlersAndCloses } from "./evidence/handlers-and-closes.ts";
import {
  bypassedLinks,
  cutOffHistories,
  missingEvidence,
  runsWithoutSubscribers,
} from "./evidence/missing-evidence.ts";
import { publishesDuringAStart } from "./evidence/publishes-during-a-start.ts";
import { failuresInTrouble, redisInTrouble } from "./evidence/redis-in-trouble.ts";
import type { ProofScope } from "./proof-scope.ts";
import { loadPaces } from "./recovery/load-paces.ts";
import {
  recoveryProbes,
  slipsAfterRecovery,
  probesOfSlowBuses,
} from "./recovery/probes-after-a-heal.ts";
import { resumptions } from "./recovery/resumptions.ts";
import { standstills } from "./recovery/standstills.ts";
import { deadLetters, deadLettersOfGroups, failingForEver } from "./retries/messages-given-up.ts";
import { blockingRetries, numbersOfRetries } from "./retries/retries-of-failures.ts";

export const everyScope: readonly ProofScope[] = [
  twoMessagesWithoutFault,
  threeMessagesWithoutFault,
  oneMessageAroundFault,
  threeMessagesAroundFault,
  killThatLosesTheLastSecond,
  deliveryOrders,
  firstOrSecondAttempts,
  joiningAndLeaving,
  deliveriesAroundClose,
  deliveriesAcrossAClose,
  deaths,
  groupsThatBecomeReady,
  auditedPlaces,
  noticesOfTheBus,
  noticesAboutTopics,
  missingEvidence,
  runsWithoutSubscribers,
  cutOffHistories,
  bypassedLinks,
  publishesDuringAStart,
  handlersAndCloses,
  redisInTrouble,
  failuresInTrouble,
  escapedErrors,
  strayDeliveries,
  equalPayloads,
  acknowledgedEquals,
  recoveryProbes,
  slipsAfterRecovery,
  probesOfSlowBuses,
  loadPaces,
  readsInTheWay,
  removalsThatFail,
  idleCommands,
  idleWork,
  failedConnects,
  standstills,
  timeLimits,
  retriesAroundAFailure,
  onePublish,
  threePublishes,
  unreadablePublishers,
  unreadablePublishes,
  transactions,
  appendsLostByRedis,
  acknowledgementTimes,
  acknowledgementTargets,
  unreadableEntries,
  entriesOfSeveralMessages,
  neverAcknowledged,
  unacknowledgedInEveryRun,
  redeliveries,
  movedEntries,
  redeliveredMoves,
  rereads,
  appendedTwice,
  appendsBeforeAReset,
  batchesSentAgain,
  copiesInLists,
  copiesInTransactions,
  struckCommands,
  commandsThatWereNotStruck,
  resumptions,
  queuedMessages,
  auditOfAnotherKey,
  unsettledPublishes,
  unsettledProbes,
  hungCalls,
  publishClaims,
  claimsToBeConnected,
  rejections,
  strandedMessages,
  slowHandOuts,
  pacesOfHandOuts,
  removedMessages,
  failingForEver,
  deadLetters,
  deadLettersOfGroups,
  numbersOfRetries,
  blockingRetries,
  pendingFromBefore,
  searchedKeys,
];
