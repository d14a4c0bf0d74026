import { greaterThan, percent, star } from "../scan/bytes.ts";
import { firstWordOf, isNull } from "../scan/frame-text.ts";
import type { Frame } from "../scan/reply-scanner.ts";
import type { ServerReply } from "./conversation.ts";
import type { FollowedCommand } from "./followed-command.ts";
import { createSubscriptions, pubSubWordOf } from "./subscriptions.ts";
import type { PubSubWord, Subscriptions } from "./subscriptions.ts";
import { createTransaction } from "./transaction.ts";

/** The state of a connection in the server, as far as it decides what the next frames mean. */
export interface ServerState {
  readonly subscriptions: Subscriptions;
  /** Returns whether a status QUEUED means that a command was queued. */
  inTransaction(): boolean;
  queue(command: FollowedCommand): void;
  /** Follows a command that was not queued. Returns the commands that Redis has executed by now. */
  answered(
    command: FollowedCommand,
    frame: Frame,
    kind: ServerReply["kind"],
  ): readonly FollowedCommand[];
  /** Follows a command that gets no reply, as if it had succeeded. */
  unanswered(command: FollowedCommand): void;
  /**
   * Returns the first word of a frame that may be for a subscriber. `first` is the command that waits for
   * a reply. In RESP2 only the first word separates such a frame from an ordinary array.
   */
  pubSubWord(frame: Frame, first: FollowedCommand | undefined): PubSubWord | undefined;
}

export function createServerState(): ServerState {
  const subscriptions = createSubscriptions();
  const transaction = createTransaction();
  let protocol: 2 | 3 = 2;
  // Redis 7.0 sends confirmations even to a client that wants no replies.
  let confirmsUnasked = false;

  const reset = () => {
    protocol = 2;
    confirmsUnasked = false;
    subscriptions.clear();
    transaction.end();
  };
  const finishTransaction = (exec: FollowedCommand, executed: boolean) => {
    const queued = transaction.end();
    if (!executed) return [exec];
    for (const command of queued) if (command.kind.effect === "hello") follow(command);
    return [...queued, exec];
  };
  const follow = (command: FollowedCommand) => {
    const { effect } = command.kind;
    if (effect === "multi") transaction.begin();
    else if (effect === "exec" || effect === "discard") transaction.end();
    else if (effect === "hello") protocol = protocolAskedFor(command) ?? protocol;
    else if (effect === "reset") reset();
    else if (effect === "subscribe" || effect === "unsubscribe") confirmsUnasked = true;
  };

  return {
    subscriptions,
    inTransaction: () => transaction.open,
    queue: transaction.queue,
    answered(command, frame, kind) {
      const { effect } = command.kind;
      if (effect === "exec") return finishTransaction(command, kind !== "error" && !isNull(frame));
      if (effect === undefined || kind === "error") return [command];
      if (effect === "hello") protocol = frame.type === percent ? 3 : 2;
      else follow(command);
      return [command];
    },
    unanswered(command) {
      const { effect } = command.kind;
      if (transaction.open && (effect === undefined || effect === "hello")) {
        transaction.queue(command);
      } else {
        follow(command);
      }
    },
    pubSubWord(frame, first) {
      if (frame.type === greaterThan) return pubSubWordOf(firstWordOf(frame));
      if (protocol === 3 || frame.type !== star) return undefined;
      const mayBe = first === undefined || confirmsUnasked || changesSubscriptions(first);
      return mayBe || subscriptions.any() ? pubSubWordOf(firstWordOf(frame)) : undefined;
    },
  };
}

export function changesSubscriptions({ kind }: FollowedCommand): boolean {
  return kind.effect === "subscribe" || kind.effect === "unsubscribe";
}

function protocolAskedFor({ args }: FollowedCommand): 2 | 3 | undefined {
  const version = Number(args[1]);
  return version === 2 || version === 3 ? version : undefined;
}
