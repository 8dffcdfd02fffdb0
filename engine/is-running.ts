import { type Client, WorkflowNotFoundError } from '@temporalio/client';

/** Whether a run of a ticket's workflow goes on: asked of the server itself, whose lists may lag behind. @throws the client's error */
export async function isRunning(client: Client, ticketId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(ticketId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}
