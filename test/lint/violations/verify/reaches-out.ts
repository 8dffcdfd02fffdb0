import { hashOf } from '../../../../storage/ledger/chain';
import { deadline } from '../../../../domain/time/deadline';
import { signingKey } from '../../../../keys/signing-key';
import { BODY } from '../../../given/matter';
import { connect } from 'node:net';
import stringify from 'safe-stable-stringify';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { canonical } from './pack';

export const all = [hashOf, deadline, signingKey, BODY, connect, stringify];
export const may = [createHash, readFileSync, parseArgs, canonical];
