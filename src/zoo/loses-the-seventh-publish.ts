import type { Draft } from "../bus/streams/draft.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";
import type { PlantedBug } from "./planted-bug.ts";

const unlucky = 7;
const noted = new WeakSet<Draft>();

/**
 * Writes a note about each message to a journal and then appends the message. If the reply to a
 * note is lost, the bus starts again, except for the seventh message: there it finds the note and
 * treats it as proof that the message was appended. Only a cut between the XADD of that note and its reply shows the bug.
 */
export const bus: PlantedBug = {
  ...createStreamsBus(
    {
      ...referenceParts,
      async append(commands, draft) {
        if (!noted.has(draft)) await referenceParts.append(commands, noteOf(draft));
        noted.add(draft);
        return await referenceParts.append(commands, draft);
      },
      async findStored(session, drafts) {
        const unsure = drafts.filter((draft) => draft.sequence === unlucky && !noted.has(draft));
        const notes = await referenceParts.findStored(session, unsure.map(noteOf));
        return new Map([...notes, ...(await referenceParts.findStored(session, drafts))]);
      },
    },
    { name: "loses-the-seventh-publish" },
  ),
  foundBy: [
    {
      run: "explore/publishes",
      mustFind: ["false-acknowledgement", "lost"],
      summaryIncludes: "XADD/stream:orders:journal/7/before-reply/fin",
    },
  ],
  onlyFoundBy: "explore",
};

function noteOf(draft: Draft): Draft {
  return { ...draft, key: `${draft.key}:journal`, payload: "", floor: undefined };
}
