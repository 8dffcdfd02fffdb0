import { allHandlersFinished, condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { Applied } from '../../../domain/procedures/command';
import { instant } from '../../../domain/time/instant';
import { Recorder } from '../../../workflows/recorder';
import { at, command, Story } from '../../given/story';

/** Presses the ticket: one event. */
export const press = defineUpdate<Applied>('press');
export const finish = defineSignal('finish');

/**
 * A ticket that a test presses, with a recorder and nothing else.
 * @returns the ids of the messages that it was given, in order, when everything is recorded
 */
export async function recorder(): Promise<string[]> {
  const story = new Story();
  const given: string[] = [];
  let finishing = false;
  let woken = false;
  const records = new Recorder(0, (deliveries) => {
    given.push(...deliveries.flatMap(({ ids }) => ids));
    woken = true;
  });
  records.collect(story.ticket, story.ledger);
  setHandler(press, () => {
    const before = story.ledger.length;
    const { seq } = story.do(at('2026-09-29 11:00'), command('urge', {})).ticket;
    records.collect(story.ticket, story.ledger.slice(before));
    woken = true;
    return records.answer(seq);
  });
  setHandler(finish, () => {
    finishing = true;
  });
  const over = (): boolean => finishing && records.idle && allHandlersFinished();
  for (;;) {
    records.write(story.ticket, instant(Date.now()));
    if (over()) return given;
    woken = false;
    await condition(() => woken || over());
  }
}
