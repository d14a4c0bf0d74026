import type { IndexedHistory } from "../../history/indexed-history.ts";
import { explain } from "../explain.ts";
import { explanationSchema, type Explanation } from "../explanation.ts";

/** Explains a message, and checks that the explanation matches its schema. */
export function explained(history: IndexedHistory, key: string): Explanation {
  const message = history.messages.get(key);
  if (!message) throw new Error(`${key} was not published`);
  return explanationSchema.parse(explain(history, message, "reports/run"));
}

/** The texts of the timeline, in order. */
export function storyOf({ story }: Explanation): string[] {
  return story.map(({ by, text }) => `${by}: ${text}`);
}

/** The reason that decided for a group. */
export function reasonOf({ groups }: Explanation, name = "a"): string {
  return groups.find((group) => group.name === name)?.reason ?? "";
}
