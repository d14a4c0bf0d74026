import { bus as acknowledgesBeforeHandling } from "./acknowledges-before-handling.ts";
import { bus as acknowledgesFailedHandlers } from "./acknowledges-failed-handlers.ts";
import { bus as acknowledgesMovedWorkEarly } from "./acknowledges-moved-work-early.ts";
import { bus as acknowledgesTheLastOfABatch } from "./acknowledges-the-last-of-a-batch.ts";
import { bus as acknowledgesWhatItDropsAtClose } from "./acknowledges-what-it-drops-at-close.ts";
import { bus as acknowledgesWhatItReads } from "./acknowledges-what-it-reads.ts";
import { bus as addsAConnectionPerReconnect } from "./adds-a-connection-per-reconnect.ts";
import { bus as addsAListenerPerReconnect } from "./adds-a-listener-per-reconnect.ts";
import { bus as asksOnlyOpenConnections } from "./asks-only-open-connections.ts";
import { bus as beginsAtTheEndUntilItReads } from "./begins-at-the-end-until-it-reads.ts";
import { bus as buriesTheDeadWithTheirWork } from "./buries-the-dead-with-their-work.ts";
import { bus as catchesUpOnTen } from "./catches-up-on-ten.ts";
import { bus as claimsLiveWork } from "./claims-live-work.ts";
import { bus as claimsTenAtATime } from "./claims-ten-at-a-time.ts";
import { bus as closesInNameOnly } from "./closes-in-name-only.ts";
import { bus as closesItsNamesakesToo } from "./closes-its-namesakes-too.ts";
import { bus as closesItsOtherTopicsToo } from "./closes-its-other-topics-too.ts";
import { bus as closesOnItsOwnPublishes } from "./closes-on-its-own-publishes.ts";
import { bus as closesOnlyItsSubscriptions } from "./closes-only-its-subscriptions.ts";
import { bus as countsFromZeroInEveryProcess } from "./counts-from-zero-in-every-process.ts";
import { bus as countsLengthsInSixteenBits } from "./counts-lengths-in-sixteen-bits.ts";
import { bus as createsItsGroupLate } from "./creates-its-group-late.ts";
import { bus as cutsPayloads } from "./cuts-payloads.ts";
import { bus as deduplicatesByContent } from "./deduplicates-by-content.ts";
import { bus as deletesItsConsumerWithItsWork } from "./deletes-its-consumer-with-its-work.ts";
import { bus as doesNothing } from "./does-nothing.ts";
import { bus as dropsARefusedAcknowledgement } from "./drops-a-refused-acknowledgement.ts";
import { bus as dropsAfterThreeFailures } from "./drops-after-three-failures.ts";
import { bus as dropsWhileOffline } from "./drops-while-offline.ts";
import { bus as endsAtATrimmedEntry } from "./ends-at-a-trimmed-entry.ts";
import { bus as endsAtTheFirstThrow } from "./ends-at-the-first-throw.ts";
import { bus as endsItsReadWhenUnblocked } from "./ends-its-read-when-unblocked.ts";
import { bus as endsPayloadsAtALineBreak } from "./ends-payloads-at-a-line-break.ts";
import { bus as exitsToBeRestarted } from "./exits-to-be-restarted.ts";
import { bus as flushesBackwards } from "./flushes-backwards.ts";
import { bus as forgetsAfterTwoReconnects } from "./forgets-after-two-reconnects.ts";
import { bus as forgetsEveryFiftiethSend } from "./forgets-every-fiftieth-send.ts";
import { bus as forgetsItsOutbox } from "./forgets-its-outbox.ts";
import { bus as forgetsItsScript } from "./forgets-its-script.ts";
import { bus as forgetsItsSubscription } from "./forgets-its-subscription.ts";
import { bus as forgetsWaitingPublishes } from "./forgets-waiting-publishes.ts";
import { bus as forgetsWhatItMoved } from "./forgets-what-it-moved.ts";
import { bus as givesEachWorkerEverything } from "./gives-each-worker-everything.ts";
import { bus as givesUpAfterTenAttempts } from "./gives-up-after-ten-attempts.ts";
import { bus as givesUpAfterThreeSeconds } from "./gives-up-after-three-seconds.ts";
import { bus as givesUpWithoutItsGroup } from "./gives-up-without-its-group.ts";
import { bus as goesRoundItsLink } from "./goes-round-its-link.ts";
import { bus as handlesItsOwnHeartbeats } from "./handles-its-own-heartbeats.ts";
import { bus as handlesSlowWorkAgain } from "./handles-slow-work-again.ts";
import { bus as handlesTwice } from "./handles-twice.ts";
import { bus as hasNoErrorListener } from "./has-no-error-listener.ts";
import { bus as keepsAllThatItSees } from "./keeps-all-that-it-sees.ts";
import { bus as keepsItsMessagesInASet } from "./keeps-its-messages-in-a-set.ts";
import { bus as keepsOneHandlerPerGroup } from "./keeps-one-handler-per-group.ts";
import { bus as knocksWithoutAPause } from "./knocks-without-a-pause.ts";
import { bus as leavesConsumersBehind } from "./leaves-consumers-behind.ts";
import { bus as leavesItsChannelForAll } from "./leaves-its-channel-for-all.ts";
import { bus as leavesKeysBehind } from "./leaves-keys-behind.ts";
import { bus as leavesKeysInAnotherDatabase } from "./leaves-keys-in-another-database.ts";
import { bus as leavesListenersBehind } from "./leaves-listeners-behind.ts";
import { bus as leavesReadersOpen } from "./leaves-readers-open.ts";
import { bus as leavesTimersRunning } from "./leaves-timers-running.ts";
import { bus as leavesUnreferencedTimers } from "./leaves-unreferenced-timers.ts";
import { bus as letsExceptionsEscape } from "./lets-exceptions-escape.ts";
import { bus as losesTheSeventhPublish } from "./loses-the-seventh-publish.ts";
import { bus as matchesTopicsByPrefix } from "./matches-topics-by-prefix.ts";
import { bus as measuresALostConnection } from "./measures-a-lost-connection.ts";
import { bus as namesAGroupAfterEachWorker } from "./names-a-group-after-each-worker.ts";
import { bus as namesAnotherMember } from "./names-another-member.ts";
import { bus as namesTheKeyAsTopic } from "./names-the-key-as-topic.ts";
import { bus as neverClaimsForTheDead } from "./never-claims-for-the-dead.ts";
import { bus as neverLooksAtItsConnections } from "./never-looks-at-its-connections.ts";
import { bus as neverReconnects } from "./never-reconnects.ts";
import { bus as neverRecreatesItsGroup } from "./never-recreates-its-group.ts";
import { bus as neverWaitsForItsGroup } from "./never-waits-for-its-group.ts";
import { bus as opensItsQueueLate } from "./opens-its-queue-late.ts";
import type { NoEvidenceBus, PlantedBug } from "./planted-bug.ts";
import { bus as pollsWithoutAPause } from "./polls-without-a-pause.ts";
import { bus as publishesAgainWithoutAReply } from "./publishes-again-without-a-reply.ts";
import { bus as readsOnlyItsNewestTopic } from "./reads-only-its-newest-topic.ts";
import { bus as readsOnlyWhatIsNew } from "./reads-only-what-is-new.ts";
import { bus as readsWhereItPublishes } from "./reads-where-it-publishes.ts";
import { bus as readsWithoutAcknowledging } from "./reads-without-acknowledging.ts";
import { bus as reclaimsAfterAMinute } from "./reclaims-after-a-minute.ts";
import { bus as reclaimsWhatIsBeingHandled } from "./reclaims-what-is-being-handled.ts";
import { bus as recreatesItsGroupAtTheEnd } from "./recreates-its-group-at-the-end.ts";
import { bus as refusesASecondInFlight } from "./refuses-a-second-in-flight.ts";
import { bus as registersItsListenerAgain } from "./registers-its-listener-again.ts";
import { bus as reloadsItsScriptOnce } from "./reloads-its-script-once.ts";
import { bus as remembersEverySubscription } from "./remembers-every-subscription.ts";
import { bus as renewsItsLeaseBlindly } from "./renews-its-lease-blindly.ts";
import { bus as resolvesBeforeTheReply } from "./resolves-before-the-reply.ts";
import { bus as retriesAtOnce } from "./retries-at-once.ts";
import { bus as retriesBlindly } from "./retries-blindly.ts";
import { bus as returnsFromCloseTooEarly } from "./returns-from-close-too-early.ts";
import { bus as saysConnectedTooEarly } from "./says-connected-too-early.ts";
import { bus as sendsItsLastTenAgain } from "./sends-its-last-ten-again.ts";
import { bus as sharesOneGroup } from "./shares-one-group.ts";
import { bus as sharesOneReadPosition } from "./shares-one-read-position.ts";
import { bus as shedsItsBacklog } from "./sheds-its-backlog.ts";
import { bus as skipsWhatItMissed } from "./skips-what-it-missed.ts";
import { bus as spinsUntilItIsConnected } from "./spins-until-it-is-connected.ts";
import { bus as spinsWhileAway } from "./spins-while-away.ts";
import { bus as startsAtTheEnd } from "./starts-at-the-end.ts";
import { bus as startsOverAfterAReconnect } from "./starts-over-after-a-reconnect.ts";
import { bus as staysLockedOut } from "./stays-locked-out.ts";
import { bus as stopsReadingAfterAnError } from "./stops-reading-after-an-error.ts";
import { bus as stumblesOverTrimmedEntries } from "./stumbles-over-trimmed-entries.ts";
import { bus as subscribesAgainToItsLastTopic } from "./subscribes-again-to-its-last-topic.ts";
import { bus as subscribesInTheBackground } from "./subscribes-in-the-background.ts";
import { bus as subscribesOnlyIfRedisIsThere } from "./subscribes-only-if-redis-is-there.ts";
import { bus as takesANewNameAtEachStart } from "./takes-a-new-name-at-each-start.ts";
import { bus as takesAPipelineForATransaction } from "./takes-a-pipeline-for-a-transaction.ts";
import { bus as takesARepetitionForARetry } from "./takes-a-repetition-for-a-retry.ts";
import { bus as takesAReplicaForAMaster } from "./takes-a-replica-for-a-master.ts";
import { bus as takesATimeoutForAFailure } from "./takes-a-timeout-for-a-failure.ts";
import { bus as takesATimeoutForAnEmptyStream } from "./takes-a-timeout-for-an-empty-stream.ts";
import { bus as takesATopicForAPattern } from "./takes-a-topic-for-a-pattern.ts";
import { bus as takesAnEmptyPayloadForNothing } from "./takes-an-empty-payload-for-nothing.ts";
import { bus as takesBackTenAtMost } from "./takes-back-ten-at-most.ts";
import { bus as takesBytesForCharacters } from "./takes-bytes-for-characters.ts";
import { bus as takesFullMemoryForDone } from "./takes-full-memory-for-done.ts";
import { bus as takesOneMessageAMillisecond } from "./takes-one-message-a-millisecond.ts";
import { bus as takesTheNewestFirst } from "./takes-the-newest-first.ts";
import { bus as throwsAwayWhatIsPending } from "./throws-away-what-is-pending.ts";
import { bus as triesNowAndThen } from "./tries-now-and-then.ts";
import { bus as trimsWhilePublishing } from "./trims-while-publishing.ts";
import { bus as trustsItsWrites } from "./trusts-its-writes.ts";
import { bus as waitsForAHandlerThatHangs } from "./waits-for-a-handler-that-hangs.ts";
import { bus as waitsForALostConfirmation } from "./waits-for-a-lost-confirmation.ts";
import { bus as waitsForALostFarewell } from "./waits-for-a-lost-farewell.ts";
import { bus as waitsForAReplyToQuit } from "./waits-for-a-reply-to-quit.ts";
import { bus as waitsForItsSlowestGroup } from "./waits-for-its-slowest-group.ts";
import { bus as waitsForTheEndOfLoading } from "./waits-for-the-end-of-loading.ts";
import { bus as waitsForTrimmedEntries } from "./waits-for-trimmed-entries.ts";
import { bus as watchesOnlyItsReader } from "./watches-only-its-reader.ts";

