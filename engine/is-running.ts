import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';

/** What a workflow is asked or told; undefined where there is none, or it has come to its end. @throws the client's other errors */
export async function unlessGone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Whether a workflow was started by this; one that is there already is left alone. @throws the client's other errors */
export async function isNewlyStarted(start: () => Promise<unknown>): Promise<boolean> {
  try {
    await start();
    return true;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    throw error;
  }
}

/** Whether a run of a ticket's workflow goes on: asked of the server itself, whose lists may lag behind. @throws the client's error */
export async function isRunning(client: Client, ticketId: string): Promise<boolean> {
  const found = await unlessGone(() => client.workflow.getHandle(ticketId).describe());
  return found?.status.name === 'RUNNING';
}
