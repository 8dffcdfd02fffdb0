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

test('published keys go before a secret', () => {
  expect(apiSettings(good).tokenKeys).toEqual({ secret: good.HUIYIN_JWT_SECRET });
  const both = apiSettings({ ...good, HUIYIN_JWKS_URL: 'https://id.example/keys' });
  expect(both.tokenKeys).toEqual({ jwksUrl: new URL('https://id.example/keys') });
  expect(both.PORT).toBe(3000);
});

test('links to callers begin with a web address that has no path', () => {
  const read = (HUIYIN_PUBLIC_URL?: string) => apiSettings({ ...good, HUIYIN_PUBLIC_URL }).HUIYIN_PUBLIC_URL;
  expect(read()).toBe('http://localhost:3000');
  expect(read('https://12345.example/')).toBe('https://12345.example');
  for (const wrong of ['12345.example', 'ftp://12345.example', 'https://a.example/b', 'https://a.example#b'])
    expect(() => read(wrong)).toThrow(/HUIYIN_PUBLIC_URL: expected/);
});
