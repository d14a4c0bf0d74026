import type { DeliveryRecord, MessageRecord } from "../../history/indexed-history.ts";
import type { Group } from "../facts/groups.ts";

/** Two deliveries of one message to one group, one right after the other. */
export interface DeliveryPair {
  readonly group: Group;
  readonly message: MessageRecord;
  readonly first: DeliveryRecord;
  readonly second: DeliveryRecord;
}

/** Why a bus may deliver a message to a group again. */
export type DuplicateReason =
  | "handler failed"
  | "handler unfinished"
  | "fault"
  /** The process of the first subscriber ended before it can have acknowledged the message for certain. */
  | "process ended"
  | "publish in doubt"
  /** The commands show that the acknowledgement of the first delivery did not get through. */
  | "acknowledgement lost"
  /** The commands show that Redis stored the message, and that the publisher could not know. */
  | "reply lost"
  /** The commands show that another consumer took the entry over. */
  | "claim";

/** Why the commands rule out every reason: the bus had what it needed to know better. */
export type DuplicateMistake =
  /** Redis had executed the acknowledgement before it handed the entry out again. */
  | "acknowledged before"
  /** The publisher had the reply to the first append before it appended again. */
  | "appended before";

/**
 * Evidence in the commands for or against a second delivery. Where it decides nothing, the faults
 * near the two deliveries decide.
 */
export type CommandReason = ReasonByCommands | MistakeByCommands | LeftToFaults;

interface ReasonByCommands {
  readonly decidedBy: "commands";
  readonly reason: DuplicateReason;
  /** For the summary, such as `its XACK #1 never got a reply`. */
  readonly detail: string;
}

interface MistakeByCommands {
  readonly decidedBy: "commands";
  readonly reason?: undefined;
  readonly mistake: DuplicateMistake;
  readonly detail: string;
}

interface LeftToFaults {
  readonly decidedBy: "faults";
  readonly detail: string;
}

export const duplicateReasonTexts: Readonly<Record<DuplicateReason, string>> = {
  "handler failed": "because the handler had failed",
  "handler unfinished": "because the handler had never returned",
  fault: "because of a fault",
  "process ended": "because the process of the subscriber had ended",
  "publish in doubt": "because the publish was in doubt",
  "acknowledgement lost": "because the acknowledgement did not get through",
  "reply lost": "because the reply to an append was lost",
  claim: "because another consumer took over",
};
