import { mongoose } from 'mongoose';
import { mongodb } from 'mongodb';
import { api } from '../api/main';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { config } from '../config/main';
import { domain } from '../domain/main';

export const all: readonly unknown[] = [
  mongoose,
  mongodb,
  api,
  worker,
  workflows,
  dev,
  bench,
  test,
  engine,
  storage,
  keys,
  config,
  domain,
];
