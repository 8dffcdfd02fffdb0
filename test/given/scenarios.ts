import type { Registration } from '../../domain/ticket/register';
import type { UnitRef } from '../../domain/ticket/ticket';
import type { Instant } from '../../domain/time/instant';
import { CALLER, CHENGGUAN, type City, HUANBAO, QUANCHENG_LU, SUPERVISOR, ZHUJIAN } from './cities';
import { approve, deferring, sendBack } from './corrected';
import { asUnit, command, dispatchTo, type Story } from './story';

const [A, B] = [CHENGGUAN, ZHUJIAN];

/** Where and when a story is told. */
interface Told {
  /** A ticket that was registered on 29 September at 10:00, or as the facts say. */
  ticket(city: City, facts?: Partial<Registration>): Story;
  /** `09-29 10:00` of the year in which it is told. */
  on(moment: string): Instant;
}

/**
 * The worked scenarios of RULES in which days pass: what is done, and until when nobody does anything more. S-6 and S-7 dispatch a minute
 * before the hotline's own limit for it ends: the engine's test server takes no command in the very moment in which a timer fires.
 */
export const SCENARIOS: Readonly<Record<string, (told: Told) => Story>> = {
  'S-2': (told) => silentInEnforcement(told).until(told.on('10-08 12:00')),
  'S-3': (told) =>
    returned(told, silentInEnforcement(told), A, '10-03 09:10', '10-03 09:30')
      .do(told.on('10-03 10:00'), dispatchTo(B))
      .do(told.on('10-03 10:20'), command('arrive', {}, asUnit(B)))
      .until(told.on('10-11 12:00')),
  'S-5': ({ ticket, on }) =>
    ticket('huizhou', {
      kind: 'consultation',
      receivedAt: on('09-29 23:50'),
      registeredAt: on('09-29 23:55'),
    })
      .do(on('09-30 00:05'), dispatchTo(A))
      .until(on('10-16 12:00')),
  'S-6': (told) =>
    returned(told, signedIn(told, 'jinan'), A, '10-08 10:00', '10-09 10:00')
      .do(told.on('10-09 10:29'), dispatchTo(A))
      .until(told.on('10-16 12:00')),
  'S-7': (told) =>
    returned(told, signedIn(told, 'jinan'), A, '10-08 10:00', '10-09 10:00')
      .do(told.on('10-09 10:29'), dispatchTo(B))
      .until(told.on('10-20 12:00')),
  'S-8': (told) =>
    signedIn(told, 'weifang')
      .do(told.on('10-13 10:00'), command('end-supervision', {}, SUPERVISOR))
      .until(told.on('10-16 12:00')),
  'S-9': (told) =>
    signedIn(told, 'weifang')
      .do(told.on('10-15 10:00'), command('resolve-escalation', { limit: { workdays: 5 } }, SUPERVISOR))
      .until(told.on('10-24 12:00')),
  'S-10': (told) => signedIn(told, 'weifang').until(told.on('10-22 12:00')),
  'S-11': ({ ticket, on }) =>
    ticket('beijing', { urgency: 'ordinary' })
      .do(on('09-29 10:00'), command('dispatch', { lead: QUANCHENG_LU, assist: [A], copy: [] }))
      .do(on('09-29 11:00'), command('contact', {}, asUnit(QUANCHENG_LU)))
      .do(on('10-06 10:00'), tellAndSubmit(QUANCHENG_LU, on('10-06 09:30'), { without: [A.id] }))
      .do(on('10-06 11:00'), sendBack())
      .until(on('10-12 12:00')),
  'S-12': ({ ticket, on }) => {
    const story = silentInEnforcement({ ticket, on });
    for (const [day, expectedBy] of [
      ['10-01', '10-04'],
      ['10-03', '10-06'],
      ['10-05', '10-08'],
      ['10-07', '10-10'],
    ])
      story.do(
        on(`${day} 10:00`),
        command('progress', { expectedBy: dayOf(on(`${expectedBy} 12:00`)) }, asUnit(A)),
      );
    return story.until(on('10-11 12:00'));
  },
  'S-15': (told) => {
    const story = signedIn(told, 'weifang');
    for (const day of ['10-08', '10-09', '10-10'])
      story
        .do(told.on(`${day} 09:00`), tellAndSubmit(A, told.on(`${day} 08:00`)))
        .do(told.on(`${day} 10:00`), approve())
        .do(told.on(`${day} 11:00`), command('callback', { reached: true, resolved: false }));
    return story.do(told.on('10-10 15:00'), approve());
  },
  'S-18': ({ ticket, on }) =>
    signedIn({ ticket, on }, 'jinan')
      .do(on('10-12 10:00'), deferring(A, on('10-12 09:00'), dayOf(on('10-30 12:00'))))
      .do(on('10-12 16:00'), approve())
      .until(on('11-05 12:00')),
  'S-19': (told) => {
    const story = signedIn(told, 'weifang')
      .do(told.on('10-08 09:00'), tellAndSubmit(A, told.on('10-08 08:00')))
      .do(told.on('10-08 10:00'), approve())
      .do(told.on('10-08 11:00'), command('dispute', {}, CALLER));
    for (const hour of ['12', '14', '16'])
      story.do(told.on(`10-08 ${hour}:00`), command('callback', { reached: false }));
    return story.do(told.on('10-14 17:00'), command('explain', {}, asUnit(A)));
  },
  'S-20': (told) => signedIn(told, 'weifang').until(told.on('10-17 12:00')),
  'S-21': (told) =>
    signedIn(told, 'weifang')
      .do(told.on('10-13 10:00'), command('escalate', { level: 2 }, SUPERVISOR))
      .until(told.on('10-15 12:00')),
  'S-22': ({ ticket, on }) =>
    ticket('beijing')
      .do(
        on('09-29 10:00'),
        command('dispatch', { lead: A, assist: [HUANBAO], copy: [], statutory: { hours: 24 } }),
      )
      .until(on('10-02 12:00')),
  'S-23': ({ ticket, on }) =>
    ticket('jinan-enforcement').do(on('09-29 10:40'), dispatchTo(A)).until(on('09-30 12:00')),
  'S-24': (told) =>
    signedIn(told, 'jinan')
      .do(told.on('10-08 10:00'), tellAndSubmit(A, told.on('10-08 09:00')))
      .do(told.on('10-12 16:00'), sendBack())
      .until(told.on('10-17 12:00')),
};

const silentInEnforcement = ({ ticket, on }: Told): Story =>
  ticket('jinan-enforcement')
    .do(on('09-29 10:02'), dispatchTo(A))
    .do(on('09-29 10:40'), command('arrive', {}, asUnit(A)));

const signedIn = ({ ticket, on }: Told, city: City): Story =>
  ticket(city)
    .do(on('09-29 10:00'), dispatchTo(A))
    .do(on('09-29 10:05'), command('sign', {}, asUnit(A)));

const returned = ({ on }: Told, story: Story, unit: UnitRef, asked: string, approved: string): Story =>
  story
    .do(on(asked), command('request-return', {}, asUnit(unit)))
    .do(on(approved), command('decide', { request: 'return', approve: true }, SUPERVISOR));

const tellAndSubmit = (unit: UnitRef, told: Instant, more: object = {}) =>
  command('submit', { outcome: 'resolved', told: { at: told }, ...more }, asUnit(unit));

const dayOf = (at: Instant): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
