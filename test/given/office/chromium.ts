import { chromiumPath, NO_CHROMIUM } from '../../../dev/chromium';

if (chromiumPath === undefined) process.stderr.write(`${NO_CHROMIUM} The tests of pages are skipped.\n`);

/** Tests that need Chromium; where there is none they are skipped, and it is said. */
export const describeInBrowser = chromiumPath === undefined ? describe.skip : describe;
