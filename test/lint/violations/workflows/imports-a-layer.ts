import { api } from '../api/main';
import { worker } from '../worker/main';
import { engine } from '../engine/main';
import { storage } from '../storage/main';
import { keys } from '../keys/main';
import { config } from '../config/main';
import { telemetry } from '../telemetry/main';
import { dev } from '../dev/main';
import { bench } from '../bench/main';
import { test } from '../test/main';
import { activity } from '@temporalio/activity';
import { client } from '@temporalio/client';
import { envconfig } from '@temporalio/envconfig';
import { testing } from '@temporalio/testing';
import { worker as sdk } from '@temporalio/worker';
import { interceptors } from '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors';

export const all: readonly unknown[] = [
  api,
  worker,
  engine,
  storage,
  keys,
  config,
  telemetry,
  dev,
  bench,
  test,
  activity,
  client,
  envconfig,
  testing,
  sdk,
  interceptors,
];
