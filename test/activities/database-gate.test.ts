import { MockActivityEnvironment } from '@temporalio/testing';
import { mongo } from 'mongoose';
import { databaseGate } from '../../activities/database-gate';
import { waitFor } from '../given/wait-for';

const away = () => Promise.reject(new mongo.MongoServerSelectionError('away', {} as never));

/** A gate, and how often the database is asked for a sign of life; it gives one when `back` is called. */
function gate() {
  let isBack = false;
  const ping = jest.fn(async () => (isBack ? undefined : away()));
  const { through } = databaseGate(ping, 1);
  const write = jest.fn(async () => 'written');
  const run = (act: () => Promise<string>, isLocal = true) =>
    new MockActivityEnvironment({ isLocal }).run(() => through(act));
  return {
    run,
    write,
    ping,
    back: () => {
      isBack = true;
    },
  };
}

test('what one ticket finds out all know: they fail at once, without a write, until the database answers', async () => {
  const { run, write, ping, back } = gate();
  expect(await run(write)).toBe('written');
  await expect(run(away)).rejects.toThrow('away');
  for (let ticket = 0; ticket < 5; ticket++)
    await expect(run(write)).rejects.toMatchObject({ type: 'DatabaseAway', nonRetryable: true });
  expect(write).toHaveBeenCalledTimes(1);
  await waitFor('it was asked again', () => ping.mock.calls.length > 3, { every: 1 });
  await expect(run(write)).rejects.toMatchObject({ type: 'DatabaseAway' });
  back();
  await waitFor('all write again', () => run(write), { every: 1 });
});

test('an activity that waits for the database is tried again', async () => {
  const { run, write, back } = gate();
  await expect(run(away)).rejects.toThrow('away');
  await expect(run(write, false)).rejects.toMatchObject({ type: 'DatabaseAway', nonRetryable: false });
  back();
});

test('a fault that is no outage shuts nobody out', async () => {
  const { run, write, ping } = gate();
  await expect(run(() => Promise.reject(new TypeError('x is undefined')))).rejects.toThrow(TypeError);
  expect(await run(write)).toBe('written');
  expect(ping).not.toHaveBeenCalled();
});

test('a database that lets a write wait for longer than a ticket does is asked, and where it does not answer all know', async () => {
  const { run, write, ping, back } = gate();
  void run(() => new Promise(() => {}));
  await waitFor('it is asked', () => ping.mock.calls.length > 0);
  await expect(run(write)).rejects.toMatchObject({ type: 'DatabaseAway' });
  back();
});
