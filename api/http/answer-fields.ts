import { z } from 'zod';

/** A moment as it is answered (DESIGN §4). */
export const at = z.iso
  .datetime({ offset: true })
  .meta({ description: 'In +08:00', example: '2026-10-13T00:00:00+08:00' });

export const count = z.int().min(0);
