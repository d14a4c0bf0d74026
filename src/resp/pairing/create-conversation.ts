import { ReplyScanner } from "../scan/reply-scanner.ts";
import { RequestScanner } from "../scan/request-scanner.ts";
import { createCommandReader } from "./command-reader.ts";
import type { Conversation, ConversationListener } from "./conversation.ts";
import { Pairing } from "./pairing.ts";

/** Creates a conversation. It needs all bytes from the start, and a command before its reply. */
export function createConversation(listener: ConversationListener): Conversation {
  const read = createCommandReader();
  let opaque = false;

  const goOpaque = (reason: string) => {
    if (opaque) return;
    opaque = true;
    pairing.clear();
    listener.opaque(reason);
  };
  const pairing = new Pairing(listener, goOpaque);
  const requests = new RequestScanner({
    request(request, endsAt) {
      if (opaque) return;
      const command = read(request);
      listener.command(command, endsAt);
      pairing.command(command);
    },
    broken: goOpaque,
  });
  const replies = new ReplyScanner({
    frame(frame, endsAt) {
      if (!opaque) pairing.frame(frame, endsAt);
    },
    broken: goOpaque,
  });

  return {
    get opaque() {
      return opaque;
    },
    sent(chunk) {
      if (!opaque) requests.scan(chunk);
    },
    received(chunk) {
      if (!opaque) replies.scan(chunk);
    },
  };
}
