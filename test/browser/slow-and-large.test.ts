import type { Page } from 'playwright-core';
import type { TicketAnswer } from '../../api/tickets/answers';
import { LEAD, REPLY, unit } from '../given/hotline';
import { describeInBrowser } from '../given/office/chromium';
import { atRest } from '../given/office/fields';
import { sharedOffice } from '../given/office/office';
import { calmDesk } from '../given/servers/config-folder';

const PHONE = { width: 390, height: 800 };
/** What browsers offer as slow 3G: ms until an answer begins, bytes a second. */
const SLOW = { latency: 2_000, downloadThroughput: 50_000, uploadThroughput: 50_000 };

describeInBrowser('on a slow network, and where all is larger', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });
  let registered: TicketAnswer;
  let submitted: TicketAnswer;
  beforeAll(async () => {
    const { hotline } = office.service;
    registered = await hotline.register({ title: '路灯不亮' });
    submitted = await hotline.dispatched({ title: '井盖破损，行人绕行，老人容易摔倒，请尽快派人维修' });
    await hotline.order(submitted.id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
  }, 120_000);

  test('a caller sees that something is being done, and what is pressed again is done once', async () => {
    const page = await office.open(PHONE);
    const network = await page.context().newCDPSession(page);
    const goSlow = (offline = false) =>
      network.send('Network.emulateNetworkConditions', { offline, ...SLOW });
    await network.send('Network.enable');
    await goSlow();
    await page.goto('/my');
    await page.getByRole('textbox', { name: '工单编号' }).fill(registered.id);
    await page.getByRole('textbox', { name: '查询码' }).fill(registered.code ?? '');
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('button', { name: '正在提交……' }).waitFor();
    await page.getByRole('status').filter({ hasText: '正在读取……' }).first().waitFor();
    await page.getByRole('heading', { name: '已收到您的诉求' }).waitFor();

    await page.getByText('补充情况', { exact: true }).click();
    const words = page.getByRole('textbox', { name: '要补充的情况' });
    await words.fill('灯杆编号是A17');
    // Whoever is in haste presses twice.
    await page.getByRole('button', { name: '提交补充' }).dblclick();
    await page.getByText('已经补充，承办单位可以看到了。').waitFor();
    expect(await supplements()).toBe(1);

    // The connection breaks off: what was written stays, and says what to do.
    await words.fill('晚上九点以后最暗');
    await goSlow(true);
    await page.getByRole('button', { name: '提交补充' }).click();
    await page.getByRole('alert').filter({ hasText: '您写的还在，请稍后再试' }).waitFor();
    expect(await words.inputValue()).toBe('晚上九点以后最暗');
    expect(await supplements()).toBe(1);

    // It comes back, and the answer is lost on its way: the same once more is the same.
    await goSlow();
    await page.route('**/supplement', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.getByRole('button', { name: '提交补充' }).click();
    await page.getByRole('button', { name: '正在提交……' }).waitFor();
    await page.getByRole('alert').filter({ hasText: '您写的还在，请稍后再试' }).waitFor();
    expect(await supplements()).toBe(2);
    await page.unroute('**/supplement');
    await page.getByRole('button', { name: '提交补充' }).click();
    await page.getByText('已经补充，承办单位可以看到了。').waitFor();
    expect(await supplements()).toBe(2);
  }, 120_000);

  const supplements = async (): Promise<number> =>
    (await office.service.hotline.ledger(registered.id)).filter(({ type }) => type === 'supplemented').length;

  test('at 200 % and 400 %, and with letters twice as large, nothing is cut off and nothing needs to be moved sideways', async () => {
    const operator = await office.signedIn({ role: '话务员', name: '王话务' });
    const supervisor = await office.signedIn({ role: '督办人员', name: '李督办' });
    const leader = await office.signedIn({ role: '领导', name: '赵领导' });
    const caller = await office.open();
    await caller.goto('/my');
    await caller.getByRole('textbox', { name: '工单编号' }).fill(registered.id);
    await caller.getByRole('textbox', { name: '查询码' }).fill(registered.code ?? '');
    await caller.getByRole('button', { name: '查询' }).click();
    await caller.getByRole('heading', { name: '已收到您的诉求' }).waitFor();
    const places: readonly (readonly [string, Page, string | undefined])[] = [
      ['queue', operator, '/desk/tickets'],
      ['register', operator, '/desk/register?rulebook=weifang'],
      ['call-backs', operator, '/desk/callbacks'],
      ['knowledge', operator, '/desk/knowledge'],
      ['ticket', supervisor, `/desk/tickets/${submitted.id}`],
      ['bulk', supervisor, '/desk/bulk'],
      ['board', leader, '/board/'],
      ['caller', caller, undefined],
    ];
    const wrong: string[] = [];
    for (const [what, page, path] of places) {
      if (path !== undefined) await page.goto(path);
      await atRest(page);
      // A window of 1280 × 1024 at these magnifications (WCAG 1.4.4, 1.4.10).
      for (const [how, width, height, letters] of [
        ['200 %', 640, 512, 1],
        ['400 %', 320, 256, 1],
        ['letters at 200 %', 1280, 1024, 2],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.evaluate(`document.documentElement.style.fontSize = '${letters * 100}%'`);
        const found = await page.evaluate<string[]>(CUT_OFF);
        wrong.push(...found.map((it) => `${what} at ${how}: ${it}`));
      }
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

/** What stands wider than the window, and texts that their box does not show whole; said in the page. */
const CUT_OFF = `(() => {
  const found = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push('the page is ' + scrollWidth + ' wide in a window of ' + clientWidth);
  for (const element of document.body.querySelectorAll('*')) {
    const hasText = [...element.childNodes].some((it) => it.nodeType === Node.TEXT_NODE && it.textContent.trim() !== '');
    if (!hasText || element.closest('.visually-hidden, [hidden], svg') !== null) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const cutsX = overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1;
    const cutsY = overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1;
    if (element.clientWidth > 1 && (cutsX || cutsY))
      found.push(element.tagName.toLowerCase() + ' “' + element.textContent.trim().slice(0, 20) + '”');
  }
  return found;
})()`;
