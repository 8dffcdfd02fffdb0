import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { projectRoot } from '../cache';
import { readable } from './readable';

export type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** Mobile and landline numbers of the mainland, and numbers of identity cards; not what stands within a longer number or id. */
const OF_A_PERSON =
  /(?<![\w.-])(?:(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}|0\d{2,3}[ -]?\d{7,8}|\d{17}[\dXx])(?![\w.-])/;

/** A history that holds what no workflow may know; the message does not repeat it. */
export class PersonalData extends Error {
  override readonly name = 'PersonalData';
}

/**
 * Keeps a history in `test/histories/`, where the replay test holds every change of the workflows against it.
 * Histories hold nothing of a person (DESIGN §6), so nothing is taken out of them; that is only made sure of.
 * @param name of a–z, 0–9 and -
 * @throws PersonalData where something looks like the number of a phone or of an identity card; nothing is written then
 */
export async function keepHistory(
  name: string,
  history: History,
  folder = join(projectRoot, 'test', 'histories'),
): Promise<void> {
  const event = history.events?.find((it) => OF_A_PERSON.test(readable(it)));
  if (event)
    throw new PersonalData(
      `not kept: event ${String(event.eventId)} holds what looks like the number of a phone or an identity card`,
    );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.json`), `${historyToJSON(history)}\n`);
  console.log(`${name}.json: ${history.events?.length ?? 0} events`);
}
