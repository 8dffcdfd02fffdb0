import { totalmem } from 'node:os';

/** What a worker takes before it has a ticket (bytes). */
const BASE = 400 * 2 ** 20;
/** What a ticket takes that is kept in memory (bytes), once commands came to all of them: 2,355 took a worker to 1,630 MiB. */
const A_TICKET = 540 * 2 ** 10;
/** So many are kept in any case, or each command would replay its ticket; and no more, since whoever comes back after so many is a stranger. */
const [LEAST, MOST] = [500, 20_000];

/**
 * How many tickets a worker keeps in memory so that it stays within three quarters of what it may have; the rest is for requests of the
 * moment. Others are replayed when their turn comes.
 * @param memory bytes: what the container allows, or the machine has
 */
export const cachedTickets = (
  memory = Math.min(process.constrainedMemory() || Infinity, totalmem()),
): number => Math.min(Math.max(Math.floor((0.75 * memory - BASE) / A_TICKET), LEAST), MOST);
