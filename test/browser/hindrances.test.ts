import type { Page } from 'playwright-core';
import type { TicketAnswer } from '../../api/tickets/answers';
import { calmDesk } from '../given/servers/config-folder';
import { LEAD, REPLY, unit } from '../given/hotline';
import { describeInBrowser } from '../given/office/chromium';
import { atRest } from '../given/office/fields';
import { hindrances, sharedOffice, type Who } from '../given/office/office';

const OPERATOR: Who = { role: '话务员', name: '王话务' };
const CLERK: Who = { role: '承办单位', unit: '市城市管理局', name: '陈承办' };
const SUPERVISOR: Who = { role: '督办人员', name: '李督办' };
const LEADER: Who = { role: '领导', name: '赵领导' };
const PHONE = { width: 390, height: 800 };

describeInBrowser(
  'nothing stands in the way of people who see, hear or move otherwise (axe, WCAG 2.2 AA)',
  () => {
    const office = sharedOffice({ rulebooks: [calmDesk('quick')] });
    let registered: TicketAnswer;
    let handled: TicketAnswer;
    let submitted: TicketAnswer;
    let closed: TicketAnswer;
    beforeAll(async () => {
      const { hotline } = office.service;
      registered = await hotline.register({ rulebook: 'jinan', title: '路灯不亮' });
      handled = await hotline.dispatched({ title: '垃圾未清运' });
      await hotline.order(handled.id, 'sign', { note: '已收到' }, unit(LEAD));
      submitted = await hotline.dispatched({ title: '井盖破损' });
      const result = { outcome: 'resolved', reply: REPLY };
      submitted = await hotline.order(submitted.id, 'submit', result, unit(LEAD));
      const waiting = await hotline.dispatched({ title: '噪声扰民' });
      await hotline.order(waiting.id, 'submit', result, unit(LEAD));
      await hotline.order(waiting.id, 'review', { approve: true, reason: '属实' });
      closed = await hotline.dispatched({ title: '夜市占道经营' });
      await hotline.handleToTheEnd(closed.id);
    }, 120_000);

    /** Looks at a page as it is now, in light and, where it is asked, in darkness. */
    async function look(page: Page, what: string, { dark = false } = {}): Promise<void> {
      const found: string[] = [];
      for (const colorScheme of dark ? (['light', 'dark'] as const) : (['light'] as const)) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await atRest(page);
        const here = await hindrances(page, colorScheme === 'dark');
        found.push(...here.map((it) => `${what}, ${colorScheme}: ${it}`));
      }
      expect(found).toEqual([]);
    }

    test('where one signs in', async () => {
      const page = await office.open();
      await page.goto('/desk/');
      await look(page, 'desk, signed out', { dark: true });
      await page.getByRole('button', { name: '登录' }).click();
      await page.getByRole('heading', { name: '开发登录' }).waitFor();
      await look(page, 'sign-in', { dark: true });
      await page.goto('/board/');
      await look(page, 'board, signed out');
    });

    test('the operator’s rooms', async () => {
      const page = await office.signedIn(OPERATOR);
      await page.getByRole('link', { name: registered.title }).waitFor();
      await look(page, 'queue', { dark: true });
      await page.goto(`/desk/tickets/${registered.id}`);
      await page.getByRole('button', { name: '派单', exact: true }).click();
      await page.getByRole('textbox', { name: '说明' }).first().focus();
      await look(page, 'ticket, to be dispatched', { dark: true });
      await page.goto('/desk/register?rulebook=jinan');
      await look(page, 'register', { dark: true });
      await page.goto('/desk/callbacks');
      await page.getByRole('list', { name: '等待回访的工单' }).waitFor();
      await look(page, 'callbacks', { dark: true });
      await page.getByRole('button', { name: '下一件（j）' }).click();
      await page.getByRole('heading', { name: '怎么问' }).waitFor();
      await look(page, 'a call-back in hand', { dark: true });
      for (const path of ['knowledge', 'bulk']) {
        await page.goto(`/desk/${path}`);
        await look(page, path);
      }
      await page.setViewportSize(PHONE);
      await page.goto('/desk/register?rulebook=jinan');
      await look(page, 'register, on a phone');
    });

    test('the unit’s and the supervisor’s', async () => {
      const clerk = await office.signedIn(CLERK);
      await clerk.getByRole('link', { name: handled.title }).waitFor();
      await look(clerk, 'queue of a unit');
      await clerk.goto(`/desk/tickets/${handled.id}`);
      await clerk.getByRole('button', { name: '申请办结', exact: true }).click();
      await clerk.getByRole('radiogroup', { name: '办理情况' }).waitFor();
      await look(clerk, 'ticket, to be submitted', { dark: true });
      await clerk.setViewportSize(PHONE);
      await look(clerk, 'ticket, on a phone');

      const supervisor = await office.signedIn(SUPERVISOR);
      await supervisor.getByRole('link', { name: submitted.title }).waitFor();
      await look(supervisor, 'queue of a supervisor');
      await supervisor.getByRole('button', { name: '批量审核办结' }).click();
      await supervisor.getByRole('dialog').waitFor();
      await look(supervisor, 'bulk, to be filled in', { dark: true });
      await supervisor.goto(`/desk/tickets/${closed.id}`);
      await supervisor.getByRole('heading', { name: closed.title }).waitFor();
      await look(supervisor, 'ticket, closed', { dark: true });
      await supervisor.goto('/desk/knowledge/new');
      await look(supervisor, 'a new entry of the knowledge base');
      await supervisor.setViewportSize(PHONE);
      await supervisor.goto('/desk/tickets');
      await supervisor.getByRole('link', { name: submitted.title }).waitFor();
      await look(supervisor, 'queue, on a phone');
    });

    test('the board and its lists', async () => {
      const page = await office.signedIn(LEADER);
      await page.goto('/board/');
      await page.getByRole('button', { name: '在办' }).first().waitFor();
      await look(page, 'board', { dark: true });
      await page.getByRole('button', { name: '在办' }).first().click();
      await page.getByRole('dialog').waitFor();
      await look(page, 'list of the board');
      await page.setViewportSize(PHONE);
      await page.goto('/board/');
      await page.getByRole('button', { name: '在办' }).first().waitFor();
      await look(page, 'board, on a phone');
    });

    test('the callers’ page', async () => {
      const page = await office.open(PHONE);
      await page.goto('/my');
      await look(page, 'number and code', { dark: true });
      const { id, code = '' } = registered;
      await page.getByRole('textbox', { name: '工单编号' }).fill(id);
      await page.getByRole('textbox', { name: '查询码' }).fill(code);
      await page.getByRole('button', { name: '查询' }).click();
      await page.getByRole('heading', { name: '已收到您的诉求' }).waitFor();
      await look(page, 'the caller’s ticket', { dark: true });
    });
  },
);
