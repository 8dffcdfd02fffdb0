import { commandDoors } from '../../api/commands/doors';
import { maySee, type Owned } from '../../api/requests/access';
import type { Subject } from '../../api/requests/subject';
import type { Config } from '../../config/load';
import { unitsOf } from '../../config/units-file';
import { unitId } from '../../domain/ids';
import { config, matter, partsOnTheirOwn, serve, type Service, token } from '../given/servers/api-alone';

/** `huanbao` was renamed to `zhujian`, which was merged into `chengguan`; the district `tianqiao` into `lixia`. */
const SUCCESSORS: Readonly<Record<string, string>> = {
  huanbao: 'zhujian',
  zhujian: 'chengguan',
  tianqiao: 'lixia',
};
const merged: Config = {
  ...config,
  units: unitsOf(
    config.units.all.map((unit) => {
      const successor = SUCCESSORS[unit.id];
      return successor === undefined ? unit : { ...unit, successor: unitId(successor) };
    }),
  ),
};

let service: Service;
beforeAll(async () => {
  service = await serve({ ...partsOnTheirOwn(), config: merged });
});
afterAll(() => service.stop());

const tokenOf = (unit: string) => token({ role: 'unit', unit });
const TICKET = 'HY-0000-0000-0000';

describe('nobody names a unit that is closed: 422, where, and its successor, in both languages', () => {
  const EN = 'expected chengguan: huanbao was closed, and chengguan succeeds it';
  const wrongIn = (name: keyof ReturnType<typeof commandDoors>, body: object) => {
    const read = commandDoors(merged)[name].body.safeParse(body);
    return read.success ? [] : read.error.issues.map(({ path, message }) => [path.join('.'), message]);
  };

  test.each([
    ['dispatch', { lead: 'huanbao' }, 'lead'],
    ['dispatch', { lead: 'gongan', assist: ['renshe', 'huanbao'] }, 'assist.1'],
    ['dispatch', { lead: 'gongan', copy: ['huanbao'] }, 'copy.0'],
    [
      'dispatch',
      { lead: 'gongan', coordination: { units: ['huanbao'], opinion: '商定' } },
      'coordination.units.0',
    ],
    ['request-return', { reason: '不属本单位', suggest: 'huanbao' }, 'suggest'],
    ['decide', { request: 'return', approve: false, reason: '应由其办', assign: 'huanbao' }, 'assign'],
    ['decide', { request: 'return', approve: false, reason: '应由其办', unit: 'huanbao' }, 'unit'],
    ['resolve-escalation', { decision: '由其主办', assign: 'huanbao' }, 'assign'],
    ['refer', { to: 'huanbao', reason: '逾期' }, 'to'],
  ] as const)('%s %j', (name, body, path) => {
    expect(wrongIn(name, body)).toEqual([[path, EN]]);
  });

  test('a unit that nobody knows is told as before', () => {
    expect(wrongIn('dispatch', { lead: 'nobody' })).toEqual([
      ['lead', 'unknown unit: expected an id of GET /v1/units'],
    ]);
    expect(wrongIn('refer', { to: 'nobody', reason: '逾期' })).toEqual([
      ['to', expect.stringMatching(/^expected the id of a unit, or hotline.*one of: (?!.*huanbao)/)],
    ]);
  });

  test('nor registers a matter in a district that is closed', async () => {
    const asked = (language: string) =>
      token({ role: 'operator' }).then((operator) =>
        service.ask('/v1/tickets', {
          token: operator,
          body: { ...matter, district: 'tianqiao' },
          headers: { 'Accept-Language': language },
        }),
      );
    const { status, body } = await asked('zh-CN');
    expect([status, body.errors]).toEqual([
      422,
      [
        {
          path: 'district',
          message: '应为历下区人民政府（lixia）：天桥区人民政府已经撤并或者更名，由其承接',
          reason: 'unit-succeeded',
        },
      ],
    ]);
    expect((await asked('en')).body.errors).toMatchObject([
      { message: 'expected lixia: tianqiao was closed, and lixia succeeds it', reason: 'unit-succeeded' },
    ]);
  });
});

test('the units say which of them are closed, and by whom they are succeeded', async () => {
  const { body } = await service.ask('/v1/units', { token: await token({ role: 'auditor' }) });
  expect(body.items).toContainEqual({
    id: 'huanbao',
    name: '市生态环境局',
    level: 'department',
    successor: 'zhujian',
  });
});

describe('the token of a closed unit', () => {
  test.each(['/v1/tickets', '/v1/units', `/v1/tickets/${TICKET}`, '/v1/units/huanbao/notifications'])(
    'opens nothing any more, %s neither, and is told whose its tickets are',
    async (path) => {
      const { status, body } = await service.ask(path, { token: await tokenOf('huanbao') });
      expect([status, body.detail]).toEqual([
        403,
        'The unit huanbao was closed; its tickets are those of chengguan.',
      ]);
    },
  );

  test('gives no command', async () => {
    const asked = await service.ask(`/v1/tickets/${TICKET}/sign`, {
      token: await tokenOf('zhujian'),
      body: {},
    });
    expect(asked.status).toBe(403);
  });
});

describe('the token of a successor', () => {
  const status = async (path: string, unit = 'chengguan') =>
    (await service.ask(path, { token: await tokenOf(unit) })).status;

  test('gets past who may, as far as the database, for the units that it succeeds; one of another unit does not', async () => {
    for (const id of ['chengguan', 'zhujian', 'huanbao']) {
      expect(await status(`/v1/tickets?unit=${id}`)).toBe(503);
      expect(await status(`/v1/units/${id}/notifications`)).toBe(503);
      expect(await status(`/v1/tickets?unit=${id}`, 'gongan')).toBe(403);
      expect(await status(`/v1/units/${id}/notifications`, 'gongan')).toBe(403);
    }
    expect(await status('/v1/tickets?unit=gongan')).toBe(403);
  });

  test('sees their tickets as its own', () => {
    const ticket = {
      id: TICKET,
      matter: { kind: 'complaint', confidential: false },
      assignments: [{ unit: 'huanbao', role: 'lead' }],
    };
    const of = (unit: string, succeeds: string[] = []): Subject => ({
      role: 'unit',
      sub: 'u',
      unit,
      succeeds,
    });
    expect(maySee(of('chengguan', ['zhujian', 'huanbao']), ticket as Owned)).toBe(true);
    expect(maySee(of('chengguan', ['zhujian']), ticket as Owned)).toBe(false);
    expect(maySee(of('gongan'), ticket as Owned)).toBe(false);
  });
});
