import { apiSettings } from '../../api/settings';

const good = {
  MONGODB_URI: 'mongodb://127.0.0.1/huiyin',
  HUIYIN_DATA_KEY: 'ab'.repeat(32),
  HUIYIN_JWT_SECRET: 'a secret of at least thirty-two characters',
};

test('everything that is missing or wrong is told at once, by name', () => {
  const read = () => apiSettings({ PORT: 'high', HUIYIN_DATA_KEY: 'short' });
  for (const name of ['PORT', 'MONGODB_URI', 'HUIYIN_DATA_KEY', 'HUIYIN_JWT_SECRET or HUIYIN_JWKS_URL']) {
    expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'));
  }
});

test('a missing token key alone is told, and a short one never shown', () => {
  expect(() => apiSettings({ ...good, HUIYIN_JWT_SECRET: '' })).toThrow(
    /HUIYIN_JWT_SECRET or HUIYIN_JWKS_URL/,
  );
  expect(() => apiSettings({ ...good, HUIYIN_JWT_SECRET: 'hunter2' })).toThrow(
    /HUIYIN_JWT_SECRET: expected at least 32/,
  );
  expect(() => apiSettings({ ...good, HUIYIN_JWT_SECRET: 'hunter2' })).not.toThrow(/hunter2/);
});

test('of several data keys all that are wrong are told, by their places, and none is shown', () => {
  const [hex, base64] = ['cd'.repeat(32), Buffer.alloc(32, 7).toString('base64')];
  const read = (HUIYIN_DATA_KEYS_OTHER: string) => apiSettings({ ...good, HUIYIN_DATA_KEYS_OTHER });
  expect(read('').HUIYIN_DATA_KEYS_OTHER).toEqual([]);
  expect(read(`${hex}, ${base64}`).HUIYIN_DATA_KEYS_OTHER).toEqual([
    Buffer.alloc(32, 0xcd),
    Buffer.alloc(32, 7),
  ]);
  const wrong = () => read(`short,${hex},,hunter2`);
  expect(wrong).toThrow(/^ {2}HUIYIN_DATA_KEYS_OTHER: expected 32 bytes .*; not so: 1, 3, 4$/m);
  expect(wrong).not.toThrow(/hunter2|cdcd/);
});

test('it listens on this machine alone where nothing else is said', () => {
  expect(apiSettings(good).HUIYIN_HOST).toBe('127.0.0.1');
  expect(apiSettings({ ...good, HUIYIN_HOST: '::' }).HUIYIN_HOST).toBe('::');
  expect(() => apiSettings({ ...good, HUIYIN_HOST: 'example.gov.cn' })).toThrow(
    /HUIYIN_HOST: expected an address/,
  );
});

test('whom to tell of a hole, and until when that holds, are set together', () => {
  const set = {
    HUIYIN_SECURITY_CONTACT: 'mailto:security@example.gov.cn',
    HUIYIN_SECURITY_EXPIRES: '2027-06-01T00:00:00+08:00',
  };
  expect(apiSettings({ ...good, ...set }).securityText).toEqual({
    contact: set.HUIYIN_SECURITY_CONTACT,
    expires: new Date(set.HUIYIN_SECURITY_EXPIRES),
  });
  expect(apiSettings(good).securityText).toBeUndefined();
  for (const name of Object.keys(set)) {
    const { [name]: _, ...rest } = set as Record<string, string>;
    expect(() => apiSettings({ ...good, ...rest })).toThrow(new RegExp(`${name}: missing`));
  }
  expect(() => apiSettings({ ...good, ...set, HUIYIN_SECURITY_CONTACT: 'me' })).toThrow(
    /HUIYIN_SECURITY_CONTACT: expected/,
  );
  expect(() => apiSettings({ ...good, ...set, HUIYIN_SECURITY_EXPIRES: 'soon' })).toThrow(
    /HUIYIN_SECURITY_EXPIRES: expected/,
  );
});

