import { errorText } from "../../errors.ts";

/**
 * Renders, or reports why that failed. Drawing a report never changes what it says: a failure costs
 * that one view, not the verdict.
 */
export function renderSafely(
  view: string,
  render: () => string,
  complain: (text: string) => void,
): string | undefined {
  try {
    return render();
  } catch (error) {
    complain(`cannot render ${view}: ${errorText(error)}. The verdict stands, see report.json.`);
    return undefined;
  }
}
