import { connect } from '../../storage/connection';
import type { Answers } from './answers';

/**
 * Whether the database has what the answers say, and nothing else: what was refused leaves nothing behind.
 * @param driven tickets that were there before
 * @returns what is wrong
 */
export async function leftBehind(mongoUri: string, answers: Answers, driven: number): Promise<string[]> {
  const connection = await connect(mongoUri);
  try {
    const { db } = connection;
    if (!db) throw new Error('no database');
    const count = (name: string): Promise<number> => db.collection(name).countDocuments();
    const applied = new Set(await db.collection('ledger').distinct('command'));
    const commands = await db.collection<{ _id: string }>('commands').find().toArray();
    const files = new Set(await db.collection('attachments').distinct('file'));
    const uploads = await db.collection<{ _id: string }>('uploads').find().toArray();
    const orphans = commands.filter(({ _id }) => !applied.has(_id));
    const loose = uploads.filter(({ _id }) => !files.has(_id));
    const [tickets, attachments] = [await count('tickets'), await count('attachments')];
    return [
      ...differs('tickets', tickets, answers.tickets.size + driven),
      ...differs('attachments', attachments, answers.attachments.size),
      ...differs('texts of commands that no ledger has', orphans.length, 0),
      ...differs('files that are no attachment', loose.length, 0),
    ];
  } finally {
    await connection.close();
  }
}

const differs = (what: string, found: number, expected: number): string[] =>
  found === expected ? [] : [`${what}: ${found} are stored, ${expected} were answered for`];
