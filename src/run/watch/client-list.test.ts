import { expect, test } from "vitest";

import { clientsIn } from "./client-list.ts";

test("reads names, addresses and last commands from the reply of CLIENT LIST", () => {
  const list = [
    "id=7 addr=127.0.0.1:41234 laddr=127.0.0.1:6379 fd=8 name=subscriber-0:reader age=3 cmd=xreadgroup user=default",
    "id=8 addr=[::1]:41235 laddr=[::1]:6379 fd=9 name= age=3 cmd=NULL user=default",
    "id=9 addr=127.0.0.1:41236 fd=9 name=bus-chaos:direct cmd=client|list",
    "",
  ].join("\n");
  expect(clientsIn(list)).toEqual([
    {
      id: "7",
      name: "subscriber-0:reader",
      address: "127.0.0.1:41234",
      port: 41_234,
      command: "xreadgroup",
      isOurs: false,
    },
    { id: "8", name: "", address: "[::1]:41235", port: 41_235, command: "", isOurs: false },
    {
      id: "9",
      name: "bus-chaos:direct",
      address: "127.0.0.1:41236",
      port: 41_236,
      command: "client|list",
      isOurs: true,
    },
  ]);
});

test("finds no client in an empty reply", () => {
  expect(clientsIn("\n")).toEqual([]);
});
