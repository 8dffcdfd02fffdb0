import { mongoose } from 'mongoose';
import { mongodb } from 'mongodb';
import { worker } from '../worker/main';
import { workflows } from '../workflows/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';
import { lawAddresses } from '../law/addresses';
import { activities } from '../activities/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { config } from '../config/main';
import { domain } from '../domain/main';
import { answer } from '../law/answers';

export const all: readonly unknown[] = [
  mongoose,
  mongodb,
  worker,
  workflows,
  dev,
  bench,
  test,
  lawAddresses,
  activities,
  engine,
  storage,
  keys,
  config,
  domain,
  answer,
];
