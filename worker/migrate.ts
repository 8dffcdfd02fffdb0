import { readSettings } from '../config/settings';
import { migrateAt, titleOf } from '../storage/migrations/migrate';

/** `npm run migrate`: brings the database to this version. Needs nothing but `MONGODB_URI`, and disturbs nobody who works on it. */
async function main(): Promise<void> {
  const { MONGODB_URI: uri } = readSettings(['MONGODB_URI']);
  const count = await migrateAt(uri, (migration) => console.log(`· ${titleOf(migration)} …`));
  console.log(count === 0 ? 'The database is up to date.' : `Done: ${count}.`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
