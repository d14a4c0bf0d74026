import type { IndexedHistory } from "../../history/indexed-history.ts";
import { explain } from "../explain.ts";
import { explanationSchema, type Explanation } from "../explanation.ts";

/** Explains a message, and makes sure that what comes out is what the schema promises. */
export function explained(history: IndexedHistory, key: string): Explanation {
  const message = history.messages.get(key);
  if (!message) throw new Error(`nobody published ${key}`);
  return explanationSchema.parse(explain(history, message, "reports/run"));
}

/** The texts of the story, in its order. */
export function storyOf({ story }: Explanation): string[] {
  return story.map(({ by, text }) => `${by}: ${text}`);
}

/** What a group's rule said. */
export function reasonOf({ groups }: Explanation, name = "a"): string {
  return groups.find((group) => group.name === name)?.reason ?? "";
}
