import { mongoExecutable } from './mongo-server';
import { reason, say } from '../progress';
import { provideClamd } from './clamd';
import { providePromtool } from './promtool';
import { timeSkippingServerExecutable } from './time-skipping-server';
import { chosenMongo, chosenTemporal } from './chosen-servers';
import { temporalExecutable } from './temporal-server';

/**
 * Sees to it that every server that will be needed is on this machine: `node dist/dev/servers/provision.js [test]`.
 * Tests start, stop and kill servers, so they bring their own even where a server has been chosen.
 */
async function provision(forTests: boolean): Promise<void> {
  const temporal = forTests ? undefined : chosenTemporal();
  const mongo = forTests ? undefined : chosenMongo();
  say(`Temporal: ${temporal ?? (await temporalExecutable())}`);
  say(`MongoDB: ${mongo ?? (await mongoExecutable())}`);
  if (!forTests) return;
  say(`Time-skipping server: ${await timeSkippingServerExecutable()}`);
  const orNone = (of: Promise<string>): Promise<string> =>
    of.catch((error: unknown) => `can't be had, its test is left out (${reason(error)})`);
  say(`promtool: ${await orNone(providePromtool())}`);
  say(`clamd: ${await orNone(provideClamd())}`);
}

provision(process.argv.includes('test')).then(
  () => process.exit(0),
  (error: Error) => {
    say(error.message);
    process.exit(1);
  },
);
