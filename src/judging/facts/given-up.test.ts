import { expect, test } from "vitest";

import { scriptHistory } from "../testing/history-builder.ts";
import { factsOf } from "./facts.ts";
import { idsGivenUp } from "./given-up.ts";

test.each([
  [undefined, 2],
  ["orders", 1],
  ["orders.eu", 1],
  ["stream:orders", 2],
])("a notice about the topic %s concerns %i of two groups of one name", (topic, expected) => {
  const history = scriptHistory()
    .subscribe({ group: "mail" })
    .subscribe({ group: "mail", topic: "orders.eu" })
    .notice({
      at: 10,
      by: "subscriber-mail",
      notice: "dropped",
      ids: ["1-0"],
      ...(topic !== undefined && { topic }),
    })
    .build();
  const concerned = factsOf(history).groups.filter((group) =>
    idsGivenUp(group, history).has("1-0"),
  );
  expect(concerned).toHaveLength(expected);
});
