import type { MessageKey } from "../../../src/history/operations/operation-base.ts";
import { isPending, wasAudited } from "../../recorded/recorded-audit.ts";
import { faultsOf } from "../../recorded/recorded-faults.ts";
import {
  deliveriesOf,
  drainOf,
  groupsOf,
  handlingOf,
  leftAt,
  ofKind,
  published,
  rescueOf,
  type GroupName,
  type PublishCall,
  type RecordedRun,
} from "../../recorded/recorded-run.ts";

/** The way in which a message that was given up, or that should have been, is right or wrong. */
type GivenUp = "right" | "wrong" | "too soon to tell";

/** True if the handler of the group was called with a message that it never handles. */
function canNeverBeHandled(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  return deliveriesOf(run, group, message).some((each) => each.neverSucceeds === true);
}

/** The dead letters that hold a message; `undefined` if the bus claims none, or the auditor could not read them. */
function lettersOf(run: RecordedRun, topic: string, message: MessageKey) {
  const pages = ofKind(run, "dead-letters").filter((each) => each.topic === topic);
  const isRead = pages.length > 0 && pages.every(({ type, error }) => type === "ok" && !error);
  if (!run.header.guarantees.deadLetters || !isRead) return undefined;
  return pages
    .flatMap(({ letters = [] }) => letters)
    .filter(({ messages }) => messages.includes(message));
}

/** How often the handler of the group was called with the message, before a fresh subscriber came. */
export function attempts(run: RecordedRun, group: GroupName, message: MessageKey): number {
  const untilMs = rescueOf(run, group)?.sinceMs ?? Infinity;
  return deliveriesOf(run, group, message).filter(({ timeMs }) => timeMs < untilMs).length;
}

export function wasEverHandled(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  return deliveriesOf(run, group, message).some(
    (each) => handlingOf(run, each).outcome === "handled",
  );
}

/** True if it is a dead letter, the group never handled it, and tried it as often as claimed. */
function wasGivenUpRightly(run: RecordedRun, group: GroupName, { message }: PublishCall): boolean {
  const letters = lettersOf(run, group.topic, message) ?? [];
  if (letters.length === 0 || wasEverHandled(run, group, message)) return false;
  return attempts(run, group, message) >= run.header.guarantees.retries.maxAttempts;
}

/** True if the bus may give the message up for this group. Without the dead letters it may have done so. */
export function mayBeGivenUp(run: RecordedRun, group: GroupName, call: PublishCall): boolean {
  if (canNeverBeHandled(run, group, call) || wasGivenUpRightly(run, group, call)) return true;
  const { retries } = run.header.guarantees;
  return (
    areLettersUnread(run, group.topic) &&
    !wasEverHandled(run, group, call.message) &&
    attempts(run, group, call.message) >= retries.maxAttempts
  );
}

function areLettersUnread(run: RecordedRun, topic: string): boolean {
  return run.header.guarantees.deadLetters && lettersOf(run, topic, "") === undefined;
}

/** True if a handler failed and nothing shows the dead letters. */
export function isWithoutLetters(run: RecordedRun): boolean {
  if (run.header.guarantees.delivery !== "at-least-once") return false;
  return groupsOf(run).some(
    (group) =>
      leftAt(run, group) === Infinity &&
      areLettersUnread(run, group.topic) &&
      published(run).some(({ message }) =>
        deliveriesOf(run, group, message).some(
          (each) => handlingOf(run, each).outcome !== "handled",
        ),
      ),
  );
}

/** Faults and ends of processes. Each may cost the bus one attempt. */
export function disturbances(run: RecordedRun): number {
  return faultsOf(run).length + ofKind(run, "process-end").length;
}

/** The messages that are, or should be, dead letters, with the judgement on each pair of a group and a message. */
function givenUp(run: RecordedRun, wanted: GivenUp): readonly MessageKey[] {
  const outcome = drainOf(run)?.outcome ?? "progressing";
  if (run.header.guarantees.delivery !== "at-least-once" || outcome === "progressing") return [];
  return groupsOf(run)
    .filter((group) => leftAt(run, group) === Infinity)
    .flatMap((group) =>
      published(run)
        .filter((each) => judge(run, group, each) === wanted)
        .map(({ message }) => message),
    );
}

/** The messages that are, or should be, dead letters, by the verdict on them. */
export function deadLetters(run: RecordedRun) {
  return [
    ["fail", givenUp(run, "wrong")],
    ["unknown", givenUp(run, "too soon to tell")],
    ["pass", givenUp(run, "right")],
  ] as const;
}

