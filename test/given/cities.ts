import { loadConfig } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { calendarOf } from '../../domain/time/calendar';
import type { Actor } from '../../domain/ticket/event';
import { type Instant, isoInstant } from '../../domain/time/instant';
import type { Registration } from '../../domain/ticket/register';
import { type Bound, bindRules } from '../../domain/law/bind-rules';
import type { Law } from '../../domain/law/rules';
import type { UnitRef } from '../../domain/ticket/ticket';
import { matterOf } from './matter';
import { Story } from './story';

const { rulebooks, units } = loadConfig();
const calendar = calendarOf(publishedCalendars());

/** The five cities of the regulations. */
export const CITIES = ['jinan', 'jinan-enforcement', 'weifang', 'huizhou', 'beijing'] as const;
export type City = (typeof CITIES)[number] | 'demo';
export const ALL_CITIES: readonly City[] = [...CITIES, 'demo'];

/** The grades of urgency that a city has; none where it has none. */
export const gradesOf = (city: City): string[] => bookOf(city).urgency.map(({ id }) => id);

function bookOf(city: City) {
  const book = rulebooks.get(city);
  if (!book) throw new Error(`no rulebook ${city}`);
  return book;
}

/** A city's real rulebook as it binds such a matter, with the published calendars. */
export const lawOf = (city: City, matter: Bound): Law => ({
  rules: bindRules(bookOf(city), matter),
  calendar,
});

/** A ticket of a city that was registered, and no more. */
export function ticketIn(city: City, facts: Partial<Registration> = {}): Story {
  const matter = matterOf(facts);
  return new Story(lawOf(city, matter), matter);
}

/** A unit as it stands in `config/units.yaml`. */
export function unitOf(id: string): UnitRef {
  const unit = units.byId(id);
  if (!unit) throw new Error(`no unit ${id}`);
  const { name, level, parent } = unit;
  return { id: unit.id, name, level, ...(parent === undefined ? {} : { parent }) };
}

export const CHENGGUAN = unitOf('chengguan');
export const HUANBAO = unitOf('huanbao');
export const ZHUJIAN = unitOf('zhujian');
export const LIXIA = unitOf('lixia');
export const SHIZHONG = unitOf('shizhong');
export const QUANCHENG_LU = unitOf('quancheng-lu');
export const SHUIWU = unitOf('shuiwu');

export const OPERATOR = { actor: { role: 'operator' } } satisfies { actor: Actor };
export const SUPERVISOR = { actor: { role: 'supervisor' } } satisfies { actor: Actor };
export const CALLER = { actor: { role: 'caller' } } satisfies { actor: Actor };

/** Until when a clock runs, as people write it; undefined where there is no such clock. */
export const dueOf = (story: Story, clock: string): string | undefined => {
  const due: Instant | undefined = story.clock(clock)?.due;
  return due === undefined ? undefined : isoInstant(due).slice(0, 16).replace('T', ' ');
};
