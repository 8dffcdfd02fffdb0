import { proxyActivities } from '@temporalio/workflow';
import type { JoiningActivities } from '../../activities/contract';
import type { TicketId } from '../../domain/ids';
import type { NotTaken } from '../../domain/ticket/facts/joining-facts';
import { type Voice, voiceOf } from '../../domain/ticket/joining';
import type { Ticket } from '../../domain/ticket/ticket';

/** The main ticket is another workflow, which may be away as the engine is: it is told until it knows. */
const { tellMain } = proxyActivities<JoiningActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '1s', maximumInterval: '1m' },
});

/** Tells a main ticket what a ticket owes it, one after the other, so that none hears that a voice left before it hears that it came. */
export class Joiner {
  private telling = false;

  /** @param heard called when the main ticket knows; or why it took no voice */
  constructor(private readonly heard: (voice: Voice, notTaken: NotTaken | undefined) => void) {}

  tell(ticket: Ticket): void {
    const voice = voiceOf(ticket);
    const main = ticket.owesMain?.main;
    if (this.telling || !voice || main === undefined) return;
    this.telling = true;
    void this.told(main, voice);
  }

  private async told(main: TicketId, voice: Voice): Promise<void> {
    const summary = voice.says === 'joins' ? `并入工单${main}` : `从工单${main}拆出`;
    const { notTaken } = await tellMain.executeWithOptions({ summary }, [{ main, voice }]);
    this.telling = false;
    this.heard(voice, notTaken);
  }
}
