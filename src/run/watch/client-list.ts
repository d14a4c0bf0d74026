/** A connection in the reply of CLIENT LIST. */
export interface ClientOfRedis {
  readonly id: string;
  /** Empty if the client has set no name. */
  readonly name: string;
  /** `host:port` of the client. */
  readonly address: string;
  readonly port: number;
  /** The last command, in lower case. It is empty if the client has sent no command. */
  readonly command: string;
  /** True for a connection of the harness itself: its name begins with `bus-chaos:`. */
  readonly isOurs: boolean;
}

/** Reads the reply of CLIENT LIST. */
export function clientsIn(list: string): readonly ClientOfRedis[] {
  return list
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map(readClient);
}

function readClient(line: string): ClientOfRedis {
  const field = (name: string): string =>
    new RegExp(`(?:^| )${name}=(\\S*)`, "u").exec(line)?.[1] ?? "";
  const [name, address, command] = [field("name"), field("addr"), field("cmd")];
  return {
    id: field("id"),
    name,
    address,
    port: Number(address.slice(address.lastIndexOf(":") + 1)),
    command: command === "NULL" ? "" : command,
    isOurs: name.startsWith("bus-chaos:"),
  };
}
