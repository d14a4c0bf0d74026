/** The next step for each resource that the census counts. */
export const leakHints: Readonly<Record<string, string>> = {
  "server.connections":
    "Close every connection in close that subscribe opened: Redis still counts them after close has resolved.",
  "server.channels":
    "Unsubscribe from every channel in close: Redis still sends their messages to a connection of the bus.",
  "server.shardChannels":
    "Unsubscribe from every sharded channel in close (SUNSUBSCRIBE): Redis still sends their messages.",
  "server.patterns":
    "Unsubscribe from every pattern in close (PUNSUBSCRIBE): Redis still sends their messages.",
  "server.consumers":
    "Give each consumer a name that stays the same, or delete it in close (XGROUP DELCONSUMER) once nothing is pending for it.",
  "process.sockets":
    "Destroy the socket of every connection that was given up: Node still holds them.",
  "process.timers":
    "Clear in close every timer that subscribe or a reconnect set: they still run after close.",
  "process.intervals":
    "Clear in close every interval that subscribe or a reconnect set: they still run after close.",
  "process.signalListeners":
    "Remove the listener from `context.signal` in close: each subscription left one behind.",
  "process.listenerWarnings":
    "Remove in close the listeners that subscribe or a reconnect added: Node warned that there are too many.",
};
