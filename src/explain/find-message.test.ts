import { expect, test } from "vitest";

import { scriptHistory } from "../judging/testing/history-builder.ts";
import { findMessages, nearestKeys } from "./find-message.ts";

const one = scriptHistory()
  .subscribe({})
  .publish("publisher-0/7", { at: 10, id: "bus-7" })
  .publish("publisher-0/8", { at: 11, id: "bus-8" })
  .deliver("publisher-0/8", { at: 12, id: "delivered-8" })
  .audit({ entries: [["5-1", "publisher-0/7"]] });
const two = scriptHistory()
  .publish("publisher-0/7", { at: 10 })
  .publish("publisher-1/7", { at: 11 })
  .publish("publisher-1/9", { at: 12 })
  .build();

test.each([
  ["publisher-0/7", "its key", "publisher-0/7"],
  ["8", "its number", "publisher-0/8"],
  ["bus-7", "the id that publish returned", "publisher-0/7"],
  ["delivered-8", "the id under which it was delivered", "publisher-0/8"],
  ["5-1", "the id of its entry in the stream", "publisher-0/7"],
])("%s finds a message, by %s", (wanted, _by, key) => {
  expect(findMessages(one.build(), wanted).map((message) => message.key)).toEqual([key]);
});

test("an id finds a message if only a recorded command shows it", () => {
  const append = { at: 11, command: "XADD", reply: "9-9", messages: ["publisher-0/7"] };
  const history = scriptHistory().publish("publisher-0/7", { at: 10 }).wire(append).build();
  expect(findMessages(history, "9-9").map(({ key }) => key)).toEqual(["publisher-0/7"]);
});

test("a number finds several messages if there are several publishers", () => {
  expect(findMessages(two, "7").map(({ key }) => key)).toEqual(["publisher-0/7", "publisher-1/7"]);
});

test("an unknown key finds nothing, and the nearest keys are of the same publisher", () => {
  expect(findMessages(two, "publisher-1/10")).toEqual([]);
  expect(nearestKeys(two, "publisher-1/10")).toEqual(["publisher-1/9", "publisher-1/7"]);
});

test("the nearest keys to an unknown id are the first keys", () => {
  expect(nearestKeys(two, "no such id", 1)).toEqual(["publisher-0/7"]);
});
