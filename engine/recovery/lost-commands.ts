import type { Client } from '@temporalio/client';
import type { LostCommand } from '../../domain/ticket/event';
import { unlessGone } from '../is-running';

/** What a ticket's workflow knows: its last event, and whether it goes on or has come to its end. */
export interface Known {
  readonly seq: number;
  readonly runs: boolean;
}

/**
 * Asks a ticket's workflow how far it is.
 * @returns undefined where there is none, or it was ended from outside
 * @throws the client's error, also where no worker answers
 */
export async function knownBy(client: Client, ticketId: string): Promise<Known | undefined> {
  const ticket = client.workflow.getHandle(ticketId);
  return unlessGone(async () => {
    const { name } = (await ticket.describe()).status;
    if (name !== 'RUNNING' && name !== 'COMPLETED') return undefined;
    return { seq: await ticket.query<number>('position'), runs: name === 'RUNNING' };
  });
}

/** Tells a ticket that a command was lost; told twice, it tells whoever gave it once. One that is over by now tells nobody. */
export async function tellLost(client: Client, ticketId: string, lost: LostCommand): Promise<void> {
  const ticket = client.workflow.getHandle(ticketId);
  await unlessGone(() =>
    ticket.executeUpdate<void, [LostCommand]>('commandLost', {
      args: [lost],
      updateId: `lost-${lost.command}`,
    }),
  );
}
