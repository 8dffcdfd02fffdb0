import { execFile, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { TicketAnswer } from '../../api/tickets/answers';
import { projectRoot } from '../../dev/cache';
import { dataKeys } from '../../keys/data-keys';
import { Hotline, LEAD, REPLY, SUPERVISOR, unit } from '../given/hotline';
import { ask } from '../given/http';
import { BODY } from '../given/matter';
import { calmRulebook } from '../given/servers/config-folder';
import { startWholeService, type WholeService } from '../given/servers/whole-service';

const NEWER = randomBytes(32).toString('hex');
let older: string;
let service: WholeService;
/** The same service by two APIs: one that seals with the older key, and one that seals with the newer. */
let before: Hotline;
let after: Hotline;
let afterUrl: string;
beforeAll(async () => {
  service = await startWholeService({ rulebooks: [calmRulebook('calm')] });
  older = service.env.HUIYIN_DATA_KEY ?? '';
  before = service.hotline;
}, 120_000);
afterAll(() => service?.stop());

const idOf = (key: string): string => dataKeys(Buffer.from(key, 'hex'))[0].id;

/** Starts API and worker again with these keys. */
async function restartedWith(keys: NodeJS.ProcessEnv): Promise<void> {
  await Promise.all([service.api.stop(), service.worker.stop()]);
  Object.assign(service.env, keys);
  await Promise.all([service.api.start(), service.worker.start()]);
}

const found = async (hotline: Hotline, q: string): Promise<string[]> => {
  const { body } = await hotline.ask<{ items: TicketAnswer[] }>(`/v1/tickets?q=${encodeURIComponent(q)}`);
  return body.items.map(({ id }) => id).toSorted();
};
const submitted = (hotline: Hotline, id: string) =>
  hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));

/** A ticket that both took part in: each has written what the other is to read. */
async function passedOn(one: Hotline, other: Hotline): Promise<string> {
  const { id, code } = await one.register({ rulebook: 'calm', title: '夜市占道' });
  await other.order(id, 'dispatch', { lead: LEAD, note: '请尽快' });
  await one.order(id, 'sign', {}, unit(LEAD));
  await other.order(id, 'contact', {}, unit(LEAD));
  await submitted(one, id);
  const entered = await other.ask(`/v1/tickets/${id}/access`, { as: null, body: { code } });
  expect(entered.status).toBe(200);
  return id;
}

const SCRIPTS = { reseal: 'reseal.js', reconcile: 'reconcile.js' } as const;
const script = (name: keyof typeof SCRIPTS): string => join(projectRoot, 'dist', 'worker', SCRIPTS[name]);
async function ran(name: keyof typeof SCRIPTS, env: NodeJS.ProcessEnv, ...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [script(name), ...args], { env });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** `npm run reseal`, killed as soon as it has noted its first page. */
async function killed(env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [script('reseal')], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const [line] = (await once(createInterface({ input: child.stderr }), 'line')) as [string];
  expect(line).toMatch(/^… tickets: \d+, \d+ of them sealed anew, 0 failed$/);
  child.kill('SIGKILL');
  await once(child, 'exit');
}

test('a data key is rotated while the service runs, and then is not needed any more', async () => {
  const first = await before.register({ rulebook: 'calm', title: '夜市占道' });
  await before.order(first.id, 'dispatch', { lead: LEAD });
  // First every process knows the newer key; then some seal with it already.
  await restartedWith({ HUIYIN_DATA_KEYS_OTHER: NEWER });
  const rotated = { HUIYIN_DATA_KEY: NEWER, HUIYIN_DATA_KEYS_OTHER: older };
  afterUrl = await service.startBeside(rotated);
  after = new Hotline(afterUrl);
  const both = [before, after];

  const ids = [first.id, await passedOn(before, after), await passedOn(after, before)].toSorted();
  for (const hotline of both) {
    expect(await found(hotline, '夜市')).toEqual(ids);
    expect(await found(hotline, BODY.caller.phone)).toEqual(ids);
  }
  const asked = { body: { ...BODY, rulebook: 'calm', title: '井盖松动' }, key: randomUUID() };
  const tries = await Promise.all(both.map((it) => it.ask<TicketAnswer>('/v1/tickets', asked)));
  const again = await Promise.all(both.map((it) => it.ask<TicketAnswer>('/v1/tickets', asked)));
  const numbers = [...tries, ...again].map(({ body }) => body.id);
  expect(new Set(numbers).size).toBe(1);
  expect(await found(after, '井盖松动')).toEqual([numbers[0]]);

  const { body: link } = await before.ask<{ url: string }>(`/v1/units/${LEAD}/link`, {
    as: unit(LEAD),
    method: 'POST',
  });
  const { pathname, search } = new URL(link.url);
  const opens = async (url: string) => (await ask(`${url}${pathname}${search}`)).status;
  expect([await opens(service.url), await opens(afterUrl)]).toEqual([200, 200]);

  // Now all seal with the newer; what the older sealed is sealed anew, killed in between, while commands come in.
  await restartedWith(rotated);
  await killed(service.env);
  const [left] = await Promise.all([ran('reseal', service.env), after.handleToTheEnd(first.id)]);
  expect(left).toEqual([
    expect.objectContaining({ key: idOf(NEWER), is: 'newest', tickets: 4, commands: 0, archive: 0 }),
    expect.objectContaining({ key: idOf(older), is: 'other', tickets: 0, commands: 0, archive: 0 }),
  ]);
  expect(await ran('reseal', service.env, '--check')).toEqual(left);
  const { body: metrics } = await ask<string>(`${service.url}/metrics`);
  expect(metrics).toContain('huiyin_reseal_documents{collection="tickets",what="left"} 0');

  // The older key is revoked: nothing that was made from it lets in, all that it sealed is there.
  await restartedWith({ HUIYIN_DATA_KEYS_OTHER: '', HUIYIN_DATA_KEYS_REVOKED: older });
  expect([await opens(service.url), await opens(afterUrl)]).toEqual([401, 200]);
  const oldCode = await before.ask(`/v1/tickets/${first.id}/access`, {
    as: null,
    body: { code: first.code },
  });
  expect(oldCode.status).toBe(403);

  // And then it is gone.
  await restartedWith({ HUIYIN_DATA_KEYS_REVOKED: '' });
  for (const id of ids) {
    const read = await before.ask<TicketAnswer>(`/v1/tickets/${id}`, { as: SUPERVISOR });
    expect(read.body).toMatchObject({ title: '夜市占道', caller: { phone: BODY.caller.phone } });
  }
  expect(await found(before, '夜市')).toEqual(ids);
  expect(await found(before, BODY.caller.phone)).toEqual([...ids, ...new Set(numbers)].toSorted());
  expect(await ran('reconcile', service.env)).toEqual([]);
}, 300_000);

test('keys that something needs and nobody gave are named, all at once', async () => {
  await before.register({ rulebook: 'calm' });
  const needed = idOf(service.env.HUIYIN_DATA_KEY ?? '');
  const wrong = { ...service.env, HUIYIN_DATA_KEY: randomBytes(32).toString('hex') };
  const { stdout, stderr, code } = (await promisify(execFile)(
    process.execPath,
    [script('reseal'), '--check'],
    {
      env: wrong,
    },
  ).catch((error: { stdout: string; stderr: string; code: number }) => error)) as {
    stdout: string;
    stderr: string;
    code: number;
  };
  expect(code).toBe(1);
  expect(stdout).toContain(`"key":"${needed}","is":"missing"`);
  expect(stderr).toContain(`Something depends on keys that are not given: ${needed}`);
});
