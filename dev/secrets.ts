import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Settings } from './settings';

const kept = z.object({
  HUIYIN_JWT_SECRET: z.string().min(32),
  HUIYIN_DATA_KEY: z.string().min(43),
  /** Kept by a start of before, whose receivers know it. */
  HUIYIN_WEBHOOK_SECRET: z.string().optional(),
});

/** The secret that signs tokens, and the key that seals callers' data. */
export type Secrets = z.output<typeof kept>;

/**
 * The secrets that are set, and for one that is not, the one that is kept with the data: made at the first
 * start, readable by this user only. Without the same key the data kept could not be read again.
 */
export function secrets(settings: Settings): Secrets {
  const file = join(settings.HUIYIN_DATA, 'secrets.json');
  const { HUIYIN_JWT_SECRET, HUIYIN_DATA_KEY } = settings;
  if (HUIYIN_JWT_SECRET && HUIYIN_DATA_KEY) return { HUIYIN_JWT_SECRET, HUIYIN_DATA_KEY };
  const found = existsSync(file) ? read(file) : make(file);
  return {
    HUIYIN_JWT_SECRET: HUIYIN_JWT_SECRET ?? found.HUIYIN_JWT_SECRET,
    HUIYIN_DATA_KEY: HUIYIN_DATA_KEY ?? found.HUIYIN_DATA_KEY,
    HUIYIN_WEBHOOK_SECRET: settings.HUIYIN_WEBHOOK_SECRET ?? found.HUIYIN_WEBHOOK_SECRET,
  };
}

function read(file: string): Secrets {
  try {
    return kept.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(
      `${file} is damaged. Put it back from a copy: without its HUIYIN_DATA_KEY the callers' data in this ` +
        'folder cannot be read. For a new start without that data, remove the whole folder.',
      { cause },
    );
  }
}

function make(file: string): Secrets {
  const made = {
    HUIYIN_JWT_SECRET: randomBytes(32).toString('base64'),
    HUIYIN_DATA_KEY: randomBytes(32).toString('hex'),
  };
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
  return made;
}
