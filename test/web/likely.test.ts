import type { CommandName } from '../../domain/words';
import { likeliest } from '../../web/desk/ticket/acting/likely';

const commands = (...names: CommandName[]) => names.map((command) => ({ command }));
const clock = (
  name: 'contact' | 'handling' | 'assist' | 'extension-review' | 'closure-review',
  due: string,
  unit?: string,
) => ({ name, due, ...(unit === undefined ? {} : { unit }) }) as const;
const assignments = [
  { unit: 'chengguan', role: 'lead', state: 'signed' },
  { unit: 'quancheng-lu', role: 'assist', state: 'signed' },
] as const;
const ticket = (...clocks: (ReturnType<typeof clock> & { readonly endedAt?: string })[]) => ({
  clocks,
  assignments: [...assignments],
});
const names = (all: readonly { readonly command: CommandName }[]) => all.map(({ command }) => command);

describe('what is most likely done next', () => {
  test('what ends the asker’s own clock that is due first stands first', () => {
    const lead = { role: 'unit', unit: 'chengguan' } as const;
    const offered = commands('progress', 'request-return', 'submit', 'contact');
    const early = ticket(
      clock('handling', '2026-10-13T00:00:00+08:00', 'chengguan'),
      clock('contact', '2026-10-12T09:00:00+08:00', 'chengguan'),
    );
    expect(names(likeliest(offered, early, lead))).toEqual([
      'contact',
      'submit',
      'progress',
      'request-return',
    ]);
    const met = ticket(clock('handling', '2026-10-13T00:00:00+08:00', 'chengguan'));
    expect(names(likeliest(offered, met, lead))).toEqual(['submit', 'contact', 'progress', 'request-return']);
  });

  test('what has ended says nothing; what is over is owed still', () => {
    const lead = { role: 'unit', unit: 'chengguan' } as const;
    const offered = commands('progress', 'submit', 'contact');
    const handling = clock('handling', '2026-10-13T00:00:00+08:00', 'chengguan');
    const contact = {
      ...clock('contact', '2026-10-12T09:00:00+08:00', 'chengguan'),
      endedAt: '2026-10-12T08:00:00+08:00',
    };
    expect(names(likeliest(offered, ticket(contact, handling), lead))[0]).toBe('submit');
  });

  test('a clock of somebody else says nothing', () => {
    const offered = commands('contribute', 'progress', 'sign');
    const of = ticket(clock('assist', '2026-10-12T09:00:00+08:00', 'quancheng-lu'));
    expect(names(likeliest(offered, of, { role: 'unit', unit: 'quancheng-lu' }))[0]).toBe('contribute');
    expect(names(likeliest(offered, of, { role: 'unit', unit: 'chengguan' }))[0]).toBe('sign');
  });

  test('the hotline’s reviews come in the order of their clocks', () => {
    const offered = commands('review', 'decide', 'urge');
    const of = ticket(
      clock('closure-review', '2026-10-12T09:00:00+08:00'),
      clock('extension-review', '2026-10-13T09:00:00+08:00', 'chengguan'),
    );
    expect(names(likeliest(offered, of, { role: 'supervisor' }))).toEqual(['review', 'decide', 'urge']);
    expect(names(likeliest(offered, ticket(), { role: 'supervisor' }))).toEqual(['decide', 'review', 'urge']);
  });
});
