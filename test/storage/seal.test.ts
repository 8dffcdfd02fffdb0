import { randomBytes } from 'node:crypto';
import { dataKeys } from '../../keys/data-keys';
import { open, seal, SealError } from '../../keys/seal';

const older = randomBytes(32);
const newer = randomBytes(32);

describe('given contact data that is sealed with a key', () => {
  const sealed = seal(dataKeys(older), '王某 13800138000', 'T-1');

  test('it is opened with the same key, and nothing of it can be read without', () => {
    expect(open(dataKeys(older), sealed, 'T-1')).toBe('王某 13800138000');
    expect(Buffer.from(sealed.split('.')[1] ?? '', 'base64url').toString()).not.toContain('138');
    expect(seal(dataKeys(older), '王某 13800138000', 'T-1')).not.toBe(sealed);
  });

  test('after the key was changed it is still opened while the old one is kept, and new data is sealed with the new one', () => {
    const both = dataKeys(newer, older);
    expect(open(both, sealed, 'T-1')).toBe('王某 13800138000');
    expect(open(dataKeys(newer), seal(both, 'x', 'T-1'), 'T-1')).toBe('x');
  });

  test('another key, another ticket, or a changed byte opens nothing', () => {
    expect(() => open(dataKeys(newer), sealed, 'T-1')).toThrow(SealError);
    expect(() => open(dataKeys(older), sealed, 'T-2')).toThrow(SealError);
    const changed = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
    expect(() => open(dataKeys(older), changed, 'T-1')).toThrow(SealError);
    expect(() => open(dataKeys(older), 'nonsense', 'T-1')).toThrow(SealError);
  });
});
