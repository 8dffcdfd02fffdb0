import { DAY, type Instant, instant } from '../time/instant';
import type { ArchiveRule } from './rules';

/** Where a rulebook says nothing of it, or is not loaded any more. */
export const ARCHIVE: ArchiveRule = { after: { days: 365 } };

/** What was closed before this moment goes to the archive. */
export const archivesUntil = ({ after }: ArchiveRule, now: Instant): Instant =>
  instant(now - after.days * DAY);
