import { describe, expect, test } from "vitest";

import { factsOf } from "../facts/facts.ts";
import { findingOf } from "../testing/found.ts";
import { scriptHistory, type HistoryBuilder } from "../testing/history-builder.ts";
import { concernsOnItsTopic } from "./command-groups.ts";

const other = "orders.eu";

function twoTopics(): HistoryBuilder {
  return scriptHistory({ hasCommands: true, hasStreamAudit: true })
    .subscribe({ group: "mail" })
    .subscribe({ group: "mail", topic: other });
}

describe("a group that subscribes to two topics", () => {
  const topicsConcerned = (run: HistoryBuilder, key: string | null) => {
    const history = run.wire({ at: 5, command: "XREADGROUP", group: "mail", key }).drain().build();
    const [command] = history.wire;
    return factsOf(history)
      .groups.filter((group) => command && concernsOnItsTopic(group, command, history))
      .map(({ topic }) => topic);
  };
  const audited = () => twoTopics().audit({ groups: [] }).audit({ topic: other, groups: [] });

  test.each([
    ["key:orders", ["orders"]],
    ["key:orders.eu", [other]],
    ["work", ["orders", other]],
    [null, ["orders", other]],
  ])("a command of the group with the key %s concerns the topics %j", (key, topics) => {
    expect(topicsConcerned(audited(), key)).toEqual(topics);
  });

  test("without an audit, the name of the group decides", () => {
    expect(topicsConcerned(twoTopics(), "key:orders")).toEqual(["orders", other]);
  });

  test("a finding names the group with its topic", () => {
    const history = twoTopics()
      .publish("publisher-0/0", { at: 10, topic: other })
      .deliver("publisher-0/0", { at: 12, group: "mail", topic: other })
      .publish("publisher-0/1", { at: 20, topic: other })
      .drain()
      .build();
    expect(findingOf(history, "lost").summary).toContain("of 2 groups: mail of orders.eu 1)");
  });

  test("a group that is alone with its name has no topic in its label", () => {
    const history = scriptHistory().subscribe({ group: "mail" }).drain().build();
    expect(factsOf(history).groups.map(({ label }) => label)).toEqual(["mail"]);
  });
});
