import { z } from 'zod';
import type { Choice, Field } from '../../domain/forms/field';
import { formOf } from '../../domain/forms/form-of';
import { type Missing, missingFor } from '../../domain/forms/missing';
import { spoken } from '../../domain/telling/reasons';
import { unitId } from '../../domain/ids';
import { evolveAll } from '../../domain/ticket/evolve';
import { lawOf, openTicket } from '../../domain/ticket/input';
import { newTicket } from '../../domain/ticket/register';
import { assignmentOf, type Ticket } from '../../domain/ticket/ticket';
import { instant } from '../../domain/time/instant';
import { type CommandName, COMMANDS, keysOf, type Language } from '../../domain/words';
import { bookOf } from '../commands/amended-rules';
import { commandDoors } from '../commands/doors';
import { wholeLedger } from '../../storage/ledger/whole-ledger';
import { present } from '../commands/body-parts';
import { type Address, address, answers, roles, ticketPath } from '../http/address';
import { etagOf } from '../http/if-match';
import { languageOf } from '../http/language';
import { forbidden, noTicket } from '../http/problem';
import type { Parts } from '../parts';
import { actorOf, actsFor, type Subject } from '../requests/subject';
import { TAGGED } from '../tickets/answers';
import { findsTicket, type FoundTicket } from '../tickets/visible-ticket';
import { type FormAnswer, formAnswer, type FormFieldAnswer, type FormsAnswer, formsAnswer } from './answers';

const formPath = ticketPath.extend({
  command: z.enum(keysOf(COMMANDS)).meta({ example: 'submit' }),
});

/** What each command of a ticket wants of whoever gives it, so that a page can ask for just that, and say before it is sent what is missing. */
export function formAddresses(parts: Parts): Address[] {
  const { config } = parts;
  const doors = commandDoors(config);
  const who = roles('operator', 'unit', 'supervisor', 'caller');
  const finds = findsTicket(parts);
  return [
    address({
      id: 'listForms',
      method: 'get',
      path: '/v1/tickets/{id}/forms',
      tag: 'commands',
      summary:
        '可办事项 · which of the asker’s commands the ticket takes as it stands, and why it takes the others not',
      who,
      params: ticketPath,
      finds,
      answers: { 200: answers(formsAnswer, 'As the ticket stands', TAGGED) },
      shows: [],
      async handler({ subject, request, found }) {
        const ticket = await liveTicket(found);
        const language = languageOf(request);
        const own = keysOf(COMMANDS).filter((name) => doors[name].who.includes(subject.role));
        const items = own.map((command): FormsAnswer['items'][number] => {
          const [why] = missingFor(ticket, command, giver(subject, ticket), instant(Date.now()));
          return {
            command,
            label: labelIn(command, language),
            possible: why === undefined,
            ...(why ? missingJson(why, language) : {}),
          };
        });
        const etag = etagOf(found.ticket.seq);
        return { headers: { ETag: etag, ...spokenIn(language) }, json: { items, etag } };
      },
    }),
    address({
      id: 'readForm',
      method: 'get',
      path: '/v1/tickets/{id}/forms/{command}',
      tag: 'commands',
      summary:
        '表单 · the fields of a command as the ticket and its rulebook want them, and what has to be done first',
      who,
      params: formPath,
      finds,
      answers: { 200: answers(formAnswer, 'As the ticket stands', TAGGED) },
      problems: { 422: 'There is no such command' },
      shows: [],
      async handler({ subject, request, params: { command }, found }) {
        const door = doors[command];
        if (!door.who.includes(subject.role)) throw forbidden(`This is for: ${door.who.join(', ')}.`);
        const ticket = await liveTicket(found);
        const language = languageOf(request);
        const { rules } = ticket.law;
        const named = (await bookOf(config, found.store, rules)) ?? config.rulebooks.get(rules.id) ?? {};
        const by = giver(subject, ticket);
        const own = by.role === 'unit' ? assignmentOf(ticket, by.unit) : undefined;
        const json: FormAnswer = {
          command,
          label: labelIn(command, language),
          fields: formOf(command, { ticket, own, named }).map((it) => fieldJson(it, language)),
          missing: missingFor(ticket, command, by, instant(Date.now())).map((it) => ({
            ...present({ command: it.command }),
            ...missingJson(it, language),
          })),
        };
        return { headers: { ETag: etagOf(found.ticket.seq), ...spokenIn(language) }, json };
      },
    }),
  ];
}

/** The ticket as its ledger tells it; as it was registered, where nothing of that is written yet. */
async function liveTicket({ store, ticket: { id } }: FoundTicket): Promise<Ticket> {
  const [start, lines] = await Promise.all([store.tickets.startInput(id), wholeLedger(store, id)]);
  if (!start) throw noTicket();
  const { ticket } = openTicket(start);
  if (lines.length === 0) return ticket;
  const events = lines.map(({ event }) => event);
  return evolveAll(newTicket(start.matter, lawOf(start)), events);
}

/** Who gives the command: of units the one that has a part, where it does the work of closed ones too. */
function giver(subject: Subject, ticket: Ticket) {
  const actor = actorOf(subject);
  if (subject.role !== 'unit' || actor.role !== 'unit') return actor;
  const acting = actsFor(subject).find((id) => assignmentOf(ticket, unitId(id)) !== undefined);
  return acting === undefined ? actor : { ...actor, unit: unitId(acting) };
}

const labelIn = (command: CommandName, language: Language): string =>
  language === 'zh' ? COMMANDS[command] : command;

const spokenIn = (language: Language): Record<string, string> => ({
  'Content-Language': language === 'zh' ? 'zh-CN' : 'en',
  Vary: 'Accept-Language',
});

const missingJson = (why: Missing, language: Language) => ({
  message: spoken(why, language),
  reason: why.reason,
  ...present({ rule: why.rule }),
});

function fieldJson(
  { label, required, choices, also, fields, ...rest }: Field,
  language: Language,
): FormFieldAnswer {
  const inWords = (some: readonly Choice[]) =>
    some.map(({ value, label: said, source }) => present({ value, label: said[language], source }));
  return {
    // What is read-only there is not for whoever is answered.
    ...(structuredClone(rest) as Omit<FormFieldAnswer, 'label' | 'required'>),
    label: label[language],
    required: required === true,
    ...(choices ? { choices: inWords(choices) } : {}),
    ...(also ? { also: inWords(also) } : {}),
    ...(fields ? { fields: fields.map((it) => fieldJson(it, language)) } : {}),
  };
}
