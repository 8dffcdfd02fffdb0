import { mongoose } from 'mongoose';
import { mongodb } from 'mongodb';
import { api } from '../api/main';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { activities } from '../activities/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { telemetry } from '../telemetry/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';
import { domain } from '../domain/main';

export const all: readonly unknown[] = [
  mongoose,
  mongodb,
  api,
  worker,
  workflows,
  activities,
  engine,
  storage,
  keys,
  telemetry,
  dev,
  bench,
  test,
  domain,
];
