import type { LateEvaluation } from '../../storage/tickets/ticket-document';
import { LAW } from '../given/law';
import { aMatter } from '../given/matter';
import { at, command, Story } from '../given/story';
import { startDatabase, type TestDatabase } from '../given/servers/database';
import { intake, turnOf } from '../given/stored-story';

let db: TestDatabase;
beforeAll(async () => {
  db = await startDatabase();
});
afterAll(() => db.stop());

const NOON = at('2026-09-29 12:00');
const said = (id: string, change: Partial<LateEvaluation> = {}): LateEvaluation => ({
  satisfaction: 'satisfied',
  command: id,
  sub: 'link',
  at: NOON,
  ...change,
});

async function ticket({ closed }: { closed: boolean }): Promise<string> {
  const matter = aMatter();
  await db.store.tickets.add(intake(matter));
  const story = new Story(LAW, matter);
  await db.store.recordTurn(turnOf(closed ? story.do(NOON, command('answer', {})) : story), []);
  return matter.id;
}

describe('HZ-10: the evaluation of a closed ticket', () => {
  test('is kept once a stage, also where ten come at once; the same command again is the same', async () => {
    const id = await ticket({ closed: true });
    const all = Array.from({ length: 10 }, (_, i) => said(`command-${i}`, { comment: `意见${i}` }));
    const kept = await Promise.all(all.map((it) => db.store.evaluations.keep(id, 'handling', it)));
    expect(kept.filter(Boolean).length).toBe(1);
    const winner = all[kept.indexOf(true)];
    expect(await db.store.evaluations.of(id)).toEqual({ handling: winner });
    for (const [index, it] of all.entries())
      expect(await db.store.evaluations.keep(id, 'handling', it)).toBe(kept[index]);
    expect(await db.store.evaluations.keep(id, 'intake', said('another'))).toBe(true);
    expect((await db.store.tickets.find(id))?.evaluations).toEqual([
      { stage: 'intake', satisfaction: 'satisfied' },
      { stage: 'handling', satisfaction: 'satisfied' },
    ]);
  });

  test('changes nothing else, is no part of a list but its grade, and its comment can’t be read in the database', async () => {
    const id = await ticket({ closed: true });
    const before = await db.store.tickets.find(id);
    await db.store.evaluations.keep(id, 'intake', said('c', { comment: '接线员很耐心' }));
    const evaluations = [{ stage: 'intake', satisfaction: 'satisfied' }];
    expect(await db.store.tickets.find(id)).toEqual({ ...before, evaluations });
    const raw = await db.connection.db?.collection('tickets').findOne({ 'matter.id': id });
    expect(JSON.stringify(raw)).not.toContain('接线员');
    const { items } = await db.store.tickets.list({ search: { by: 'id', id } }, undefined, 1);
    expect([items[0]?.evaluations, JSON.stringify(items)]).toEqual([
      evaluations,
      expect.not.stringContaining('evaluated'),
    ]);
  });

  test('is taken beside what an operator was told in a call-back, and each says by what it came', async () => {
    const id = await ticket({ closed: true });
    const told = { stage: 'handling', satisfaction: 'satisfied', by: 'callback' };
    const own = { stage: 'handling', satisfaction: 'dissatisfied', by: 'code' };
    const stands = (evaluations: object[]) =>
      db.connection
        .collection('tickets')
        .updateOne({ 'matter.id': id }, { $set: { 'view.evaluations': evaluations } });
    await stands([told, { ...own, by: 'link' }]);
    const late = said('c', { satisfaction: 'dissatisfied', by: 'code' });
    expect(await db.store.evaluations.keep(id, 'handling', late)).toBe(false);
    await stands([told]);
    expect(await db.store.evaluations.keep(id, 'handling', late)).toBe(true);
    expect((await db.store.tickets.find(id))?.evaluations).toEqual([told, own]);
    const { items } = await db.store.tickets.list({ search: { by: 'id', id } }, undefined, 1);
    expect(items[0]?.evaluations).toEqual([told, own]);
  });

  test('is not taken while the ticket’s workflow goes on', async () => {
    const id = await ticket({ closed: false });
    expect(await db.store.evaluations.keep(id, 'intake', said('c'))).toBe(false);
    expect((await db.store.tickets.find(id))?.evaluations).toEqual([]);
  });
});