/** Every planted bug, in alphabetical order. A new bug needs its file, an import and a line in this list. */
export const plantedBugs: readonly PlantedBug[] = [
  acknowledgesBeforeHandling,
  acknowledgesFailedHandlers,
  acknowledgesMovedWorkEarly,
  acknowledgesTheLastOfABatch,
  acknowledgesWhatItDropsAtClose,
  acknowledgesWhatItReads,
  addsAConnectionPerReconnect,
  addsAListenerPerReconnect,
  asksOnlyOpenConnections,
  beginsAtTheEndUntilItReads,
  buriesTheDeadWithTheirWork,
  catchesUpOnTen,
  claimsLiveWork,
  claimsTenAtATime,
  closesInNameOnly,
  closesItsNamesakesToo,
  closesItsOtherTopicsToo,
  closesOnItsOwnPublishes,
  closesOnlyItsSubscriptions,
  countsFromZeroInEveryProcess,
  countsLengthsInSixteenBits,
  createsItsGroupLate,
  cutsPayloads,
  deduplicatesByContent,
  deletesItsConsumerWithItsWork,
  dropsARefusedAcknowledgement,
  dropsAfterThreeFailures,
  dropsWhileOffline,
  endsAtATrimmedEntry,
  endsAtTheFirstThrow,
  endsItsReadWhenUnblocked,
  endsPayloadsAtALineBreak,
  exitsToBeRestarted,
  flushesBackwards,
  forgetsAfterTwoReconnects,
  forgetsEveryFiftiethSend,
  forgetsItsOutbox,
  forgetsItsScript,
  forgetsItsSubscription,
  forgetsWaitingPublishes,
  forgetsWhatItMoved,
  givesEachWorkerEverything,
  givesUpAfterTenAttempts,
  givesUpAfterThreeSeconds,
  givesUpWithoutItsGroup,
  handlesItsOwnHeartbeats,
  handlesSlowWorkAgain,
  handlesTwice,
  hasNoErrorListener,
  keepsAllThatItSees,
  keepsItsMessagesInASet,
  keepsOneHandlerPerGroup,
  knocksWithoutAPause,
  leavesConsumersBehind,
  leavesItsChannelForAll,
  leavesKeysBehind,
  leavesKeysInAnotherDatabase,
  leavesListenersBehind,
  leavesReadersOpen,
  leavesTimersRunning,
  leavesUnreferencedTimers,
  letsExceptionsEscape,
  losesTheSeventhPublish,
  matchesTopicsByPrefix,
  measuresALostConnection,
  namesAGroupAfterEachWorker,
  namesAnotherMember,
  namesTheKeyAsTopic,
  neverClaimsForTheDead,
  neverLooksAtItsConnections,
  neverReconnects,
  neverRecreatesItsGroup,
  neverWaitsForItsGroup,
  opensItsQueueLate,
  pollsWithoutAPause,
  publishesAgainWithoutAReply,
  readsOnlyItsNewestTopic,
  readsOnlyWhatIsNew,
  readsWhereItPublishes,
  readsWithoutAcknowledging,
  reclaimsAfterAMinute,
  reclaimsWhatIsBeingHandled,
  recreatesItsGroupAtTheEnd,
  refusesASecondInFlight,
  registersItsListenerAgain,
  reloadsItsScriptOnce,
  remembersEverySubscription,
  renewsItsLeaseBlindly,
  resolvesBeforeTheReply,
  retriesAtOnce,
  retriesBlindly,
  returnsFromCloseTooEarly,
  saysConnectedTooEarly,
  sendsItsLastTenAgain,
  sharesOneGroup,
  sharesOneReadPosition,
  shedsItsBacklog,
  skipsWhatItMissed,
  spinsUntilItIsConnected,
  spinsWhileAway,
  startsAtTheEnd,
  startsOverAfterAReconnect,
  staysLockedOut,
  stopsReadingAfterAnError,
  stumblesOverTrimmedEntries,
  subscribesAgainToItsLastTopic,
  subscribesInTheBackground,
  subscribesOnlyIfRedisIsThere,
  takesANewNameAtEachStart,
  takesAPipelineForATransaction,
  takesARepetitionForARetry,
  takesAReplicaForAMaster,
  takesATimeoutForAFailure,
  takesATimeoutForAnEmptyStream,
  takesATopicForAPattern,
  takesAnEmptyPayloadForNothing,
  takesBackTenAtMost,
  takesBytesForCharacters,
  takesFullMemoryForDone,
  takesOneMessageAMillisecond,
  takesTheNewestFirst,
  throwsAwayWhatIsPending,
  triesNowAndThen,
  trimsWhilePublishing,
  trustsItsWrites,
  waitsForAHandlerThatHangs,
  waitsForALostConfirmation,
  waitsForALostFarewell,
  waitsForAReplyToQuit,
  waitsForItsSlowestGroup,
  waitsForTheEndOfLoading,
  waitsForTrimmedEntries,
  watchesOnlyItsReader,
];

/** Buses on which a run proves nothing. They have no bug to find, and their verdict must be `unknown`. */
export const noEvidenceBuses: readonly NoEvidenceBus[] = [doesNothing, goesRoundItsLink];
