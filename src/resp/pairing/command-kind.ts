import { createByteCache } from "../scan/byte-cache.ts";
import type { ByteLookup } from "../scan/byte-cache.ts";
import type { Request } from "../scan/request.ts";
import { keyBehindSubcommand, keyPlaceOf, noKey } from "./command-keys.ts";
import type { KeyPlace } from "./command-keys.ts";

/** The effect of a command on the pairing of later replies. Most commands have no effect. */
type Effect =
  | "multi"
  | "exec"
  | "discard"
  | "hello"
  | "reset"
  | "name"
  | "reply mode"
  | "monitor"
  | "replicate"
  | "subscribe"
  | "unsubscribe";

/** The properties that follow from the name of a command. */
export interface CommandKind {
  /** In upper case, with the subcommand. */
  readonly name: string;
  readonly keyPlace: KeyPlace;
  /** Whether it only sets up the connection. */
  readonly setsUp: boolean;
  readonly effect: Effect | undefined;
}

const maxNameLength = 64;

type Subcommands = ByteLookup<CommandKind>;

/** The commands with subcommands, each with a lookup of the kind by its subcommand. */
const containers: ReadonlyMap<string, Subcommands> = new Map(
  `ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE OBJECT PUBSUB SCRIPT SENTINEL
  SLOWLOG XGROUP XINFO`
    .split(/\s+/)
    .map((name) => [
      name,
      createByteCache((subcommand) => describeContained(name, upperCase(subcommand))),
    ]),
);

const containersWithKey = new Set(["XGROUP", "XINFO", "OBJECT"]);

const otherNamesWithKey = new Set(["MEMORY USAGE", "DEBUG OBJECT"]);

const setUpNames = new Set([
  "HELLO",
  "AUTH",
  "SELECT",
  "READONLY",
  ...["CACHING", "ID", "MAINT_NOTIFICATIONS", "NO-EVICT", "NO-TOUCH"].map(ofClient),
  ...["SETINFO", "SETNAME", "TRACKING"].map(ofClient),
]);

const effects: ReadonlyMap<string, Effect> = new Map<string, Effect>([
  ["MULTI", "multi"],
  ["EXEC", "exec"],
  ["DISCARD", "discard"],
  ["HELLO", "hello"],
  ["RESET", "reset"],
  ["CLIENT SETNAME", "name"],
  ["CLIENT REPLY", "reply mode"],
  ["MONITOR", "monitor"],
  ["SYNC", "replicate"],
  ["PSYNC", "replicate"],
  ["SUBSCRIBE", "subscribe"],
  ["PSUBSCRIBE", "subscribe"],
  ["SSUBSCRIBE", "subscribe"],
  ["UNSUBSCRIBE", "unsubscribe"],
  ["PUNSUBSCRIBE", "unsubscribe"],
  ["SUNSUBSCRIBE", "unsubscribe"],
]);

interface FirstWord {
  readonly kind: CommandKind;
  readonly withSubcommand: Subcommands | undefined;
}

const firstWords = createByteCache((text): FirstWord => {
  const name = upperCase(text);
  return {
    kind: describe(name, keyPlaceOf(name)),
    withSubcommand: containers.get(name),
  };
});

export function commandKindOf({ bytes, bounds }: Request): CommandKind {
  const [start = 0, end = 0, nextStart, nextEnd] = bounds;
  const { kind, withSubcommand } = firstWords(bytes, start, end);
  const isAlone = withSubcommand === undefined || nextStart === undefined || nextEnd === undefined;
  return isAlone ? kind : withSubcommand(bytes, nextStart, nextEnd);
}

function describeContained(container: string, subcommand: string): CommandKind {
  const name = `${container} ${subcommand}`;
  const hasKey = containersWithKey.has(container) || otherNamesWithKey.has(name);
  return describe(name, hasKey ? keyBehindSubcommand : noKey);
}

function describe(name: string, keyPlace: KeyPlace): CommandKind {
  return { name, keyPlace, setsUp: setUpNames.has(name), effect: effects.get(name) };
}

function upperCase(text: string): string {
  return text.slice(0, maxNameLength).toUpperCase();
}

function ofClient(subcommand: string): string {
  return `CLIENT ${subcommand}`;
}
