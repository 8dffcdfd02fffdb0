import type { Page } from 'playwright-core';
import { LEAD } from '../given/hotline';
import { calmDesk } from '../given/servers/config-folder';
import { describeInBrowser } from '../given/office/chromium';
import { sharedOffice, type Who } from '../given/office/office';

const OPERATOR: Who = { role: '话务员', name: '王话务' };
/** So many connections a browser has for one host. */
const CONNECTIONS = 6;

describeInBrowser('one who has many pages open', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });

  /** As when another tab of its window is chosen, which a browser without a screen has not. */
  const show = (page: Page, hidden: boolean): Promise<void> =>
    page.evaluate(`
      Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
      document.dispatchEvent(new Event('visibilitychange'));
    `);

  test('can open one more: those that nobody looks at hold no connection; shown again, a page hears what it missed', async () => {
    const { hotline } = office.service;
    const before = await hotline.register({ title: '路灯不亮' });
    const first = await office.signedIn(OPERATOR);
    await first.getByRole('link', { name: before.title }).waitFor();
    await first.getByRole('link', { name: before.title }).click();
    const dispatch = first.getByRole('button', { name: '派单', exact: true });
    await dispatch.waitFor();
    let newest = first;
    for (let pages = 1; pages <= CONNECTIONS; pages++) {
      await show(newest, true);
      newest = await first.context().newPage();
      await newest.goto('/desk/');
      await newest.getByRole('link', { name: before.title }).waitFor();
    }
    await hotline.order(before.id, 'dispatch', { lead: LEAD });
    const followed = first.waitForRequest((request) => request.url().endsWith('/v1/changes'));
    await show(first, false);
    await followed;
    await dispatch.waitFor({ state: 'hidden' });
    expect(office.complaints()).toEqual([]);
  }, 180_000);
});
