import { argumentAt, argumentCount, wordAt } from "../scan/request.ts";
import type { Request } from "../scan/request.ts";
import { commandKindOf } from "./command-kind.ts";
import type { CommandKind } from "./command-kind.ts";
import { FollowedCommand } from "./followed-command.ts";
import { createReplyMode } from "./reply-mode.ts";

/** Creates a reader that numbers the commands of one connection and follows its name and handshake. */
export function createCommandReader(): (request: Request) => FollowedCommand {
  const isAnswered = createReplyMode();
  let sequence = -1;
  let handshake = true;
  let connectionName: string | undefined;
  return (request) => {
    const kind = commandKindOf(request);
    sequence += 1;
    handshake &&= kind.setsUp;
    if (kind.effect !== undefined) connectionName = nameAfter(kind, request, connectionName);
    const answered = isAnswered(kind, request);
    return new FollowedCommand(request, kind, { sequence, handshake, connectionName, answered });
  };
}

function nameAfter(
  { effect }: CommandKind,
  request: Request,
  before: string | undefined,
): string | undefined {
  if (effect === "reset") return undefined;
  const name = nameGivenBy(effect, request);
  if (name === undefined) return before;
  // An empty name removes the name.
  return name.length === 0 ? undefined : name.toString();
}

function nameGivenBy(effect: CommandKind["effect"], request: Request): Buffer | undefined {
  if (effect === "name") return argumentAt(request, 2);
  return effect === "hello" ? nameInHello(request) : undefined;
}

/** Reads `HELLO 3 AUTH user password SETNAME name`. The password may be any word, also SETNAME. */
function nameInHello(request: Request): Buffer | undefined {
  for (let position = 2; position < argumentCount(request);) {
    const option = wordAt(request, position);
    if (option === "SETNAME") return argumentAt(request, position + 1);
    position += option === "AUTH" ? 3 : 1;
  }
  return undefined;
}
