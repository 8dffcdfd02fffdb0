import { accessAddresses } from './accesses/addresses';
import { attachmentAddresses } from './attachments/addresses';
import { callbackAddresses } from './callbacks/addresses';
import { bulkAddresses } from './bulk/addresses';
import { boardAddresses } from './board/addresses';
import { callerAddresses } from './callers/addresses';
import { commandAddresses } from './commands/addresses';
import { deskAddresses } from './desk/addresses';
import { evidenceAddresses } from './evidence/addresses';
import { feedAddresses } from './feed/addresses';
import { forecastAddresses } from './forecast/addresses';
import { formAddresses } from './forms/addresses';
import type { Address } from './http/address';
import { documentAddress } from './http/openapi';
import { knowledgeAddresses } from './knowledge/addresses';
import { knownEntries } from './knowledge/known-entries';
import { importAddresses } from './imports/addresses';
import { lawAddresses } from './law/addresses';
import { occasionAddresses } from './occasions/addresses';
import { operationAddresses } from './operations/addresses';
import type { Parts } from './parts';
import { personalDataAddresses } from './personal-data/addresses';
import { publicAddresses } from './public/addresses';
import { restrictionAddresses } from './restrictions/addresses';
import { repeatAddresses } from './repeats/addresses';
import { reportAddresses } from './reports/addresses';
import { publicMonths } from './reports/public-month';
import { signInAddresses } from './sign-in/addresses';
import { suggestionAddresses } from './suggestions/addresses';
import { ticketAddresses } from './tickets/addresses';
import { unitAddresses } from './units/addresses';

/** Every address of the service (DESIGN §4), a room after the other. */
export function allAddresses(parts: Parts): Address[] {
  const known = knownEntries();
  const addresses = [
    ...ticketAddresses(parts),
    ...commandAddresses(parts),
    ...formAddresses(parts),
    ...bulkAddresses(parts),
    ...attachmentAddresses(parts),
    ...callerAddresses(parts),
    ...evidenceAddresses(parts),
    ...accessAddresses(parts),
    ...personalDataAddresses(parts),
    ...restrictionAddresses(parts),
    ...repeatAddresses(parts),
    ...suggestionAddresses(parts),
    ...knowledgeAddresses(parts, known),
    ...publicAddresses(parts, known, publicMonths(parts.config)),
    ...occasionAddresses(parts),
    ...callbackAddresses(parts),
    ...deskAddresses(parts),
    ...lawAddresses(parts),
    ...unitAddresses(parts),
    ...forecastAddresses(parts),
    ...feedAddresses(parts),
    ...boardAddresses(parts),
    ...importAddresses(parts),
    ...reportAddresses(parts),
    ...signInAddresses(parts),
    ...operationAddresses(parts),
  ];
  return [...addresses, documentAddress(addresses)];
}
