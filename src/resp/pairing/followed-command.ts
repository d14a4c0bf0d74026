import { argumentAt, argumentCount } from "../scan/request.ts";
import type { Request } from "../scan/request.ts";
import { keyAt } from "./command-keys.ts";
import type { CommandKind } from "./command-kind.ts";
import type { ClientCommand } from "./conversation.ts";

export interface CommandPlace {
  readonly sequence: number;
  readonly handshake: boolean;
  readonly connectionName: string | undefined;
  /** False if the client asked for no answer to it. */
  readonly answered: boolean;
}

/** A class because of its getter: an object literal would create a new getter for every command. */
export class FollowedCommand implements ClientCommand {
  readonly sequence: number;
  readonly name: string;
  readonly key: string | undefined;
  readonly handshake: boolean;
  readonly connectionName: string | undefined;
  readonly answered: boolean;
  readonly kind: CommandKind;
  readonly #request: Request;
  #args: readonly Buffer[] | undefined;

  constructor(request: Request, kind: CommandKind, place: CommandPlace) {
    this.sequence = place.sequence;
    this.name = kind.name;
    this.key = keyAt(kind.keyPlace, request);
    this.handshake = place.handshake;
    this.connectionName = place.connectionName;
    this.answered = place.answered;
    this.kind = kind;
    this.#request = request;
  }

  get args(): readonly Buffer[] {
    this.#args ??= argumentsOf(this.#request);
    return this.#args;
  }
}

function argumentsOf(request: Request): Buffer[] {
  const args: Buffer[] = [];
  for (let index = 0; index < argumentCount(request); index += 1) {
    args.push(argumentAt(request, index) ?? Buffer.alloc(0));
  }
  return args;
}
