import type { CommandActKind } from "../../history/struck-command.ts";
import {
  errorReplyNames,
  type CommandAct,
  type CommandActOf,
} from "../../link/contract/command-point.ts";

/** The properties of one kind of act at a command. */
interface CommandActDefinition<Act extends CommandAct> {
  /** Returns the one word for the act in tokens and reports: `rst`, `delay-100`, `LOADING`. */
  text(act: Act): string;
  /** Reads that word. Returns `undefined` if it is not a word for this kind. */
  parse(text: string): Act | undefined;
  /**
   * Whether recovery counts from the moment the fault acts, because a bus that reconnects is well
   * again. A black hole leaves a connection half-open, but in the field nothing would close it, so
   * the bus must not wait for a heal either. Only a stall has a heal to wait for.
   */
  readonly isInstantaneous: boolean;
  /** Whether the bus goes on with the connection after the act, and does not replace it. */
  readonly keepsConnection: boolean;
}

/** The definitions of all kinds of acts. The list does not compile if a kind is left out. */
const definitions: {
  readonly [Kind in CommandActKind]: CommandActDefinition<CommandActOf<Kind>>;
} = {
  fin: {
    text: () => "fin",
    parse: (text) => (text === "fin" ? { kind: "fin" } : undefined),
    isInstantaneous: true,
    keepsConnection: false,
  },
  rst: {
    text: () => "rst",
    parse: (text) => (text === "rst" ? { kind: "rst" } : undefined),
    isInstantaneous: true,
    keepsConnection: false,
  },
  blackhole: {
    text: () => "blackhole",
    parse: (text) => (text === "blackhole" ? { kind: "blackhole" } : undefined),
    isInstantaneous: true,
    keepsConnection: false,
  },
  kill: {
    text: () => "kill",
    parse: (text) => (text === "kill" ? { kind: "kill" } : undefined),
    isInstantaneous: true,
    keepsConnection: false,
  },
  "kill-redis": {
    text: () => "kill-redis",
    parse: (text) => (text === "kill-redis" ? { kind: "kill-redis" } : undefined),
    isInstantaneous: false,
    keepsConnection: false,
  },
  stall: {
    text: () => "stall",
    parse: (text) => (text === "stall" ? { kind: "stall" } : undefined),
    isInstantaneous: false,
    keepsConnection: false,
  },
  delay: {
    text: ({ delayMs }) => `delay-${delayMs}`,
    parse(text) {
      const delayMs = /^delay-([1-9]\d{0,6})$/.exec(text)?.[1];
      return delayMs === undefined ? undefined : { kind: "delay", delayMs: Number(delayMs) };
    },
    isInstantaneous: true,
    keepsConnection: true,
  },
  error: {
    text: ({ error }) => error,
    parse(text) {
      const error = errorReplyNames.find((name) => name === text);
      return error && { kind: "error", error };
    },
    isInstantaneous: true,
    keepsConnection: true,
  },
};

function definitionOf({ kind }: CommandAct): CommandActDefinition<CommandAct> {
  return definitions[kind];
}

/** Returns the one word for an act: `rst`, `delay-100`, `LOADING`. */
export function actText(act: CommandAct): string {
  return definitionOf(act).text(act);
}

/** Reads what `actText` returns. Returns `undefined` for any other text. */
export function parseAct(text: string): CommandAct | undefined {
  return Object.values(definitions)
    .map(({ parse }) => parse(text))
    .find((act) => act !== undefined);
}

/** Returns whether recovery counts from the act, and not from a heal. */
export function isInstantaneousAct(act: CommandAct): boolean {
  return definitionOf(act).isInstantaneous;
}

/** Returns whether the bus goes on with the connection after the act. */
export function keepsConnection(act: CommandAct): boolean {
  return definitionOf(act).keepsConnection;
}
