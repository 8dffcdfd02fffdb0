import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ConfigError } from '../../config/finding';
import { loadRulebook, ownConfigDir } from '../../config/load';
import { publishedCalendars } from '../../config/published-calendars';
import { type RulebookReading, readingOf } from '../../domain/telling/rulebook-reading/reading';
import { plainSentence } from '../../domain/telling/rulebook-reading/sentence';
import { type WorkedCalendar, workedCalendar } from '../../domain/telling/rulebook-reading/worked-calendar';
import { calendarOf } from '../../domain/time/calendar';
import { reason } from '../progress';

const USAGE = `npm run rulebook -- FILE
  FILE  a rulebook's file, or the id of one of ours such as weifang`;

/** A rulebook as a person reads it. @throws ConfigError with all that is wrong in it */
export function printedRulebook(fileOrId: string): string {
  const own = join(ownConfigDir(), 'rulebooks', `${fileOrId}.yaml`);
  const { book, units } = loadRulebook(!existsSync(fileOrId) && existsSync(own) ? own : fileOrId);
  const unitName = (id: string): string | undefined => units.byId(id)?.name;
  const calendar = calendarOf(publishedCalendars());
  return [
    ...readingLines(readingOf(book, unitName)),
    ...calendarLines(workedCalendar(book, calendar, unitName)),
    '',
  ].join('\n');
}

const readingLines = ({ id, version, title, note, sections }: RulebookReading): string[] => [
  `${title}（${id}，版本${version}）`,
  ...(note === undefined ? [] : [note]),
  ...sections.flatMap(({ title: heading, sentences }) => [
    '',
    `【${heading}】`,
    ...sentences.map((it) => `  ${plainSentence(it)}`),
  ]),
];

const calendarLines = ({ given, moments, ends }: WorkedCalendar): string[] => [
  '',
  '【一张工单的日历】',
  `  ${given}：`,
  ...moments.flatMap(({ at, happens }) => [
    `  ${at}`,
    ...happens.map(
      ({ told, ...it }) => `    ${plainSentence(it)}${told.length > 0 ? ` → ${told.join('、')}` : ''}`,
    ),
  ]),
  `  ${ends ? '此后不再自行发生什么。' : '以上为一个月之内；此后继续。'}`,
];

/** All that is wrong with a file, a line each; or what went wrong otherwise, with how to call this. */
export function whatIsWrong(error: unknown): string {
  if (!(error instanceof ConfigError)) return `${reason(error)}\n\n${USAGE}`;
  return error.findings
    .map(({ file, path, expected }) => [file, path, expected].filter(Boolean).join(': '))
    .join('\n');
}

function main(): void {
  const { positionals } = parseArgs({ allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('one FILE is needed');
  process.stdout.write(printedRulebook(file));
}

if (require.main === module) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`${whatIsWrong(error)}\n`);
    process.exitCode = 1;
  }
}
