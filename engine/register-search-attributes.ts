import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, isGrpcServiceError } from '@temporalio/client';
import { encodeSearchAttributeIndexedValueType } from '@temporalio/common/lib/search-attributes';
import { SEARCH_ATTRIBUTES } from '../domain/telling/search-attributes';

/** gRPC codes of a server that is just starting: its namespace is not there yet, or it does not answer. */
const STARTING: readonly number[] = [4 /* DEADLINE_EXCEEDED */, 5 /* NOT_FOUND */, 14 /* UNAVAILABLE */];
const ALREADY_EXISTS = 6;

/**
 * Registers the search attributes that the server lacks (DESIGN §5); harmless when repeated.
 * @param patience ms that a server may take to start
 * @throws the server's error when it does not allow it (Temporal Cloud: make them there by its own tool)
 */
export async function ensureSearchAttributes(
  connection: Pick<Connection, 'operatorService'>,
  namespace: string,
  patience = 30_000,
): Promise<void> {
  const giveUp = Date.now() + patience;
  for (;;) {
    try {
      const missing = await missingAttributes(connection, namespace);
      if (Object.keys(missing).length === 0) return;
      await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: missing });
    } catch (error) {
      const code = isGrpcServiceError(error) ? error.code : undefined;
      if (code === undefined || ![...STARTING, ALREADY_EXISTS].includes(code) || Date.now() > giveUp)
        throw error;
    }
    // Then looked for again: the server answers before it knows them everywhere.
    await pause(200);
  }
}

async function missingAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
) {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  return Object.fromEntries(
    SEARCH_ATTRIBUTES.filter(({ name }) => !(name in customAttributes)).map(({ name, type }) => [
      name,
      encodeSearchAttributeIndexedValueType(type)!,
    ]),
  );
}
