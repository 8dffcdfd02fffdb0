import { ApplicationFailure } from '@temporalio/common';
import type { Client } from '@temporalio/client';
import type { Voice } from '../../domain/ticket/joining';
import { type Instant, instant } from '../../domain/time/instant';
import { unlessGone } from '../../engine/is-running';
import { HEAR } from '../../engine/names';
import type { Store } from '../../storage/store';
import type { Heard, JoiningActivities } from '../contract';

/** A voice, and since when. */
type Telling = Voice & { readonly at: Instant };
/** @property recorded readers find it in the ledger of the main ticket */
type Answer = Heard & { readonly recorded: boolean };

/** Tells main tickets who joined them, and who left. */
export function joining({
  client,
  store,
}: {
  readonly client: Client;
  readonly store: Pick<Store, 'tickets'>;
}): JoiningActivities {
  return {
    async tellMain({ main, voice }) {
      const telling = { ...voice, at: instant(Date.now()) };
      const answer = await unlessGone(() =>
        client.workflow.getHandle(main).executeUpdate<Answer, [Telling]>(HEAR, {
          args: [telling],
          updateId: `${voice.ticket}:${voice.seq}`,
        }),
      );
      if (answer) {
        if (answer.recorded) return answer.notTaken === undefined ? {} : { notTaken: answer.notTaken };
        throw ApplicationFailure.retryable('It stands in no ledger yet.', 'Unrecorded');
      }
      const found = await store.tickets.find(main);
      // Its workflow was ended from outside: the sweep starts it again.
      if (found && found.state !== 'closed')
        throw ApplicationFailure.retryable('It does not run.', 'NotRunning');
      return { notTaken: 'closed' };
    },
  };
}