const published = {
  ...good,
  HUIYIN_JWKS_URL: 'https://id.example/keys',
  HUIYIN_JWT_ISSUER: 'https://id.example',
  HUIYIN_JWT_AUDIENCE: 'hotline',
};
const places = { roleClaim: 'role', unitClaim: 'unit' };

test('published keys go before a secret', () => {
  expect(apiSettings(good).tokens).toEqual({
    ...places,
    secret: good.HUIYIN_JWT_SECRET,
    development: false,
  });
  expect(apiSettings(published).tokens).toEqual({
    ...places,
    jwksUrl: new URL('https://id.example/keys'),
    issuer: 'https://id.example',
    audience: 'hotline',
  });
});

test('with published keys issuer and audience are needed, and both told with all else that is wrong', () => {
  const read = () =>
    apiSettings({ HUIYIN_JWKS_URL: 'https://id.example/keys', HUIYIN_JWT_ISSUER: ' ', PORT: 'high' });
  for (const name of ['PORT', 'MONGODB_URI', 'HUIYIN_JWT_ISSUER', 'HUIYIN_JWT_AUDIENCE'])
    expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'));
  expect(read).not.toThrow(/HUIYIN_JWT_SECRET/);
});

describe('published keys are fetched by https', () => {
  const read =
    (address: string, HUIYIN_MODE = '') =>
    () =>
      apiSettings({ ...published, HUIYIN_JWKS_URL: address, HUIYIN_MODE });
  const here = ['http://127.0.0.1:8080/keys', 'http://localhost/keys', 'http://[::1]:8080/keys'];

  test('by http only from this machine, and only in development', () => {
    for (const address of here) {
      expect(read(address, 'development')).not.toThrow();
      expect(read(address)).toThrow(/^ {2}HUIYIN_JWKS_URL: expected https/m);
      expect(read(address, 'production')).toThrow(/^ {2}HUIYIN_JWKS_URL: expected https/m);
    }
  });

  test.each([
    'http://id.example/keys',
    'HTTP://10.0.0.7/keys',
    'http://localhost.id.example/keys',
    'http://127.0.0.1@id.example/keys',
    'http://127.0.0.1.id.example/keys',
    'file:///keys',
    'keys',
  ])('%s is refused, in development too', (address) => {
    expect(read(address, 'development')).toThrow(/^ {2}HUIYIN_JWKS_URL: expected https/m);
  });
});

test('a scanner is reached by host and port, or by its socket', () => {
  const read = (HUIYIN_CLAMAV?: string) => apiSettings({ ...good, HUIYIN_CLAMAV }).HUIYIN_CLAMAV;
  expect(read()).toBeUndefined();
  expect(read('clamav:3310')).toEqual({ host: 'clamav', port: 3310 });
  expect(read('[::1]:3310')).toEqual({ host: '::1', port: 3310 });
  expect(read('/run/clamav/clamd.ctl')).toEqual({ path: '/run/clamav/clamd.ctl' });
  for (const wrong of ['clamav', 'http://clamav:3310', 'a b:1'])
    expect(() => read(wrong)).toThrow(/HUIYIN_CLAMAV: expected/);
});

test('links to callers begin with a web address that has no path', () => {
  const read = (HUIYIN_PUBLIC_URL?: string) => apiSettings({ ...good, HUIYIN_PUBLIC_URL }).HUIYIN_PUBLIC_URL;
  expect(read()).toBe('http://localhost:3000');
  expect(read('https://12345.example/')).toBe('https://12345.example');
  for (const wrong of ['12345.example', 'ftp://12345.example', 'https://a.example/b', 'https://a.example#b'])
    expect(() => read(wrong)).toThrow(/HUIYIN_PUBLIC_URL: expected/);
});

