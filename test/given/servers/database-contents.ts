import { createConnection } from 'mongoose';

/** All documents of the database as they lie there, by collection; to see that something left no trace. */
export async function everythingStored(uri: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const connection = await createConnection(uri).asPromise();
  try {
    const collections = (await connection.db?.listCollections().toArray()) ?? [];
    const found = await Promise.all(
      collections.map(async ({ name }) => {
        const documents = await connection.collection(name).find().toArray();
        return [name, documents.map((it) => JSON.stringify(it)).toSorted()] as const;
      }),
    );
    return Object.fromEntries(found.toSorted(([a], [b]) => a.localeCompare(b)));
  } finally {
    await connection.close();
  }
}

/** How many documents GridFS holds, and how many uploads are noted as under way. */
export async function storedFiles({
  mongoUri,
}: {
  readonly mongoUri: string;
}): Promise<Readonly<Record<string, number>>> {
  const connection = await createConnection(mongoUri).asPromise();
  try {
    const names = ['attachments.files', 'attachments.chunks', 'uploads'];
    const counts = await Promise.all(names.map((name) => connection.collection(name).countDocuments()));
    return Object.fromEntries(names.map((name, i) => [name, counts[i] ?? 0]));
  } finally {
    await connection.close();
  }
}
