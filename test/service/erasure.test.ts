import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DataActsAnswer, ErasingAnswer } from '../../api/personal-data/answers';
import type { AttachmentAnswer } from '../../api/attachments/answers';
import type { EventAnswer, NotificationAnswer, TicketAnswer } from '../../api/tickets/answers';
import { readable } from '../../dev/histories/readable';
import { projectRoot } from '../../dev/cache';
import { dataKeys } from '../../keys/data-keys';
import { phoneHashes } from '../../keys/phone-number';
import { sealedBigrams } from '../../keys/word-tokens';
import { connect } from '../../storage/connection';
import { PERSONAL } from '../../storage/personal-data/personal-data';
import type { Pack } from '../../verify/pack';
import { runsOf } from '../given/histories';
import { LEAD, type ProblemAnswer, SUPERVISOR, unit } from '../given/hotline';
import { readableData } from '../given/readable-data';
import { SAMPLES } from '../given/sample-files';
import { backupOf } from '../given/servers/backup';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';
import { waitFor } from '../given/wait-for';

/** One caller out of a hundred is erased (个人信息保护法 art. 47), and whoever has all that there is finds nothing of that one. */
let service: WholeService;
beforeAll(async () => {
  process.env.HUIYIN_CHECKPOINT_SECONDS = '10';
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
}, 120_000);
afterAll(async () => {
  delete process.env.HUIYIN_CHECKPOINT_SECONDS;
  await service?.stop();
});

const AUDITOR = { role: 'auditor', sub: 'auditor-1' } as const;
const CALLERS = 100;
const ERASED = '（已依法删除）';

/** Everything that a caller is or wrote, each so unlike anything else that it can be looked for. */
const personOf = (i: number) => {
  const mark = String.fromCodePoint(0x9f00 + i);
  return {
    name: `欧阳${mark}花`,
    phone: `1390013${String(8000 + i)}`,
    email: `ouyang.${i}@caller.example`,
    address: `碧螺春巷${mark}号`,
    title: `隔壁${mark}鹅`,
    content: `凌晨${mark}齐鸣`,
    supplement: `又添${mark}火鸡`,
    note: `已与${mark}老师通话`,
    comment: `夜里${mark}静了`,
    file: `${mark}的录音.amr`,
    bytes: `我是楼上的${mark}老师，鹅叫得厉害，请尽快处理。`,
    account: `account-of-${i}-caller`,
  };
};
type Person = ReturnType<typeof personOf>;

const people = Array.from({ length: CALLERS }, (_, i) => ({ person: personOf(i), ids: [] as string[] }));
const gone = people[37]!;
const others = people.filter((it) => it !== gone);

const keys = () => dataKeys(Buffer.from(String(service.env.HUIYIN_DATA_KEY), 'hex'));

/** A closed ticket in which the caller said and attached what callers do. */
async function raised({ name, phone, email, address, title, content, ...said }: Person): Promise<string> {
  const { hotline, engine } = service;
  const { id } = await hotline.register({
    rulebook: 'calm',
    title,
    content,
    address,
    caller: { name, phone, email },
  });
  const asCaller = { role: 'caller', sub: said.account, ticket: id } as const;
  await hotline.order(id, 'dispatch', { lead: LEAD });
  await hotline.command(id, 'supplement', { text: said.supplement }, { as: asCaller, key: `say-${id}` });
  await hotline.order(id, 'contact', { note: said.note });
  const { status } = await hotline.attach(
    id,
    asCaller,
    Buffer.concat([SAMPLES.amr, Buffer.from(said.bytes)]),
    { name: said.file },
  );
  expect(status).toBe(201);
  await hotline.handleToTheEnd(id);
  await waitFor('its workflow is over', async () => !(await isRunning(id)));
  await hotline.order(
    id,
    'evaluate',
    { stage: 'intake', satisfaction: 'satisfied', comment: said.comment },
    asCaller,
  );
  return id;

  async function isRunning(ticket: string): Promise<boolean> {
    return (await engine.workflow.getHandle(ticket).describe()).status.name === 'RUNNING';
  }
}

/** A closed ticket of a caller who said nothing further. */
async function registered({ name, phone, email, address, title, content }: Person): Promise<string> {
  const { hotline } = service;
  const caller = { name, phone, email };
  const { id } = await hotline.register({ rulebook: 'calm', title, content, address, caller });
  await hotline.order(id, 'withdraw', { text: '不必了' });
  return id;
}

