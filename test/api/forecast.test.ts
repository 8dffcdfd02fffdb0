import { mayForesee } from '../../api/forecast/addresses';
import { serve, type Service, token } from '../given/servers/api-alone';

let service: Service;
beforeAll(async () => {
  service = await serve();
});
afterAll(() => service.stop());

const ask = async (query: string, claims: Record<string, unknown> = { role: 'operator' }) =>
  service.ask(`/v1/forecast${query}`, { token: await token(claims) });

describe('a question that makes no sense is refused with its path', () => {
  test.each([
    ['?hours=0', 'hours', /1 to 168/],
    ['?hours=169', 'hours', /1 to 168/],
    ['?hours=soon', 'hours', /1 to 168/],
    ['?hours=1.5', 'hours', /1 to 168/],
    ['?unit=ghost', 'unit', /the id of a unit/],
    ['?district=chengguan', 'district', /the id of a district/],
    ['?ticket=17', 'ticket', /ticket’s number/],
    ['?cursor=nowhere', 'cursor', /nextCursor/],
    ['?limit=1001', 'limit', /1 to 1000/],
    ['?days=7', 'days', /unknown/],
  ])('%s', async (query, path, message) => {
    const { status, body } = await ask(query);
    expect(status).toBe(422);
    expect(body.errors).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });
});

test('it is for operators, supervisors, leaders, auditors, and units, of which each reads its own', async () => {
  for (const role of ['operator', 'supervisor', 'leader', 'auditor'])
    expect((await ask('', { role })).status).toBe(503);
  for (const role of ['admin', 'gateway']) expect((await ask('', { role })).status).toBe(403);
  const unit = { role: 'unit', unit: 'chengguan' };
  expect((await ask('?unit=chengguan', unit)).status).toBe(503);
  expect((await ask('?unit=huanbao', unit)).status).toBe(403);
  expect((await ask('', { role: 'caller', ticket: 'HY-0000-0000-0000' })).status).toBe(403);
});

test('that a unit is to be referred, or proposed to be, is for those whom it is told, and the hotline', () => {
  const sub = 'somebody';
  const readers = [
    { role: 'operator', sub },
    { role: 'supervisor', sub },
    { role: 'leader', sub },
    { role: 'unit', sub, unit: 'chengguan' },
    { role: 'unit', sub, unit: 'discipline' },
  ] as const;
  const who = (does: 'refer' | 'propose' | 'urge', to: readonly string[]): string[] =>
    readers
      .filter((subject) => mayForesee(subject, { does, to }))
      .map((subject) => ('unit' in subject ? subject.unit : subject.role));
  expect(who('refer', ['discipline'])).toEqual(['operator', 'supervisor', 'discipline']);
  expect(who('propose', ['hotline'])).toEqual(['operator', 'supervisor']);
  expect(who('urge', ['chengguan'])).toEqual(['operator', 'supervisor', 'leader', 'chengguan', 'discipline']);
});
