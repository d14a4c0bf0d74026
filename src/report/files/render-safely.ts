import { errorText } from "../../errors.ts";

/**
 * Renders a view, or complains and returns `undefined`. A failure costs this view, but never changes the
 * verdict.
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
