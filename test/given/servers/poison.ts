import { packed, type SentInput } from '../../../domain/ticket/input';
import { TASK_QUEUE, TICKET_WORKFLOW } from '../../../engine/names';
import { dataKeys } from '../../../keys/data-keys';
import { connect } from '../../../storage/connection';
import { openStore } from '../../../storage/store';
import type { WholeService } from './whole-service';

/** A ticket that was registered as any other runs on with an input that is spoilt. */
export async function poison(
  { engine, mongoUri }: Pick<WholeService, 'engine' | 'mongoUri'>,
  id: string,
  spoil: (input: SentInput) => unknown,
): Promise<void> {
  const connection = await connect(mongoUri);
  const input = await openStore(connection, dataKeys(Buffer.alloc(32))).tickets.startInput(id);
  await connection.close();
  if (!input) throw new Error('the ticket is missing');
  await engine.workflow.getHandle(id).terminate('to be poisoned');
  await engine.workflow.start(TICKET_WORKFLOW, {
    workflowId: id,
    taskQueue: TASK_QUEUE,
    args: [spoil(packed(input))],
  });
}
