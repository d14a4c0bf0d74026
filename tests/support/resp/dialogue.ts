import type { ClientCommand, Conversation } from "../../../src/resp/pairing/conversation.ts";
import { createConversation } from "../../../src/resp/pairing/create-conversation.ts";

/** A conversation with all its events as text. */
export interface Dialogue {
  readonly conversation: Conversation;
  readonly commands: readonly ClientCommand[];
  /**
   * `SET#0 value: +OK` is a reply. The executed commands follow in brackets, if they are not exactly the
   * command itself. Line ends are shown as spaces.
   */
  readonly events: readonly string[];
  /** The position of each event in the whole stream of its direction; 0 if it has no position. */
  readonly ends: readonly number[];
  send(bytes: Buffer | string): void;
  receive(bytes: Buffer | string): void;
  /** Returns the events since the last call, without the events of commands. */
  news(): string[];
}

export function openDialogue(): Dialogue {
  const events: string[] = [];
  const ends: number[] = [];
  const commands: ClientCommand[] = [];
  let sentBytes = 0;
  let receivedBytes = 0;
  let readEvents = 0;
  const note = (event: string, end: number) => {
    events.push(event);
    ends.push(end);
  };
  const conversation = createConversation({
    command(command, endsAt) {
      commands.push(command);
      note(`sent ${label(command)} ${command.args.join(" ")}`, sentBytes + endsAt);
    },
    reply(...[command, { kind, bytes }, endsAt, executed]) {
      const isPlain = executed.length === 1 && executed[0] === command;
      const proof = isPlain ? "" : ` [${executed.map(label).join(" ")}]`;
      note(`${label(command)} ${kind}: ${readable(bytes)}${proof}`, receivedBytes + endsAt);
    },
    unanswered: (command) => note(`${label(command)} unanswered`, 0),
    push: (frame, endsAt) => note(`push: ${readable(frame)}`, receivedBytes + endsAt),
    opaque: (reason) => note(`opaque: ${reason}`, 0),
  });
  return {
    conversation,
    commands,
    events,
    ends,
    send(bytes) {
      const chunk = asBuffer(bytes);
      conversation.sent(chunk);
      sentBytes += chunk.length;
    },
    receive(bytes) {
      const chunk = asBuffer(bytes);
      conversation.received(chunk);
      receivedBytes += chunk.length;
    },
    news() {
      const fresh = events.slice(readEvents).filter((event) => !event.startsWith("sent "));
      readEvents = events.length;
      return fresh;
    },
  };
}

export const helloReply = {
  2: "*2\r\n$5\r\nproto\r\n:2\r\n",
  3: "%1\r\n$5\r\nproto\r\n:3\r\n",
} as const;

/** Opens a dialogue in this protocol. Its next command has the number 1. */
export function dialogueIn(protocol: 2 | 3): Dialogue {
  const dialogue = openDialogue();
  dialogue.send(requests(`HELLO ${protocol}`));
  dialogue.receive(helloReply[protocol]);
  dialogue.news();
  return dialogue;
}

/** Encodes a frame for a subscriber: an array in RESP2, a push in RESP3. */
export function pubSubFrame(
  protocol: 2 | 3,
  word: string,
  ...rest: readonly (string | number | null)[]
): string {
  const elements = [word, ...rest].map((element) => {
    if (element === null) return protocol === 2 ? "$-1\r\n" : "_\r\n";
    return typeof element === "number"
      ? `:${element}\r\n`
      : `$${Buffer.byteLength(element)}\r\n${element}\r\n`;
  });
  return `${protocol === 2 ? "*" : ">"}${elements.length}\r\n${elements.join("")}`;
}

/** Encodes one command. */
export function request(...words: readonly (string | Buffer)[]): Buffer {
  const args = words.flatMap((word) => {
    const bytes = asBuffer(word);
    return [Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from("\r\n")];
  });
  return Buffer.concat([Buffer.from(`*${words.length}\r\n`), ...args]);
}

/** Encodes commands, one after the other. Their words must have no spaces. */
export function requests(...lines: readonly string[]): Buffer {
  return Buffer.concat(lines.map((line) => request(...line.split(" "))));
}

function label({ name, sequence }: ClientCommand): string {
  return `${name}#${sequence}`;
}

function readable(bytes: Buffer): string {
  return bytes.toString("latin1").replaceAll("\r\n", " ").trim();
}

function asBuffer(bytes: Buffer | string): Buffer {
  return typeof bytes === "string" ? Buffer.from(bytes) : bytes;
}
