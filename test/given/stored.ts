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
