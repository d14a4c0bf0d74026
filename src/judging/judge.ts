import type { IndexedHistory } from "../history/indexed-history.ts";
import { withAdvice } from "./advice.ts";
import { withCauses } from "./causes/with-causes.ts";
import { applyControl } from "./control.ts";
import { judgeCrashes } from "./crashed/crashed-rule.ts";
import { judgeDeadLetters } from "./dead-lettered/dead-lettered-rule.ts";
import { judgeDuplicates } from "./duplicate/duplicate-rule.ts";
import { judgeEarlyAcknowledgements } from "./early-acknowledgement/early-acknowledgement-rule.ts";
import { judgeFalseAcknowledgements } from "./false-acknowledgement/false-acknowledgement-rule.ts";
import { judgeFalseRejections } from "./false-rejection/false-rejection-rule.ts";
import { findingKinds, type Finding } from "./finding/finding.ts";
import type { Rule, RuleSet } from "./finding/rule.ts";
import { compareVerdicts, mergeVerdicts } from "./finding/verdict.ts";
import { judgeHungCalls } from "./hung/hung-calls-rule.ts";
import { judgeBlockedEventLoops } from "./hung/hung-event-loop-rule.ts";
import { judgeHungPublishes } from "./hung/hung-publish-rule.ts";
import type { Judgement } from "./judgement.ts";
import { judgeLeftovers } from "./leak/after-close-rule.ts";
import { judgeLeaks } from "./leak/leak-rule.ts";
import { judgeLosses } from "./lost/lost-rule.ts";
import { judgeStartCommands } from "./lost/start-commands-rule.ts";
import { judgeBypassedLinks } from "./no-evidence/bypassed-link.ts";
import { judgeCommandFaults } from "./no-evidence/command-fault-without-effect.ts";
import { judgeFaults } from "./no-evidence/fault-without-effect.ts";
import { judgeAudits } from "./no-evidence/missing-audit.ts";
import {
  excuseRedisTrouble,
  judgeRedisTroubles,
  redisTroubleRules,
} from "./no-evidence/redis-trouble-rule.ts";
import { judgeActivity } from "./no-evidence/too-little-happened.ts";
import { judgeStalledDrain } from "./no-evidence/unexplained-stall.ts";
import { judgeUnreadDeadLetters } from "./no-evidence/unread-dead-letters.ts";
import { judgeRecordedCommands } from "./no-evidence/unrecorded-commands.ts";
import { judgeRecovery } from "./not-recovered/not-recovered-rule.ts";
import { judgeResumption, resumption } from "./not-recovered/resumption-rule.ts";
import { judgeOverload } from "./overload/overload-rule.ts";
import { judgeRejections } from "./rejected/rejected-rule.ts";
import { remarksOn } from "./remarks.ts";
import { judgeOrder } from "./reordered/reordered-rule.ts";
import { missingRules, runRules, tryToMeasure, unfitHistory } from "./run-rules.ts";
import { judgeRetries } from "./stuck/retry-rule.ts";
import { judgeSharedConnections, judgeStandstills } from "./stuck/stuck-rule.ts";
import { summarise } from "./summary.ts";
import { judgeUnacknowledged } from "./unacknowledged/unacknowledged-rule.ts";
import { judgeCorrupt, judgeMisrouted, judgeUnexpected } from "./unexpected/unexpected-rule.ts";
import { judgeZombies } from "./zombie/zombie-rule.ts";

function set(
  name: string,
  judges: RuleSet["judges"],
  ...rules: readonly [folder: string, claim: string, rule: Rule][]
): RuleSet {
  return {
    name,
    judges,
    rules: rules.map(([folder, claim, rule]) => ({ folder, claim, judge: rule })),
  };
}

/**
 * All rules, in the order in which they judge: the folder of each rule, the claim that it checks, its function. Stored
 * histories ask for the sets by name, so a set never gets another name.
 */
