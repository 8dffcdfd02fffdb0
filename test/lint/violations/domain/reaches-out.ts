import { api } from '../api/main';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { activities } from '../activities/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { config } from '../config/main';
import { telemetry } from '../telemetry/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';

fetch('https://example.org', { signal: AbortSignal.timeout(1) }).catch(console.error);
setTimeout(() => {}, 1);

export const all: readonly unknown[] = [
  api,
  worker,
  workflows,
  activities,
  engine,
  storage,
  keys,
  config,
  telemetry,
  dev,
  bench,
  test,
];
