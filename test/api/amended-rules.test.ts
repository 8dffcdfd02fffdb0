import { withRules } from '../../api/commands/amended-rules';
import { Problem } from '../../api/http/problem';
import { bindRules } from '../../domain/law/bind-rules';
import { commandId } from '../../domain/ids';
import type { Rulebook, Rules } from '../../domain/law/rules';
import { config } from '../given/servers/api-alone';
import { MATTER } from '../given/matter';

const loaded = config.rulebooks.get('huizhou');
if (!loaded) throw new Error('huizhou');
const facts = { ...MATTER, kind: 'consultation' } as const;
const bound = bindRules(loaded, facts);

/** What an amendment of a consultation becomes, where such rules bind it and such a file was kept. */
const amended = (body: object, rules: Rules | undefined = bound, kept?: Rulebook) =>
  withRules(
    {
      config,
      store: {
        openClocks: { boundRules: async () => rules },
        rulebooks: { find: async (_id: string, hash: string) => (hash === rules?.hash ? kept : undefined) },
      } as never,
      language: 'en',
    },
    { id: MATTER.id, matter: facts },
    { id: commandId('c'), name: 'amend', actor: { role: 'operator' }, parts: ['reason'], ...body },
  );

const refusal = async (tried: Promise<unknown>): Promise<Problem['body']> => {
  const error = await tried.catch((thrown: unknown) => thrown);
  if (error instanceof Problem) return error.body;
  throw new Error('it was not refused');
};

test('T-9: it comes with the rules of the version that binds the ticket, for what it is then', async () => {
  const { rules, rulesFor } = await amended({ kind: 'complaint' });
  expect(rules).toEqual(bindRules(loaded, { ...facts, kind: 'complaint' }));
  expect(rulesFor).toEqual({ kind: 'complaint', category: MATTER.category });
});

test('another version than is loaded is the one that was kept', async () => {
  const older = { ...loaded, version: 'older', hash: 'e'.repeat(64) };
  const { rules } = await amended({ kind: 'complaint' }, bindRules(older, facts), older);
  expect(rules).toMatchObject({ version: 'older', clocks: { handling: { limit: { workdays: 15 } } } });
});

test.each<[string, Rules]>([
  ['a version that was not kept', { ...bound, hash: 'f'.repeat(12) }],
  ['rules from before files were told apart', (({ hash: _, ...rest }) => rest)(bound)],
  ['rules that were compiled before editions were told apart', (({ edition: _, ...rest }) => rest)(bound)],
])('under %s it is 409, with what to do instead', async (_what, rules) => {
  const { status, reason, detail } = await refusal(amended({ kind: 'complaint' }, rules));
  expect([status, reason]).toEqual([409, 'rulebook-not-kept']);
  expect(detail).toContain('POST /v1/rulebooks/huizhou/reapply');
});

test('a kind or grade that the rulebook does not have is 422, all at once, as at registration', async () => {
  const narrow: Rulebook & { hash: string } = {
    ...loaded,
    kinds: ['consultation'],
    urgency: [{ id: 'urgent', label: '紧急', source: 'HZ-1' }],
    hash: 'd'.repeat(64),
  };
  const { status, errors } = await refusal(
    amended({ kind: 'complaint', urgency: 'so-so' }, bindRules(narrow, facts), narrow),
  );
  expect(status).toBe(422);
  expect(errors).toEqual([
    { path: 'kind', message: 'huizhou does not take this kind; expected one of: consultation' },
    { path: 'urgency', message: 'expected one of: urgent', rule: 'HZ-1' },
  ]);
});
