import { readSettings as readServiceSettings } from '../../config/settings';
import { readSettings } from '../../dev/settings';

test('npm start names every wrong setting at once, and repeats no secret', () => {
  const wrong = {
    PORT: '99999',
    HUIYIN_JWT_SECRET: 'hunter2',
    HUIYIN_DATA_KEY: 'swordfish',
    HUIYIN_CONFIG: '/nowhere',
  };
  const say = (): unknown => readSettings(wrong);
  for (const name of Object.keys(wrong)) expect(say).toThrow(name);
  expect(say).not.toThrow(/hunter2|swordfish/);
});

test('two ports can’t be the same', () => {
  expect(() => readSettings({ PORT: '7233' })).toThrow(/HUIYIN_TEMPORAL_PORT/);
});

test('the service names every missing and wrong setting at once', () => {
  const names = ['MONGODB_URI', 'HUIYIN_DATA_KEY', 'PORT'] as const;
  const say = (): unknown => readServiceSettings(names, { HUIYIN_DATA_KEY: 'swordfish', PORT: 'x' });
  for (const name of names) expect(say).toThrow(name);
  expect(say).not.toThrow(/swordfish/);
});

test('a data key is 32 bytes, in hex or base64', () => {
  const key = Buffer.alloc(32, 7);
  for (const text of [key.toString('hex'), key.toString('base64')]) {
    expect(readServiceSettings(['HUIYIN_DATA_KEY'], { HUIYIN_DATA_KEY: text }).HUIYIN_DATA_KEY).toEqual(key);
  }
});

test('what webhooks are signed by is one key, or two while it is replaced, and receivers may be in private networks that are named', () => {
  const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const read = (HUIYIN_WEBHOOK_KEY: string, HUIYIN_WEBHOOK_ALLOW: string) =>
    readServiceSettings(['HUIYIN_WEBHOOK_KEY', 'HUIYIN_WEBHOOK_ALLOW'], {
      HUIYIN_WEBHOOK_KEY,
      HUIYIN_WEBHOOK_ALLOW,
    });
  expect(read('', '')).toEqual({ HUIYIN_WEBHOOK_ALLOW: [] });
  expect(
    read(`${second.toString('hex')}, ${first.toString('base64')}`, '10.0.0.0/8, fd00::/8,192.0.2.1'),
  ).toEqual({
    HUIYIN_WEBHOOK_KEY: [second, first],
    HUIYIN_WEBHOOK_ALLOW: ['10.0.0.0/8', 'fd00::/8', '192.0.2.1'],
  });
  const key = first.toString('hex');
  for (const keys of ['swordfish', `${key},`, `${key},${key},${key}`])
    expect(() => read(keys, '')).toThrow(/HUIYIN_WEBHOOK_KEY: /);
  for (const networks of ['loopback', '10.0.0.0/33', '10.0.0.0/0', 'unit.example', '10.0.0.0/8,'])
    expect(() => read('', networks)).toThrow(/HUIYIN_WEBHOOK_ALLOW: expected/);
});

test('what is for development neither starts in production nor makes tokens there', () => {
  expect(readSettings({}).HUIYIN_MODE).toBe('development');
  expect(() => readSettings({ HUIYIN_MODE: 'production' })).toThrow(
    /HUIYIN_MODE: this is for development only/,
  );
});