function judge(run: RecordedRun, group: GroupName, call: PublishCall): GivenUp | undefined {
  const letters = lettersOf(run, group.topic, call.message);
  if (letters === undefined) return undefined;
  if (letters.length === 0) return withoutLetter(run, group, call);
  const isDone = wasHandledInTime(run, group, call.message);
  const isWrong = isDone
    ? failingGroups(run, group, call.message) === 0
    : isCountWrong(run, group, call.message) || isLetterWrong(run, group, call.message);
  const takers = takingGroups(run, group, call.message).length;
  if (isWrong || letters.length > Math.max(1, takers)) return "wrong";
  return !isDone && wasGivenUpRightly(run, group, call) ? "right" : undefined;
}

function withoutLetter(run: RecordedRun, group: GroupName, call: PublishCall): GivenUp | undefined {
  const { message } = call;
  if (!canNeverBeHandled(run, group, call) || isRunning(run, group, message)) return undefined;
  const isKept = !wasAudited(run, group.topic) || isPending(run, group, message);
  const isTried = attempts(run, group, message) >= run.header.guarantees.retries.maxAttempts;
  return isKept && !isTried ? "too soon to tell" : "wrong";
}

function takingGroups(run: RecordedRun, { topic }: GroupName, message: MessageKey) {
  return groupsOf(run).filter(
    (each) => each.topic === topic && deliveriesOf(run, each, message).length > 0,
  );
}

/** How many groups got the message and did not handle it. */
function failingGroups(run: RecordedRun, group: GroupName, message: MessageKey): number {
  const takers = takingGroups(run, group, message);
  return takers.filter((each) => !wasHandledInTime(run, each, message)).length;
}

/** True if there are too many dead letters, or if they came after too few attempts. */
function isCountWrong(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  const letters = lettersOf(run, group.topic, message) ?? [];
  if (letters.length > Math.max(1, failingGroups(run, group, message))) return true;
  const tried = attempts(run, group, message) + disturbances(run);
  return tried < run.header.guarantees.retries.maxAttempts;
}

/** True if the message is still pending, or its dead letter lacks something. */
function isLetterWrong(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  if (wasAudited(run, group.topic) && isPending(run, group, message)) return true;
  return !isWhole(run, group, message);
}

function wasHandledInTime(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  const untilMs = rescueOf(run, group)?.sinceMs ?? Infinity;
  return deliveriesOf(run, group, message).some(
    (each) => each.timeMs < untilMs && handlingOf(run, each).outcome === "handled",
  );
}

/** True if the handler had the message when the drain ended, and its process had not ended. */
function isRunning(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  const drainedMs = drainOf(run)?.timeMs ?? Infinity;
  return deliveriesOf(run, group, message).some((each) => {
    if (handlingOf(run, each).endMs <= drainedMs) return false;
    return !ofKind(run, "process-end").some(
      ({ process, timeMs }) =>
        process === each.process && timeMs >= each.timeMs && timeMs <= drainedMs,
    );
  });
}

/** True if a dead letter says the error and the right number of attempts. In a disturbed run any error and number will do. */
function isWhole(run: RecordedRun, group: GroupName, message: MessageKey): boolean {
  const fields = lettersOf(run, group.topic, message)?.[0]?.fields ?? [];
  const names = fields.filter((_each, at) => at % 2 === 0);
  const values = fields.filter((_each, at) => at % 2 === 1);
  const calls = deliveriesOf(run, group, message).map(({ delivery }) => delivery);
  const thrown = ofKind(run, "deliver").flatMap((each) =>
    each.type === "fail" && calls.includes(each.delivery) && each.error !== undefined
      ? [each.error]
      : [],
  );
  const isTold = values.some((value) => thrown.some((error) => value.includes(error)));
  const isNamed = names.some(
    (name, at) => /error|reason|exception|cause/i.test(name) && values[at] !== "",
  );
  const isDisturbed = disturbances(run) > 0;
  if (!isTold && (!isNamed || (thrown.length > 0 && !isDisturbed))) return false;
  const told = names.flatMap(
    (name, at) => /attempts"?\s*[:=]?\s*"?(\d+)/i.exec(`${name}=${values[at]}`)?.[1] ?? [],
  );
  const [first] = told;
  if (first === undefined) return false;
  if (isDisturbed || rescueOf(run, group)) return true;
  return Number(first) === attempts(run, group, message);
}
