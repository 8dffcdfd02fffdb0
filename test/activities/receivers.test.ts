import { DeliveryFailure } from '../../activities/channels/delivery-failure';
import {
  AT_ONCE,
  IN_A_ROW,
  LATELY,
  LEFT_ALONE,
  receiversOfProcess,
  WAITING,
} from '../../activities/channels/receivers';

let now = 1_000_000;
beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => now));
afterEach(() => jest.restoreAllMocks());

const hangs = () => Promise.reject(new DeliveryFailure('webhook: no answer in time', true));
const refuses = () => Promise.reject(new DeliveryFailure('webhook: HTTP 503'));
const leftAlone = 'not tried: no answer in time before';

/** What this process knows of receivers, one of which hung as often as it may. */
async function oneHangs() {
  const receivers = receiversOfProcess();
  for (let tries = 0; tries < IN_A_ROW; tries++)
    await expect(receivers.send('parks', hangs)).rejects.toThrow('webhook: no answer in time');
  return receivers;
}

test('a receiver that hung several times is not tried, and others are', async () => {
  const receivers = await oneHangs();
  const send = jest.fn(async () => {});
  await expect(receivers.send('parks', send)).rejects.toThrow(leftAlone);
  expect(send).not.toHaveBeenCalled();
  await receivers.send('water', send);
  expect(send).toHaveBeenCalledTimes(1);
});

test('after a while one message tries it, while others still leave it alone; answered, it is as before', async () => {
  const receivers = await oneHangs();
  now += LEFT_ALONE;
  let answer = (): void => {};
  const trying = receivers.send('parks', () => new Promise<void>((resolve) => (answer = resolve)));
  await expect(receivers.send('parks', async () => {})).rejects.toThrow(leftAlone);
  answer();
  await trying;
  await receivers.send('parks', async () => {});

  const again = await oneHangs();
  now += LEFT_ALONE;
  await expect(again.send('parks', hangs)).rejects.toThrow('webhook: no answer in time');
  await expect(again.send('parks', async () => {})).rejects.toThrow(leftAlone);
});

test('a receiver that refuses at once holds nobody up, and is tried each time', async () => {
  const receivers = receiversOfProcess();
  for (let tries = 0; tries < 3 * IN_A_ROW; tries++)
    await expect(receivers.send('parks', refuses)).rejects.toThrow('webhook: HTTP 503');
});

test('a receiver has lately answered until it fails, or has been silent for long', async () => {
  const receivers = receiversOfProcess();
  expect(receivers.hasAnswered('parks')).toBe(false);
  await receivers.send('parks', async () => {});
  await receivers.send('parks', async () => {
    expect([receivers.hasAnswered('parks'), receivers.hasAnswered('water')]).toEqual([true, false]);
  });
  now += LATELY;
  expect(receivers.hasAnswered('parks')).toBe(false);
  await receivers.send('parks', async () => {});
  await expect(receivers.send('parks', refuses)).rejects.toThrow('webhook: HTTP 503');
  expect(receivers.hasAnswered('parks')).toBe(false);
});

test('no more than a few are on their way to one receiver', async () => {
  const receivers = receiversOfProcess();
  const send = jest.fn(() => new Promise<void>(() => {}));
  for (let sent = 0; sent < AT_ONCE + WAITING; sent++) void receivers.send('parks', send);
  await expect(receivers.send('parks', send)).rejects.toMatchObject({
    type: 'ReceiverBusy',
    nonRetryable: false,
  });
  expect(send).toHaveBeenCalledTimes(AT_ONCE);
  await receivers.send('water', async () => {});
});
