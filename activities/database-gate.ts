import { setTimeout as pause } from 'node:timers/promises';
import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { hindranceOf } from '../storage/errors';

/** As long as a ticket's own try to write has (ms): after it the database is asked for a sign of life. */
const SLOW = 2_000;
/** Between two such questions, while there is no answer (ms). */
const AGAIN = 1_000;

/**
 * What one write of this process finds out about the database, all know: while it is away they fail at once, instead of each finding
 * out by the seconds that it holds a slot for.
 * @param ping asks the database for a sign of life; throws when there is none
 */
export function databaseGate(ping: () => Promise<void>, every = AGAIN) {
  let away = false;
  return {
    /**
     * Writes, unless the database is known to be away.
     * @param unasked called where it is, before that is thrown
     * @throws what `write` throws; ApplicationFailure at once while the database is away, which no local try outlasts
     */
    async through<T>(write: () => Promise<T>, unasked: () => void = () => {}): Promise<T> {
      if (away) {
        unasked();
        throw databaseAway();
      }
      const slow = setTimeout(shut, SLOW);
      try {
        return await write();
      } catch (error) {
        if (hindranceOf(error) === 'away') shut();
        throw error;
      } finally {
        clearTimeout(slow);
      }
    },
  };

  function shut(): void {
    if (away) return;
    away = true;
    void answered().then(() => {
      away = false;
    });
  }

  async function answered(): Promise<void> {
    for (;;) {
      try {
        return await ping();
      } catch {
        await pause(every, undefined, { ref: false });
      }
    }
  }
}

/** A local activity that fails so is not tried again: its ticket goes on to wait by an activity that holds no slot between its tries. */
const databaseAway = (): ApplicationFailure =>
  ApplicationFailure.create({
    message: 'the database is away',
    type: 'DatabaseAway',
    nonRetryable: activityInfo().isLocal,
  });
