import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where Debian and others put it; `HUIYIN_CHROMIUM` says where else it is. */
const PLACES = [
  process.env.HUIYIN_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The browser that pages are looked at with; undefined where this machine has none. */
export const chromiumPath: string | undefined = PLACES.find((it) => it !== undefined && existsSync(it));

/** What a machine without it is told. */
export const NO_CHROMIUM =
  'No Chromium here. Debian has it as the package `chromium`; HUIYIN_CHROMIUM names another place.';

/** @throws where there is none */
export async function startChromium(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({
    executablePath: chromiumPath,
    // It asks for nothing but our pages, and runs as whoever starts it.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
