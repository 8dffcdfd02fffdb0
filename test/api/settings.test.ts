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

test('links to callers begin with a web address that has no path', () => {
  const read = (HUIYIN_PUBLIC_URL?: string) => apiSettings({ ...good, HUIYIN_PUBLIC_URL }).HUIYIN_PUBLIC_URL;
  expect(read()).toBe('http://localhost:3000');
  expect(read('https://12345.example/')).toBe('https://12345.example');
  for (const wrong of ['12345.example', 'ftp://12345.example', 'https://a.example/b', 'https://a.example#b'])
    expect(() => read(wrong)).toThrow(/HUIYIN_PUBLIC_URL: expected/);
});
