import type { BusModule } from "../bus/contract.ts";
import type { Draft } from "../bus/streams/draft.ts";
import { referenceParts } from "../bus/streams/reference-parts.ts";
import { createStreamsBus } from "../bus/streams/streams-bus.ts";

const unlucky = 7;
const noted = new WeakSet<Draft>();

/**
 * Notes in a journal that a message comes, and then appends the message. Where the reply to a note
 * was lost it begins again, except with the seventh message: its note is found and taken for the
 * message itself. Only a cut between that note's XADD and its reply shows it.
 */
export const bus: BusModule = createStreamsBus(
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
);

function noteOf(draft: Draft): Draft {
  return { ...draft, key: `${draft.key}:journal`, payload: "", floor: undefined };
}
