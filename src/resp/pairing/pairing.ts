import { greaterThan } from "../scan/bytes.ts";
import { isError, isQueued, remainingSubscriptions } from "../scan/frame-text.ts";
import type { Frame } from "../scan/reply-scanner.ts";
import type { ConversationListener, ServerReply } from "./conversation.ts";
import type { FollowedCommand } from "./followed-command.ts";
import { createQueue } from "./queue.ts";
import { createSendGuard } from "./send-guard.ts";
import { changesSubscriptions, createServerState } from "./server-state.ts";
import type { PubSubWord } from "./subscriptions.ts";

/** No real client waits for more replies. Beyond it, the waiting commands would fill the memory. */
const maxWaiting = 2 ** 22;

/** The pairing of each frame of the server with the command that it answers. */
export class Pairing {
  readonly #listener: ConversationListener;
  readonly #goOpaque: (reason: string) => void;
  readonly #waiting = createQueue<FollowedCommand>();
  readonly #server = createServerState();
  readonly #reasonAgainst = createSendGuard();
  /** How many confirmations the first waiting command has got. */
  #confirmations = 0;

  /** After a call of `goOpaque` the caller must call no method any more. */
  constructor(listener: ConversationListener, goOpaque: (reason: string) => void) {
    this.#listener = listener;
    this.#goOpaque = goOpaque;
  }

  /** Takes a command that was sent. */
  command(command: FollowedCommand): void {
    const reason = this.#reasonAgainst(command);
    if (reason !== undefined) return this.#goOpaque(reason);
    if (this.#waiting.length === maxWaiting) return this.#goOpaque("too many waiting commands");
    if (!command.answered) this.#listener.unanswered(command);
    if (command.answered || this.#waiting.length > 0) this.#waiting.add(command);
    else this.#settleUnanswered(command);
  }

  frame(frame: Frame, endsAt: number): void {
    const first = this.#waiting.first();
    const word = this.#server.pubSubWord(frame, first);
    if (word?.confirms !== undefined) this.#confirm(word, frame, endsAt);
    else if (frame.type === greaterThan || word !== undefined) {
      this.#listener.push(frame.bytes, endsAt);
    } else if (first === undefined) this.#goOpaque("a reply that no command waits for");
    else this.#answer(first, frame, endsAt);
  }

  clear(): void {
    this.#waiting.clear();
  }

  #answer(command: FollowedCommand, frame: Frame, endsAt: number): void {
    const kind = kindOf(frame, this.#server.inTransaction());
    if (changesSubscriptions(command) && kind !== "error") {
      return this.#goOpaque(`${command.name} inside a transaction`);
    }
    const executed = kind === "queued" ? [] : this.#server.answered(command, frame, kind);
    if (kind === "queued") this.#server.queue(command);
    this.#removeFirst();
    this.#listener.reply(command, { kind, bytes: frame.bytes }, endsAt, executed);
    if (kind === "value") this.#endAtMonitor(command);
  }

  #confirm(word: PubSubWord, frame: Frame, endsAt: number): void {
    const remaining = remainingSubscriptions(frame);
    if (remaining === undefined) return this.#goOpaque("a confirmation without a number");
    const { subscriptions } = this.#server;
    subscriptions.confirm(word.family, remaining);
    const first = this.#waiting.first();
    const answersFirst = first?.name === word.confirms;
    if (answersFirst) this.#confirmations += 1;
    const left = subscriptions.count(word.family);
    if (!answersFirst || first === undefined || !isConfirmed(first, this.#confirmations, left)) {
      return this.#listener.push(frame.bytes, endsAt);
    }
    this.#removeFirst();
    this.#listener.reply(first, { kind: "value", bytes: frame.bytes }, endsAt, [first]);
  }

  #removeFirst(): void {
    this.#waiting.removeFirst();
    this.#confirmations = 0;
    for (;;) {
      const next = this.#waiting.first();
      if (next === undefined || next.answered) return;
      this.#waiting.removeFirst();
      this.#settleUnanswered(next);
    }
  }

  #settleUnanswered(command: FollowedCommand): void {
    this.#server.unanswered(command);
    this.#endAtMonitor(command);
  }

  #endAtMonitor({ kind }: FollowedCommand): void {
    if (kind.effect === "monitor") this.#goOpaque("MONITOR sends frames that answer no command");
  }
}

function kindOf(frame: Frame, inTransaction: boolean): ServerReply["kind"] {
  if (isError(frame)) return "error";
  return inTransaction && isQueued(frame) ? "queued" : "value";
}

/**
 * Returns whether an (un)subscription has all its confirmations: one for each channel, or without channels
 * until no channel of the family is left.
 */
function isConfirmed({ args }: FollowedCommand, confirmations: number, left: number): boolean {
  return args.length > 1 ? confirmations === args.length - 1 : left === 0;
}
