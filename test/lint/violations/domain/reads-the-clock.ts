import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ticket } from '../workflows/ticket';

export const now = (): unknown => [Date.now(), Math.random(), process.env, readFileSync, z, ticket];