describe('people sign in with a browser by a provider of accounts', () => {
  const set = {
    ...good,
    HUIYIN_PUBLIC_URL: 'https://12345.example',
    HUIYIN_OIDC_ISSUER: 'https://id.example/realms/city',
    HUIYIN_OIDC_CLIENT_ID: 'desk',
  };

  test('with the claims where tokens have them, for a working day, an hour of which nothing is done', () => {
    const { provider, sessions, developmentSignIn } = apiSettings({
      ...set,
      HUIYIN_JWT_ROLE_CLAIM: 'realm_access.roles',
    });
    expect(provider).toEqual({
      issuer: new URL('https://id.example/realms/city'),
      clientId: 'desk',
      scope: 'openid profile',
      roleClaim: 'realm_access.roles',
      unitClaim: 'unit',
      publicUrl: 'https://12345.example',
    });
    expect(sessions).toEqual({
      publicUrl: 'https://12345.example',
      secure: true,
      hours: 12,
      idleMinutes: 60,
    });
    expect(developmentSignIn).toBe(false);
    expect(apiSettings(good).provider).toBeUndefined();
  });

  test('which has to be whole, and reached by https as we are: all that is not is told at once', () => {
    const read = () =>
      apiSettings({
        ...good,
        HUIYIN_OIDC_CLIENT_SECRET: 'hunter2',
        HUIYIN_OIDC_SCOPE: 'profile',
        HUIYIN_SESSION_HOURS: '25',
        HUIYIN_SESSION_IDLE_MINUTES: '1',
        HUIYIN_DEVELOPMENT_SIGN_IN: 'on',
      });
    for (const name of [
      'HUIYIN_OIDC_ISSUER',
      'HUIYIN_OIDC_CLIENT_ID',
      'HUIYIN_OIDC_SCOPE',
      'HUIYIN_SESSION_HOURS',
      'HUIYIN_SESSION_IDLE_MINUTES',
      'HUIYIN_PUBLIC_URL',
      'HUIYIN_DEVELOPMENT_SIGN_IN',
    ])
      expect(read).toThrow(new RegExp(`^  ${name}: `, 'm'));
    expect(read).not.toThrow(/hunter2/);
    const http = { ...set, HUIYIN_OIDC_ISSUER: 'http://id.example' };
    expect(() => apiSettings(http)).toThrow(/^ {2}HUIYIN_OIDC_ISSUER: expected https/m);
    const here = { ...set, HUIYIN_OIDC_ISSUER: 'http://127.0.0.1:9000', HUIYIN_PUBLIC_URL: '' };
    expect(() => apiSettings(here)).toThrow(/HUIYIN_OIDC_ISSUER: expected[^]*HUIYIN_PUBLIC_URL: expected/);
    expect(apiSettings({ ...here, HUIYIN_MODE: 'development' }).sessions.secure).toBe(false);
  });
});

describe('the sign-in of development, where anybody chooses who to be', () => {
  const read = (change: Record<string, string>) => () => apiSettings({ ...good, ...change });
  const development = { HUIYIN_MODE: 'development' };
  const on = { HUIYIN_DEVELOPMENT_SIGN_IN: 'on' };

  test('is there in development, on a machine that nobody else reaches, until it is said otherwise', () => {
    const isThere = (change: Record<string, string>) => read(change)().developmentSignIn;
    expect(isThere(development)).toBe(true);
    expect(isThere({ ...development, ...on })).toBe(true);
    expect(isThere({ ...development, HUIYIN_DEVELOPMENT_SIGN_IN: 'off' })).toBe(false);
    expect(isThere({ ...development, HUIYIN_HOST: '0.0.0.0' })).toBe(false);
    expect(isThere({ ...development, HUIYIN_HOST: '::1' })).toBe(true);
    expect(isThere({})).toBe(false);
    expect(isThere({ HUIYIN_DEVELOPMENT_SIGN_IN: 'off' })).toBe(false);
  });

  test('can’t be switched on anywhere else', () => {
    const refused = /^ {2}HUIYIN_DEVELOPMENT_SIGN_IN: expected off/m;
    for (const change of [
      on,
      { ...on, HUIYIN_MODE: '' },
      { ...on, HUIYIN_MODE: 'production' },
      { ...on, ...development, HUIYIN_HOST: '0.0.0.0' },
      { ...on, ...development, HUIYIN_HOST: '10.0.0.7' },
      { ...on, ...development, HUIYIN_HOST: '::' },
    ])
      expect(read(change)).toThrow(refused);
  });
});
