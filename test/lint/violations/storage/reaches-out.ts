import { api } from '../api/main';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { activities } from '../activities/main';
import { engine } from '../engine/main';
import { config } from '../config/main';
import { telemetry } from '../telemetry/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';
import { keys } from '../keys/main';
import { domain } from '../domain/main';

export const all: readonly unknown[] = [
  api,
  worker,
  workflows,
  activities,
  engine,
  config,
  telemetry,
  dev,
  bench,
  test,
  keys,
  domain,
];
