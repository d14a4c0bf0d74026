import { describe, expect, test } from "vitest";

import { findingOf } from "../testing/found.ts";
import { scriptHistory } from "../testing/history-builder.ts";

describe("intervalsOf", () => {
  const history = (received: readonly number[]) => {
    const builder = scriptHistory().subscribe({});
    for (let at = 0; at < 6; at++) {
      const key = `publisher-0/${at}`;
      if (received.includes(at)) builder.exchange(key, 10 + at * 10);
      else builder.publish(key, { at: 10 + at * 10 });
    }
    return builder.drain().build();
  };

  test.each([
    ["publisher-0 0–2 (at the start)", [3, 4, 5]],
    ["publisher-0 1–2 (in the middle), publisher-0 4 (in the middle)", [0, 3, 5]],
    ["publisher-0 4–5 (at the end)", [0, 1, 2, 3]],
    ["publisher-0 0–5 (all of them)", []],
  ])("a loss is shown as %s if messages %j arrived", (text, received) => {
    expect(findingOf(history(received), "lost").summary).toContain(text);
  });
});