/** What of a person whoever has the whole database and its keys can find. */
async function storedOf({ person }: { readonly person: Person }): Promise<string[]> {
  const connection = await connect(service.mongoUri);
  try {
    const all = await readableData(connection, keys());
    const asWritten = Object.entries(person).flatMap(([what, text]) => (all.includes(text) ? [what] : []));
    const hashes = phoneHashes(keys(), person.phone);
    const [token] = sealedBigrams(keys()[0], [person.title.slice(2, 4)]);
    return [
      ...asWritten,
      ...(hashes.some((it) => all.includes(it)) ? ['phone hash'] : []),
      ...(new RegExp(`[[,]${token}[\\],]`).test(all) ? ['words'] : []),
    ];
  } finally {
    await connection.close();
  }
}

const foundIn = (text: string | Buffer, { person }: { readonly person: Person }): string[] =>
  Object.entries(person).flatMap(([what, it]) => (text.includes(it) ? [what] : []));

const asked = async <T>(path: string, as: Parameters<typeof service.hotline.ask>[1] = {}): Promise<T> => {
  const { status, body } = await service.hotline.ask<T>(path, as);
  expect([path, status]).toEqual([path, 200]);
  return body;
};

const erase = (id: string, of: 'ticket' | 'caller', reason = '本人书面申请') =>
  service.hotline.ask<ErasingAnswer & ProblemAnswer>(`/v1/tickets/${id}/erase`, {
    as: SUPERVISOR,
    body: { ground: 'consent-withdrawn', reason, of },
  });

async function verified(id: string): Promise<string> {
  const { pack, checkpoints } = await waitFor(
    'a checkpoint has the ticket',
    async () => {
      const found = await asked<Pack>(`/v1/tickets/${id}/evidence`, { as: AUDITOR });
      expect(found.inclusions.at(-1)?.head.seq).toBe(found.lines.at(-1)?.seq);
      return { pack: found, checkpoints: await asked('/v1/checkpoints/keys', { as: AUDITOR }) };
    },
    { seconds: 90, every: 1_000 },
  );
  const files = ['pack.json', 'keys.json'].map((name) => join(service.dir, name));
  await writeFile(files[0]!, JSON.stringify(pack));
  await writeFile(files[1]!, JSON.stringify(checkpoints));
  const { stdout } = await promisify(execFile)('node', [
    join(projectRoot, 'dist', 'verify', 'main.js'),
    files[0]!,
    '--key',
    files[1]!,
  ]);
  return stdout;
}

