import { HOUR, type Instant, instant } from '../domain/instant';
import type { Attachments } from './attachments';
import type { CommandTexts, Commands } from './command-texts';
import type { Ledger } from './ledger';
import { pages } from './page';
import type { Requests } from './requests';
import type { Tickets } from './tickets';
import type { Uploads } from './uploads';

/** A command is answered within seconds; what has no event after this time was left by a crash, if the ticket has gone on since. */
const TEXTS_KEPT = HOUR;
/** No request goes on for so long: an upload of that age has come to its end, or to none. */
const UPLOADS_KEPT = HOUR;
const REQUESTS_KEPT = 7 * 24 * HOUR;

/**
 * Removes what requests left behind that crashed half-way: command texts that no event refers to, files that no attachment
 * refers to, and old idempotency keys.
 * @param pause called after each page
 * @returns how many
 */
export async function removeLeftovers(
  {
    tickets,
    ledger,
    commands,
    requests,
    attachments,
    uploads,
  }: {
    tickets: Tickets;
    ledger: Ledger;
    commands: Commands;
    requests: Requests;
    attachments: Attachments;
    uploads: Uploads;
  },
  now: Instant,
  pause: () => void = () => {},
): Promise<number> {
  let removed = 0;
  const old = instant(now - TEXTS_KEPT);
  for await (const page of pages(
    (after, limit) => commands.unconfirmed(old, after, limit),
    ({ id }) => id,
  )) {
    const applied = await ledger.applied(page.map(({ id }) => id));
    await commands.confirm([...applied]);
    for (const command of page) {
      if (applied.has(command.id) || !(await isAbandoned(command))) continue;
      await commands.removeTexts(command.id);
      removed++;
    }
    pause();
  }
  const begun = instant(now - UPLOADS_KEPT);
  for await (const page of pages(
    (after, limit) => uploads.unsettledUploads(begun, after, limit),
    (file) => file,
  )) {
    const attached = await attachments.attachedFiles(page);
    for (const file of page) {
      if (attached.has(file)) {
        await uploads.keepUpload(file);
      } else {
        await uploads.discardUpload(file);
        removed++;
      }
    }
    pause();
  }
  return removed + (await requests.forgetRequests(instant(now - REQUESTS_KEPT)));

  /**
   * The ledger of a ticket may lag behind its workflow while the database was away, for hours; a command that is not in it yet is not lost.
   * But turns are written in order: once something later is in it, the command was never applied.
   */
  async function isAbandoned({ ticketId, at }: CommandTexts): Promise<boolean> {
    const ticket = await tickets.findTicket(ticketId);
    if (!ticket || at < now - REQUESTS_KEPT) return true;
    const [last] = await ledger.events(ticketId, ticket.seq - 1, ticket.seq);
    return last !== undefined && last.at > at + TEXTS_KEPT;
  }
}
