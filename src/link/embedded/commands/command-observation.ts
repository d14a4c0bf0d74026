import type { ClientCommand, ServerReply } from "../../../resp/pairing/conversation.ts";
import { createPositionQueue } from "../bytes/position-queue.ts";
import type { ObserverNotifier } from "./observer-notifier.ts";
import { createOpenCommands } from "./open-commands.ts";
import type { OpenCommands } from "./open-commands.ts";
import { createQueuedCommands } from "./queued-commands.ts";
import type { TrackedCommand } from "./tracked-command.ts";

/** A follower of the commands of one connection, from arrival to end. It reports each end. */
export interface CommandObservation {
  came(tracked: TrackedCommand): void;
  unanswered(command: ClientCommand): void;
  answered(command: ClientCommand, answer: Answer): void;
  /** Takes a frame that answers no command. `end` is the position after its last byte. */
  pushed(frame: Buffer, end: number): void;
  /** Takes note that the link resets the connection to the client. */
  reset(): void;
  opaque(reason: string): void;
  /** Takes note that the requests up to this position have left for Redis. */
  forwardedTo(position: number): void;
  /** Takes note that the replies up to this position have left for the client. */
  repliedTo(position: number): void;
  /** Returns whether every command before this one has its reply, or gets no reply. */
  isAnsweredBefore(tracked: TrackedCommand): boolean;
  /** Ends all open commands, because nothing more can happen to them. */
  endAll(): void;
}

interface Answer {
  readonly reply: ServerReply;
  /** The position after its last byte. */
  readonly end: number;
  readonly executed: readonly ClientCommand[];
  readonly atMs: number;
}

export function createCommandObservation(notifier: ObserverNotifier): CommandObservation {
  const open = createOpenCommands();
  const queued = createQueuedCommands();
  const requests = createPositionQueue<TrackedCommand>((tracked, atMs) => {
    if (tracked.refusal === undefined) tracked.forwardedMs = atMs;
    if (tracked.isUnanswered) end(tracked);
  });
  const replies = createPositionQueue<TrackedCommand>((tracked, atMs) => {
    tracked.repliedMs = atMs;
    if (tracked.isQueued) return;
    for (const one of tracked.transaction) end(one);
    end(tracked);
  });
  const pushes = createPositionQueue<Buffer>(notifier.pushed);

  function end(tracked: TrackedCommand): void {
    open.remove(tracked.command.sequence);
    notifier.ended(tracked);
  }

  return {
    came: (tracked) => {
      open.add(tracked);
      requests.add(tracked, tracked.requestEnd);
    },
    unanswered: ({ sequence }) => {
      const tracked = open.find(sequence);
      if (tracked === undefined) return;
      tracked.isUnanswered = true;
      if (requests.hasReached(tracked.requestEnd)) end(tracked);
    },
    answered: ({ sequence }, { reply, end: replyEnd, executed, atMs }) => {
      const tracked = open.find(sequence);
      if (tracked === undefined) return;
      queued.answered(tracked, reply);
      takeAnswer(tracked, reply);
      if (tracked.refusal === undefined) markExecuted(open, executed, atMs);
      replies.add(tracked, replyEnd);
    },
    pushed: pushes.add,
    reset: notifier.reset,
    opaque: notifier.opaque,
    forwardedTo: requests.reached,
    repliedTo: (position) => {
      replies.reached(position);
      pushes.reached(position);
    },
    isAnsweredBefore: (tracked) => isAnsweredBefore(open, tracked),
    endAll: () => {
      for (const queue of [requests, replies, pushes]) queue.clear();
      for (const tracked of open.list()) end(tracked);
    },
  };
}

function takeAnswer(tracked: TrackedCommand, reply: ServerReply): void {
  tracked.isAnswered = true;
  tracked.reply = tracked.refusal ?? reply.bytes;
  tracked.failed = tracked.refusal !== undefined || reply.kind === "error";
}

function markExecuted(open: OpenCommands, executed: readonly ClientCommand[], atMs: number): void {
  for (const { sequence } of executed) {
    const tracked = open.find(sequence);
    if (tracked) tracked.executedMs = atMs;
  }
}

function isAnsweredBefore(open: OpenCommands, { command }: TrackedCommand): boolean {
  for (const earlier of open.list()) {
    if (earlier.command.sequence >= command.sequence) return true;
    if (!earlier.isAnswered && !earlier.isUnanswered) return false;
  }
  return true;
}
