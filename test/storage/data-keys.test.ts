import { randomBytes } from 'node:crypto';
import { instant } from '../../domain/time/instant';
import { callerAccess } from '../../keys/caller-access';
import { type DataKeys, dataKeys, keysOf } from '../../keys/data-keys';
import { feedAccess } from '../../keys/feed-access';
import { mainlandNumber, phoneHashes } from '../../keys/phone-number';
import { open, seal } from '../../keys/seal';
import { bigramsOf } from '../../domain/characters';
import { sealedBigrams } from '../../keys/word-tokens';

const older = randomBytes(32);
const newer = randomBytes(32);

test('a key that has not 32 bytes is refused', () => {
  expect(() => dataKeys(randomBytes(16))).toThrow('A data key has 32 bytes, this one 16.');
});

test('a key that is given twice is refused, by its id', () => {
  const [{ id }] = dataKeys(older);
  expect(() => dataKeys(newer, older, older)).toThrow(`Data keys are given twice: ${id}.`);
  const settings = { HUIYIN_DATA_KEY: older, HUIYIN_DATA_KEYS_OTHER: [], HUIYIN_DATA_KEYS_REVOKED: [older] };
  expect(() => keysOf(settings)).toThrow(id);
});

test('what another key than the newest made is good, until it is revoked: then it opens and finds, and lets nobody in', async () => {
  const at = instant(Date.now());
  const before = dataKeys(older);
  const url = 'https://x.example';
  const ticket = { id: 'T-1', codeGeneration: 0 };
  const access = (keys: DataKeys) => callerAccess(keys, url, 90);
  const code = access(before).codeOf(ticket);
  const { what: token } = await access(before).token(ticket, at);
  const link = new URL((await feedAccess(before, url).link('u', at)).url).searchParams.get('token') ?? '';
  const sealed = seal(before, '王某', 'T-1');
  const settings = { HUIYIN_DATA_KEY: newer, HUIYIN_DATA_KEYS_OTHER: [older], HUIYIN_DATA_KEYS_REVOKED: [] };

  const rotated = keysOf(settings);
  expect(access(rotated).generationsOf('T-1', code)).toEqual([0]);
  expect(await access(rotated).claims(token)).toMatchObject({ ticket: 'T-1' });
  expect(await feedAccess(rotated, url).linkOf('u', link)).toEqual({ id: String(at), madeAt: at });

  const revoked = keysOf({ ...settings, HUIYIN_DATA_KEYS_OTHER: [], HUIYIN_DATA_KEYS_REVOKED: [older] });
  expect(access(revoked).generationsOf('T-1', code)).toEqual([]);
  await expect(access(revoked).claims(token)).rejects.toThrow(/signature/);
  expect(await feedAccess(revoked, url).linkOf('u', link)).toBeUndefined();
  expect(access(revoked).generationsOf('T-1', access(revoked).codeOf(ticket))).toEqual([0]);
  expect(open(revoked, sealed, 'T-1')).toBe('王某');
  expect(phoneHashes(revoked, '13800138000')).toEqual(phoneHashes(rotated, '13800138000'));
});

test('a phone number has one hash however it is written, another under another key, and what is no number has none', () => {
  const keys = dataKeys(older);
  expect(phoneHashes(keys, '+86 138 0013 8000')).toEqual(phoneHashes(keys, '13800138000'));
  expect(phoneHashes(keys, '0531-66601234')).toEqual(phoneHashes(keys, '+8653166601234'));
  expect(phoneHashes(keys, '13800138001')).not.toEqual(phoneHashes(keys, '13800138000'));
  expect(phoneHashes(dataKeys(newer), '13800138000')).not.toEqual(phoneHashes(keys, '13800138000'));
  expect(phoneHashes(dataKeys(newer, older), '13800138000')).toHaveLength(2);
  expect(phoneHashes(keys, '占道经营')).toEqual([]);
});

test.each([
  ['138 0013 8000', '+8613800138000'],
  ['0531-66601234', '+8653166601234'],
  // Nobody is called back under these.
  ['400-123-4567', undefined],
  ['12345', undefined],
  ['+1 202 456 1111', undefined],
  ['占道经营', undefined],
])('who can be called back: %s gives %s', (written, number) => {
  expect(mainlandNumber(written)).toBe(number);
});

