import { mongo } from 'mongoose';

/** What lies in a collection, in bytes of BSON: its documents, and the keys of its indexes. */
export interface Stored {
  readonly documents: number;
  readonly keys: number;
}

/**
 * All collections of the database at `uri`, as MongoDB would hold them before it compresses. Computed from the documents themselves, so
 * that the figures do not depend on how the server at hand lays out its files.
 */
export async function storedBytes(uri: string): Promise<ReadonlyMap<string, Stored>> {
  const client = new mongo.MongoClient(uri);
  try {
    const stored = new Map<string, Stored>();
    for (const collection of await client.db().collections()) {
      stored.set(collection.collectionName, await bytesOf(collection));
    }
    return stored;
  } finally {
    await client.close();
  }
}

async function bytesOf(collection: mongo.Collection): Promise<Stored> {
  const indexes = await collection.indexes();
  let [documents, keys] = [0, 0];
  for await (const document of collection.find()) {
    documents += mongo.BSON.calculateObjectSize(document);
    for (const { key, sparse } of indexes) keys += keyBytes(document, Object.keys(key), sparse === true);
  }
  return { documents, keys };
}

/** An index has an entry for each element of a list that one of its paths leads through. */
function keyBytes(document: mongo.BSON.Document, paths: readonly string[], sparse: boolean): number {
  const values = paths.map((path) => valuesAt(document, path.split('.')));
  if (sparse && values.every((found) => found.length === 0)) return 0;
  const entries = Math.max(1, ...values.map(({ length }) => length));
  const bytes = Array.from({ length: entries }, (_, entry) =>
    mongo.BSON.calculateObjectSize(values.map((found) => found[entry] ?? found[0] ?? null)),
  );
  return bytes.reduce((sum, size) => sum + size, 0);
}

function valuesAt(value: unknown, [name, ...rest]: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, [name ?? '', ...rest]));
  if (name === undefined) return value === undefined ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return valuesAt((value as Record<string, unknown>)[name], rest);
}
