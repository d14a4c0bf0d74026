import { counted, countText } from "../../wording.ts";

/** Returns `this message`, `all 3 messages`, or `2 of these 3 messages`. */
export function shareText(part: number, total: number): string {
  if (part < total) return `${countText(part)} of these ${counted(total, "message")}`;
  return total === 1 ? "this message" : `all ${counted(total, "message")}`;
}
