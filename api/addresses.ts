import { attachmentAddresses } from './attachments/addresses';
import { callerAddresses } from './callers/addresses';
import { commandAddresses } from './commands/addresses';
import { evidenceAddresses } from './evidence/addresses';
import type { Address } from './http/address';
import { documentAddress } from './http/openapi';
import { lawAddresses } from './law/addresses';
import { operationAddresses } from './operations/addresses';
import type { Parts } from './parts';
import { ticketAddresses } from './tickets/addresses';
import { unitAddresses } from './units/addresses';

/** Every address of the service (DESIGN §4), a room after the other. */
export function allAddresses(parts: Parts): Address[] {
  const addresses = [
    ...ticketAddresses(parts),
    ...commandAddresses(parts),
    ...attachmentAddresses(parts),
    ...callerAddresses(parts),
    ...evidenceAddresses(parts),
    ...lawAddresses(parts),
    ...unitAddresses(parts),
    ...operationAddresses(parts),
  ];
  return [...addresses, documentAddress(addresses)];
}
