import { workerSettings } from '../../worker/settings';

const good = {
  MONGODB_URI: 'mongodb://127.0.0.1/huiyin',
  HUIYIN_DATA_KEY: 'ab'.repeat(32),
  HUIYIN_WEBHOOK_SECRET: 'a secret that units know too',
};
const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
const read =
  (HUIYIN_CALLERS_WEBHOOK: string, more: object = { HUIYIN_CALLERS_WEBHOOK_SECRET: SECRET }) =>
  () =>
    workerSettings({ ...good, HUIYIN_CALLERS_WEBHOOK, ...more });

test('callers are told by a gateway where its address and its secret are set, and wait without', () => {
  expect(workerSettings(good).gateway).toBeUndefined();
  expect(read('https://sms.example/huiyin?token=t')().gateway).toEqual({
    url: 'https://sms.example/huiyin?token=t',
    secret: SECRET,
  });
});

test('an address without its secret is told, and neither is shown', () => {
  expect(read('https://sms.example/?token=hunter2', {})).toThrow(
    /^ {2}HUIYIN_CALLERS_WEBHOOK_SECRET: missing/m,
  );
  const short = read('https://sms.example/?token=hunter2', { HUIYIN_CALLERS_WEBHOOK_SECRET: 'swordfish' });
  expect(short).toThrow(/HUIYIN_CALLERS_WEBHOOK_SECRET: expected whsec_/);
  expect(short).not.toThrow(/hunter2|swordfish/);
});

test('phone numbers leave by https; in development also within this machine', () => {
  const development = { HUIYIN_CALLERS_WEBHOOK_SECRET: SECRET, HUIYIN_MODE: 'development' };
  for (const address of ['http://sms.example/', 'http://127.0.0.1:9099/', 'ftp://sms.example/'])
    expect(read(address)).toThrow(/HUIYIN_CALLERS_WEBHOOK: expected https/);
  expect(read('http://sms.example/', development)).toThrow(/HUIYIN_CALLERS_WEBHOOK: expected https/);
  expect(read('http://127.0.0.1:9099/', development)().gateway?.url).toBe('http://127.0.0.1:9099/');
});
