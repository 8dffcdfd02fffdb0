import { correct } from './above/correct';
import { endSupervision } from './above/end-supervision';
import { escalate } from './above/escalate';
import { refer } from './above/refer';
import { resolveEscalation } from './above/resolve-escalation';
import { supervise } from './above/supervise';
import { complain } from './caller/complain';
import { dispute } from './caller/dispute';
import { evaluate } from './caller/evaluate';
import { supplement } from './caller/supplement';
import { urge } from './caller/urge';
import { withdraw } from './caller/withdraw';
import { callback } from './closing/callback';
import { review } from './closing/review';
import { submit } from './closing/submit';
import { arrive } from './handling/arrive';
import { contact } from './handling/contact';
import { contribute } from './handling/contribute';
import { explain } from './handling/explain';
import { handDown } from './handling/hand-down';
import { progress } from './handling/progress';
import { release } from './handling/release';
import { sign } from './handling/sign';
import { summon } from './handling/summon';
import { amend } from './intake/amend';
import { answer } from './intake/answer';
import { decline } from './intake/decline';
import { dispatch } from './intake/dispatch';
import { link } from './joining/link';
import { merge } from './joining/merge';
import { split } from './joining/split';
import type { Procedure } from './procedure';
import { decideRequest } from './requests/decide-request';
import { reportUnsolvable } from './requests/report-unsolvable';
import { requestExtension } from './requests/request-extension';
import { requestReturn } from './requests/request-return';
import { requestTermination } from './requests/request-termination';
import type { CommandName } from '../words';

/** What the law says of each command; from this table follow what a ticket allows, what it refuses, and what comes of a command. */
export const PROCEDURES: { readonly [N in CommandName]: Procedure<N> } = {
  answer,
  decline,
  dispatch,
  supplement,
  withdraw,
  urge,
  complain,
  dispute,
  sign,
  contact,
  arrive,
  progress,
  contribute,
  summon,
  'hand-down': handDown,
  release,
  'request-return': requestReturn,
  'request-extension': requestExtension,
  'request-termination': requestTermination,
  'report-unsolvable': reportUnsolvable,
  decide: decideRequest,
  submit,
  review,
  callback,
  evaluate,
  explain,
  amend,
  link,
  merge,
  split,
  supervise,
  'end-supervision': endSupervision,
  correct,
  escalate,
  'resolve-escalation': resolveEscalation,
  refer,
};