describe('what was made from a key is found, opened and let in for as long as the key is kept', () => {
  const keys = dataKeys(Buffer.alloc(32, 7));
  const at = instant(Date.UTC(2026, 8, 29));
  const head = 'eyJhbGciOiJIUzI1NiIsImtpZCI6ImMzYjVlYTQ1In0';

  test('phone numbers', () => {
    expect(phoneHashes(keys, '13800138000')).toEqual(['6ULoBtrNC_exb-YnidFXBubegB3BVHyNfeVQhT74BeU']);
    expect(phoneHashes(keys, '0531-66601234')).toEqual(['f167b-lZRSkELMRAdQIjep9Nnb6JXFOFYgfqubcwn68']);
    // Abroad, and a service number: they are no number to call back, and found all the same.
    expect(phoneHashes(keys, '+1 202 456 1111')).toEqual(['M4wWKqrjINiLonaqu91UHLXGvZ-B--uII_Whu7urrKY']);
    expect(phoneHashes(keys, '400-123-4567')).toEqual(['N-Czh2S5-PnWMEGYqk87lIdNbF_uetf4cp76Mc2-3Nk']);
    expect(phoneHashes(keys, '12345')).toEqual([]);
  });

  test('words', () => {
    expect(sealedBigrams(keys[0], bigramsOf('占道经营'))).toEqual([-668150783, -460781888, -610279642]);
  });

  test('sealed texts', () => {
    expect(open(keys, 'c3b5ea45.mcEYNN5HPf8cLqh3Hu9OAB2gj2jRUwVcv8z4d2XO1DGIbA', 'T-1')).toBe('王某');
  });

  test('codes, tokens and links of callers, and links of units', async () => {
    const callers = callerAccess(keys, 'https://x.example', 90);
    const first = { id: 'T-1', codeGeneration: 0 };
    expect(callers.codeOf(first)).toBe('72580128');
    expect(await callers.token(first, at)).toEqual({
      what: `${head}.eyJyb2xlIjoiY2FsbGVyIiwidGlja2V0IjoiVC0xIiwic3ViIjoiY29kZTpULTEiLCJhdWQiOiJodWl5aW46Y2FsbGVyIiwiaWF0IjoxNzkwNjQwMDAwLCJleHAiOjE3OTA2NDM2MDB9.-_bccFMKxFeljIXucXCnkR4RPNU6RHDe0tRvhq0huMY`,
      expiresAt: 1_790_643_600_000,
    });
    expect(await callers.link(first, at)).toEqual({
      what: `https://x.example/evaluate#${head}.eyJyb2xlIjoiY2FsbGVyIiwidGlja2V0IjoiVC0xIiwic2NvcGUiOiJldmFsdWF0ZSIsInN1YiI6Imxpbms6VC0xIiwiYXVkIjoiaHVpeWluOmNhbGxlciIsImlhdCI6MTc5MDY0MDAwMCwiZXhwIjoxNzkzMjMyMDAwfQ.kbUwawNjsAXNhQXsyk5OjGZ-MFBaRNJbBeTisOYd-0c`,
      expiresAt: 1_793_232_000_000,
    });
    expect(await feedAccess(keys, 'https://x.example').link('u', at)).toEqual({
      url: `https://x.example/v1/units/u/due.ics?token=${head}.eyJzdWIiOiJ1IiwiYXVkIjoiaHVpeWluOmR1ZS1mZWVkIiwiZXhwIjoxODA2MTkyMDAwLCJqdGkiOiIxNzkwNjQwMDAwMDAwIn0.uw4M8gg92ID2SekznyKdUVVtQwI9-bEXdWCPD5vQ0PQ`,
      id: '1790640000000',
      expiresAt: 1_806_192_000_000,
    });
    // From before links had ids; it is opened as on the day on which it was made.
    jest.useFakeTimers({ now: at });
    const ofBefore = `${head}.eyJzdWIiOiJ1IiwiYXVkIjoiaHVpeWluOmR1ZS1mZWVkIiwiZXhwIjoxODA2MTkyMDAwfQ.N2BJSG1gD-oQYUxtZVn4drxWKqnbDAdgPqCuKbbuIJ4`;
    expect(await feedAccess(keys, 'https://x.example').linkOf('u', ofBefore)).toEqual({
      id: '1790640000000',
      madeAt: at,
    });
    jest.useRealTimers();
  });

  test('requests that may be repeated', () => {
    expect(keys[0].claiming.toString('hex')).toBe(
      '2ca94adeb37cdf3e6dfe189848d71df5884f4c04d466744f6dc7ff6dc67af9dd',
    );
  });
});
