import type { TicketId } from '../../ids';
import type { TextRef } from '../text-ref';

/** What a ticket has to tell a main ticket: its caller is a voice there now, or not any more. */
export type ToMain = 'joins' | 'leaves';

/** Why a main ticket takes no voice: it was closed meanwhile, or only one of both keeps its caller unknown (WF-11). */
export type NotTaken = 'closed' | 'relayed';

/** What ties a ticket to others (JE-4, HZ-3). */
export type JoiningFact =
  /** Another has to do with it. */
  | { readonly type: 'linked'; readonly data: { readonly with: TicketId; readonly text?: TextRef } }
  /** It is one matter with the main ticket, and goes on there: it is closed with this. */
  | { readonly type: 'merged'; readonly data: { readonly into: TicketId; readonly text?: TextRef } }
  /** It is not, and goes on by itself. @property notTaken the main ticket took no voice any more */
  | {
      readonly type: 'split';
      readonly data: { readonly from: TicketId; readonly notTaken?: NotTaken; readonly text?: TextRef };
    }
  /** The main ticket knows. */
  | { readonly type: 'main-told'; readonly data: { readonly main: TicketId; readonly says: ToMain } }
  /** One more raises this matter, and is told what its caller is told. @property wantsReply as its caller wants it */
  | {
      readonly type: 'voice-joined';
      readonly data: { readonly ticket: TicketId; readonly wantsReply: boolean };
    }
  | { readonly type: 'voice-left'; readonly data: { readonly ticket: TicketId } };
