import { parse } from 'yaml';
import { rulebookFile } from '../../config/rulebook-file';
import { bindRules } from '../../domain/law/bind-rules';
import { EDITION } from '../../domain/law/edition';
import type { Law, Rulebook, Rules } from '../../domain/law/rules';
import { calendarOf, type CalendarYear } from '../../domain/time/calendar';
import { MATTER } from './matter';

/** A rulebook like Weifang's, with just the keys that DESIGN §3 shows. */
export const SAMPLE = `
id: weifang
version: "2021-12-15"
title: 潍坊市12345政务服务便民热线条例
dayEnds: "24:00"
kinds: [consultation, help, complaint, report, suggestion]
decline:
  - { id: other-procedure, label: 应当通过诉讼、仲裁等程序解决, needs: [guidance], source: WF-19 }
clocks:
  handling:
    limit: 5 workdays
    source: WF-20
    ladder:
      - { before: 1 workdays, at: "09:00", do: remind,   to: [unit] }
      - { after: 0,                         do: supervise, mode: daily, to: [unit, hotline], source: WF-26 }
      - { after: 2 workdays, at: "09:00",   do: escalate, level: 2, to: [unit, hotline, office], source: WF-23 }
      - { after: 5 workdays, at: "09:00",   do: escalate, level: 3, to: [unit, hotline, office, meeting], source: WF-23 }
callback: { scale: [very-satisfied, satisfied, basically-satisfied, dissatisfied, very-dissatisfied], rehandle: 2 }
`;

/** A rulebook as it is read from its file. @throws where it is not one */
export function rulebookIn(yaml: string): Rulebook {
  const raw: unknown = parse(yaml);
  return rulebookFile(raw).parse(raw);
}

const bound = bindRules(rulebookIn(SAMPLE), MATTER);

/**
 * The sample as it binds a ticket, with clocks for the stages around the handling, and one re-handling and two calls, so that
 * stories are short. It does not mention the procedures that tickets started without before their rulebooks knew them.
 */
export const RULES: Rules = {
  id: 'test',
  version: '1',
  dayEnds: bound.dayEnds,
  decline: bound.decline,
  clocks: {
    ...bound.clocks,
    dispatching: { limit: { hours: 4 }, ladder: [{ after: { seconds: 0 }, do: 'urge', to: ['hotline'] }] },
    'closure-review': { limit: { workdays: 2 }, ladder: [] },
    callback: { limit: { workdays: 3 }, ladder: [] },
  },
  callback: {
    scale: ['satisfied', 'dissatisfied'],
    dissatisfied: ['dissatisfied'],
    rehandle: 1,
    attempts: 2,
  },
};

/** National Day 2026 as published (RULES T-1). */
export const NATIONAL_DAY_2026: CalendarYear = {
  year: 2026,
  source: 'test',
  days: [
    { date: '2026-09-20', working: true, name: '国庆节调休' },
    { date: '2026-09-25', working: false, name: '中秋节' },
    ...['01', '02', '05', '06', '07'].map((day) => ({
      date: `2026-10-${day}`,
      working: false,
      name: '国庆节',
    })),
    { date: '2026-10-10', working: true, name: '国庆节调休' },
  ],
};

export const LAW: Law = { rules: RULES, calendar: calendarOf([NATIONAL_DAY_2026]) };

/** The same as it is compiled today; `LAW` is as before editions were told apart (`domain/law/edition.ts`). */
export const CORRECTED: Law = { ...LAW, rules: { ...RULES, edition: EDITION } };