// oxfmt-ignore
export const ruleSets: readonly RuleSet[] = [
  set("crash", "every run",
    ["crashed", "every error of the bus was handled, and the bus did not end the process", judgeCrashes]),
  set("fault-evidence", "every run",
    ["no-evidence", "Redis itself worked", judgeRedisTroubles],
    ["no-evidence", "every fault took effect and was healed", judgeFaults],
    ["no-evidence", "enough happened to judge", judgeActivity],
    ["no-evidence", "the auditor saw the stream of every topic", judgeAudits],
    ["no-evidence", "the auditor saw the dead letters if a handler failed", judgeUnreadDeadLetters]),
  set("command-evidence", "every run",
    ["no-evidence", "every fault at a command shows its effect in the recorded command", judgeCommandFaults]),
  set("path", "every run",
    ["no-evidence", "the messages of every role went through its link", judgeBypassedLinks]),
  set("delivery", "every run",
    ["lost", "every message reached the groups that had to get it", judgeLosses],
    ["dead-lettered", "every message that failed as often as claimed is a dead letter, once", judgeDeadLetters],
    ["unexpected", "every message that was handled had been published", judgeUnexpected],
    ["unexpected", "every message was handled with the payload that was published", judgeCorrupt],
    ["unexpected", "every message was handled under the topic of its publish", judgeMisrouted],
    ["duplicate", "every second delivery has a reason", judgeDuplicates],
    ["false-rejection", "every rejected publish did nothing", judgeFalseRejections],
    ["unacknowledged", "every message that was handled is acknowledged to Redis", judgeUnacknowledged],
    ["hung", "every publish call settled", judgeHungPublishes],
    ["hung", "every call of open, subscribe and close returned", judgeHungCalls],
    ["hung", "the process of every role turned its event loop", judgeBlockedEventLoops],
    ["no-evidence", "a drain that stalled left something behind", judgeStalledDrain]),
  set("wire", "every run",
    ["false-acknowledgement", "Redis had executed every publish when it was acknowledged", judgeFalseAcknowledgements],
    ["early-acknowledgement", "every message was handled before it was acknowledged to Redis", judgeEarlyAcknowledgements],
    ["no-evidence", "the commands of every role were recorded", judgeRecordedCommands]),
  set("ordering", "runs that ask for it",
    ["reordered", "each subscription got the messages of a publisher in their order", judgeOrder]),
  set("zombie", "runs that ask for it",
    ["zombie", "no message was delivered after close resolved", judgeZombies]),
  set("rejection", "runs that ask for it",
    ["rejected", "no publish was rejected without a fault", judgeRejections]),
  set("progress", "every run",
    ["stuck", "no group waited for another one", judgeStandstills],
    ["stuck", "a message that failed came again after a pause, and the others passed it", judgeRetries],
    ["stuck", "no publish waited behind a read of its own bus", judgeSharedConnections]),
  set("load", "every run",
    ["overload", "the bus was quiet while there was nothing to do", judgeOverload]),
  set("recovery", "runs that ask for it",
    ["not-recovered", "every publisher and subscriber recovered within the limit", judgeRecovery]),
  set(resumption, "runs that ask for it",
    ["not-recovered", "messages went through again after the last fault", judgeResumption]),
  set("leak", "runs that ask for it",
    ["leak", "everything that subscriptions opened was gone after they closed", judgeLeaks]),
  set("closing", "every run",
    ["leak", "every connection of a bus ended with its close", judgeLeftovers]),
  set("startup", "runs that ask for it",
    ["lost", "nothing was lost that was published while a subscriber started", judgeStartCommands]),
];

/**
 * Judges a history by the rules that judge every run and the rules that its header asks for. A rule that is missing or
 * throws makes the verdict `unknown`, never `pass`.
 */
export function judge(
  history: IndexedHistory,
  available: readonly RuleSet[] = ruleSets,
): Judgement {
  const { metrics, failed } = tryToMeasure(history);
  const { found, broken } = runRules(history, available);
  const missing = missingRules(history, available);
  const findings = [
    ...withCauses(history, applyControl(history, excuseRedisTrouble(history, found))),
    ...failed,
    ...broken,
    ...unfitHistory(history),
    ...missing,
  ]
    .map(withAdvice)
    .toSorted(worstFirst);
  const verdict = mergeVerdicts(["pass", ...findings.map((finding) => finding.verdict)]);
  const remarks = remarksOn(history);
  return {
    verdict: verdict === "not-applicable" ? "unknown" : verdict,
    summary: summarise(verdict, findings, { metrics, remarks }),
    findings,
    metrics,
    ...(remarks.length > 0 && { remarks }),
  };
}

function worstFirst(left: Finding, right: Finding): number {
  return (
    compareVerdicts(left.verdict, right.verdict) ||
    // A Redis in trouble is the cause of everything else that is unknown.
    Number(isRedisTrouble(right)) - Number(isRedisTrouble(left)) ||
    findingKinds.indexOf(left.kind) - findingKinds.indexOf(right.kind)
  );
}

function isRedisTrouble({ rule }: Finding): boolean {
  return redisTroubleRules.includes(rule);
}