async function reconciled(...args: string[]): Promise<Record<string, unknown>[]> {
  const main = join(projectRoot, 'dist', 'worker', 'reconcile.js');
  const { stdout } = await promisify(execFile)(process.execPath, [main, ...args], { env: service.env });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('given a hundred callers', () => {
  beforeAll(async () => {
    gone.ids.push(await raised(gone.person), await registered(gone.person));
    others[0]!.ids.push(await raised(others[0]!.person));
    for (const it of others.slice(1)) it.ids.push(await registered(it.person));
  }, 400_000);

  test('each can be found in all that is stored, while they are not erased', async () => {
    const everything = [...Object.keys(gone.person), 'phone hash', 'words'];
    expect(await storedOf(gone)).toEqual(everything);
    expect(await storedOf(others[0]!)).toEqual(everything);
  });

  test('an open ticket, and one that has to be kept, are not erased; the answer says why, and what is possible', async () => {
    const { hotline } = service;
    const { id } = await hotline.dispatched({ rulebook: 'calm' });
    const refused = await erase(id, 'ticket');
    expect([refused.status, refused.body]).toMatchObject([409, { reason: 'still-open' }]);
    expect(refused.body.detail).toMatch(/rectify.*amend/);
    const [kept = ''] = others[1]!.ids;
    const reason = { as: SUPERVISOR, body: { reason: '法院调取' } } as const;
    await asked(`/v1/tickets/${kept}/hold`, reason);
    const held = await erase(kept, 'ticket');
    expect([held.status, held.body]).toMatchObject([409, { reason: 'on-hold' }]);
    await asked(`/v1/tickets/${kept}/hold/lift`, reason);
    const acts = await asked<DataActsAnswer>(`/v1/tickets/${kept}/data-acts`, { as: AUDITOR });
    expect(acts.items.map(({ type, by }) => [type, by?.sub])).toEqual([
      ['held', SUPERVISOR.sub],
      ['lifted', SUPERVISOR.sub],
    ]);
    const naming = await erase(kept, 'ticket', `${others[1]!.person.name}本人申请`);
    expect([naming.status, naming.body]).toMatchObject([422, { reason: 'names-the-caller' }]);
  });

  test('one is put right, by a recorded act that says what part, by whom and when, and never what', async () => {
    const { hotline } = service;
    const other = others[2]!;
    const [id = ''] = other.ids;
    const now = personOf(CALLERS);
    const body = {
      caller: { name: now.name, phone: now.phone, email: now.email },
      address: now.address,
      title: now.title,
      content: now.content,
      reason: '登记有误',
    };
    const path = `/v1/tickets/${id}/rectify`;
    for (const _ of [1, 2]) await asked(path, { body, key: 'rectify-1' });
    expect(await hotline.ticket(id)).toMatchObject({
      title: now.title,
      content: now.content,
      address: now.address,
      caller: { name: now.name, phone: now.phone, email: now.email },
    });
    const acts = await asked<DataActsAnswer>(`/v1/tickets/${id}/data-acts`, { as: AUDITOR });
    expect(acts.items).toMatchObject([
      {
        type: 'rectified',
        parts: ['name', 'phone', 'email', 'address', 'title', 'content'],
        by: { role: 'operator' },
      },
    ]);
    expect(foundIn(JSON.stringify(acts), { person: now })).toEqual([]);
    expect(await storedOf(other)).toEqual([]);
    const listed = await asked<{ items: { id: string }[] }>(`/v1/tickets?q=${now.phone}`);
    expect(listed.items.map((it) => it.id)).toEqual([id]);
    expect((await service.hotline.ask(path, { as: SUPERVISOR, body: { reason: '无' } })).status).toBe(422);
  });

  test('one is erased with all own tickets: nothing that is stored, logged or kept by the engine gives that one back', async () => {
    const { hotline, engine } = service;
    const [first = '', second = ''] = gone.ids;
    const open = await hotline.dispatched({ rulebook: 'calm', caller: { phone: gone.person.phone } });
    const before = {
      ledger: await hotline.ledger(first),
      others: await Promise.all(others.map(storedOfLater)),
    };
    const { status, body } = await erase(first, 'caller');
    expect(status).toBe(200);
    expect(new Set(body.items.map(({ ticket, is, reason }) => `${ticket} ${is} ${reason ?? ''}`))).toEqual(
      new Set([`${first} erased `, `${second} erased `, `${open.id} kept still-open`]),
    );
    await hotline.order(open.id, 'withdraw', { text: '不必了' });
    await waitFor('the other one is erased too', async () =>
      (await erase(open.id, 'caller')).body.items.every(({ is }) => is === 'erased'),
    );

    expect(await storedOf(gone)).toEqual([]);
    for (const [i, other] of others.entries())
      if (i % 20 === 0) expect([i, await storedOf(other)]).toEqual([i, before.others[i]]);

    for (const id of gone.ids) {
      for (const runId of await runsOf(engine, id)) {
        const handle = engine.workflow.getHandle(id, runId);
        const [{ raw }, history] = [await handle.describe(), await handle.fetchHistory()];
        expect(foundIn([readable(raw), readable(history)].join('\n'), gone)).toEqual([]);
      }
    }
    const files = (await readdir(service.dir)).filter((file) => /^temporal-.*\.db/.test(file));
    const kept = Buffer.concat(await Promise.all(files.map((file) => readFile(join(service.dir, file)))));
    expect(foundIn(kept, gone)).toEqual([]);
    const logs = await service.logs();
    expect(foundIn(logs, gone)).toEqual([]);
    expect(logs).toContain('personal data erased');
    expect(foundIn(await service.workerMetrics(), gone)).toEqual([]);

    // Its course is as it was, and readers see that the rest was erased.
    const ledger = await hotline.ledger(first);
    const course = ({ seq, at, type, actor }: EventAnswer) => ({ seq, at, type, role: actor.role });
    expect(ledger.map(course)).toEqual(before.ledger.map(course));
    expect(JSON.stringify(ledger)).toContain(ERASED);
    expect(await hotline.ticket(first)).toMatchObject({ title: ERASED, content: ERASED, state: 'closed' });
    expect(await hotline.ticket(first)).not.toHaveProperty('caller');

    async function storedOfLater(other: (typeof others)[number], i: number): Promise<string[]> {
      return i % 20 === 0 ? storedOf(other) : [];
    }
  }, 240_000);

  test('every reader’s address answers of the erased one, and says nothing', async () => {
    const [id = ''] = gone.ids;
    for (const as of [SUPERVISOR, AUDITOR, unit(LEAD), { role: 'caller', sub: 'c', ticket: id } as const]) {
      for (const what of ['', '/events', '/notifications', '/attachments', '/deadlines', '/evaluation']) {
        const { status, body } = await service.hotline.ask(`/v1/tickets/${id}${what}`, { as });
        expect([what, as.role, status]).toEqual([what, as.role, status === 403 ? 403 : 200]);
        expect(foundIn(JSON.stringify(body), gone)).toEqual([]);
      }
    }
    const { items } = await asked<{ items: TicketAnswer[] }>('/v1/tickets?limit=100');
    expect(items.find((it) => it.id === gone.ids[1])?.title ?? ERASED).toBe(ERASED);
    const { body: late } = await service.hotline.command<ProblemAnswer>(
      id,
      'evaluate',
      { stage: 'handling', satisfaction: 'satisfied', comment: '迟到' },
      { as: { role: 'caller', sub: 'c', ticket: id } },
    );
    expect(late).toMatchObject({ reason: expect.stringMatching(/erased|stage-evaluated/) as string });
    const none = await asked<{ items: AttachmentAnswer[] | NotificationAnswer[] }>(
      `/v1/tickets/${id}/attachments`,
    );
    expect(none.items).toEqual([]);
  });

  test('its evidence verifies, all ledgers are whole, and the others are unharmed', async () => {
    const output = await verified(gone.ids[0] ?? '');
    expect(output).toContain('erased, their commitments stand');
    expect(await reconciled()).toEqual([]);
    for (const { person, ids } of [others[0]!, others[5]!, others[98]!])
      expect(await service.hotline.ticket(ids[0] ?? '')).toMatchObject({
        title: person.title,
        caller: { name: person.name, phone: person.phone, email: person.email },
      });
  }, 240_000);

  test('every collection of the service says what it holds of persons', async () => {
    const connection = await connect(service.mongoUri);
    const collections = (await connection.db?.listCollections().toArray()) ?? [];
    await connection.close();
    for (const { name } of collections) expect(Object.keys(PERSONAL)).toContain(name);
  });

  test('who comes back with a backup is erased again by the list that was kept outside of it', async () => {
    const { database, worker } = service;
    const person = personOf(CALLERS + 1);
    const id = await registered(person);
    await waitFor('its workflow is over', async () => {
      const { status } = await service.engine.workflow.getHandle(id).describe();
      expect(status.name).toBe('COMPLETED');
      return true;
    });
    const backup = await backupOf(database);
    await waitFor(
      'the database is back',
      async () => (await service.hotline.ask(`/v1/tickets/${id}`)).status === 200,
    );
    expect((await erase(id, 'ticket')).status).toBe(200);
    expect(await storedOf({ person })).toEqual([]);
    const list = await asked<{ items: { ticket: string }[] }>('/v1/erasures?limit=100', { as: AUDITOR });
    expect(list.items.map(({ ticket }) => ticket)).toEqual(expect.arrayContaining([...gone.ids, id]));
    const file = join(service.dir, 'erasures.json');
    await writeFile(file, JSON.stringify(list));

    await Promise.all([worker.kill(), database.kill()]);
    await backup.restore();
    await database.start();
    expect(await storedOf({ person })).toContain('name');
    // It asks workflows what they know, which their workers tell.
    await worker.start();
    const found = await reconciled('--erased', file);
    expect(found).toEqual([
      expect.objectContaining({ ticket: id, done: 'its personal data was erased again' }),
    ]);
    expect(await storedOf({ person })).toEqual([]);
    expect(await reconciled('--erased', file)).toEqual([]);
    await waitFor('readers see it', async () => (await service.hotline.ticket(id)).title === ERASED);
  }, 300_000);
});
