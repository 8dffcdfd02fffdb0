import { TestWorkflowEnvironment } from '@temporalio/testing';
import { timeSkippingServerExecutable } from '../../../dev/servers/time-skipping-server';

/** The SDK waits 5 s for its server, which a machine that is busy with other tests may need longer for. */
const TRIES = 5;

/** A time-skipping server of its own. */
export async function timeSkippingEnvironment(): Promise<TestWorkflowEnvironment> {
  const path = await timeSkippingServerExecutable();
  for (let tried = 1; ; tried++) {
    try {
      return await TestWorkflowEnvironment.createTimeSkipping({
        server: { executable: { type: 'existing-path', path } },
      });
    } catch (error) {
      if (tried === TRIES || !String(error).includes('did not start within')) throw error;
    }
  }
}
