import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Connection } from 'mongoose';
import type { DataKeys } from '../../keys/data-keys';
import { open, SealError, type SealingKeys } from '../../keys/seal';
import { openFile } from '../../keys/sealed-file';
import { type TicketKey, unwrapped } from '../../keys/ticket-key';

type Document = Readonly<Record<string, unknown>>;

/** What is sealed of a document, by where in it or beside it: whatever place a later format seals for is to be added. */
const PLACES = [
  '',
  ' title',
  ' content',
  ' key',
  ' archive',
  ' intake',
  ' handling',
  ' reason',
  ' change',
  ' name',
  ' secret',
];

/**
 * All that whoever has the whole database and its keys can read: each document as it lies there, those that lie packed in the archive, the
 * bytes of files, and all that any key opens at any place that something of the document is sealed for.
 */
export async function readableData(connection: Connection, keys: DataKeys): Promise<string> {
  const collections = (await connection.db?.listCollections().toArray()) ?? [];
  const lying = (
    await Promise.all(collections.map(({ name }) => connection.collection(name).find().toArray()))
  ).flat() as unknown as Document[];
  const packed = (await Promise.all(lying.map((it) => dossierIn(it, keys)))).flat();
  const documents = [...lying, ...packed];
  const own = new Map(documents.flatMap((it) => ownKeyIn(it, keys)));
  const opened = documents.flatMap((document) => {
    const names = [document._id, document.ticketId].map(String);
    const by: SealingKeys = [...keys, ...names.flatMap((it) => own.get(it) ?? [])] as never;
    const places = [
      ...names.flatMap((name) => PLACES.map((place) => name + place)),
      `${names[1]} ${names[0]}`,
      ...Object.keys(document.texts ?? {}).map((command) => `${names[0]} ${command}`),
      `${names[1]} access ${String(document.at)} ${String(document.sub)}`,
    ];
    return stringsIn(document).flatMap((text) => places.flatMap((place) => openedAt(by, text, place)));
  });
  const tickets = [...new Set([...own.keys(), ...documents.map(({ ticketId }) => String(ticketId))])];
  const bytes = filesIn(lying).flatMap(([file, stored]) => [
    stored.toString(),
    ...tickets.flatMap((ticket) => {
      const by = [...keys, ...[own.get(ticket) ?? []].flat()] as never;
      return openedFileAt(by, stored, `${ticket} ${file}`);
    }),
  ]);
  return [JSON.stringify(documents), ...opened, ...bytes].join('\n');
}

async function dossierIn({ _id, sealed }: Document, keys: DataKeys): Promise<Document[]> {
  const [text] = typeof sealed === 'string' ? openedAt(keys, sealed, `${String(_id)} archive`) : [];
  if (text === undefined) return [];
  const unpacked = await promisify(gunzip)(Buffer.from(text, 'base64'));
  return Object.values(JSON.parse(unpacked.toString()) as Record<string, Document | Document[]>).flat();
}

function ownKeyIn({ _id, key }: Document, keys: DataKeys): [string, TicketKey][] {
  try {
    return typeof key === 'string' ? [[String(_id), unwrapped(keys, key, String(_id))]] : [];
  } catch (error) {
    if (error instanceof SealError) return [];
    throw error;
  }
}

function openedAt(by: SealingKeys, text: string, place: string): string[] {
  if (!/^\w+\.[\w-]{30,}$/.test(text)) return [];
  try {
    return [open(by, text, place)];
  } catch (error) {
    if (error instanceof SealError) return [];
    throw error;
  }
}

/** Files by their ids, put together from their pieces. */
function filesIn(documents: readonly Document[]): [string, Buffer][] {
  const files = new Map<string, [number, Buffer][]>();
  for (const { files_id: file, n, data } of documents)
    if (data && typeof data === 'object' && 'buffer' in data)
      files.set(String(file), [
        ...(files.get(String(file)) ?? []),
        [Number(n), Buffer.from(data.buffer as Buffer)],
      ]);
  return [...files].map(([file, pieces]) => [
    file,
    Buffer.concat(pieces.toSorted(([a], [b]) => a - b).map(([, piece]) => piece)),
  ]);
}

function openedFileAt(by: SealingKeys, sealed: Buffer, place: string): string[] {
  try {
    return [openFile(by, sealed, place).toString()];
  } catch (error) {
    if (error instanceof SealError) return [];
    throw error;
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}
