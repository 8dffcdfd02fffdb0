import type { Page } from 'playwright-core';
import { describeInBrowser } from '../given/office/chromium';
import { atRest, choose, find } from '../given/office/fields';
import { hindrances, sharedOffice } from '../given/office/office';
import { calmDesk } from '../given/servers/config-folder';
import { waitFor } from '../given/wait-for';

describeInBrowser('what becomes of a matter first', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });

  const alarm = (page: Page) => page.getByRole('alert').filter({ hasText: '可能是紧急情况' });
  const saved = (page: Page, what: string) =>
    page.waitForResponse((it) => new RegExp(`/v1/drafts/HY-[^/]+:${what}$`).test(it.url()) && it.ok());

  /** Takes a matter down under a rulebook with emergencies of its own text. */
  async function begun(said: string): Promise<Page> {
    const page = await office.signedIn({ role: '话务员', name: '王话务' });
    await page.goto('/desk/register?rulebook=weifang');
    await page.getByRole('textbox', { name: '来电号码' }).fill('13800138000');
    await choose(page, '类型', '投诉');
    await find(page, '分类', '占道经营');
    await choose(page, '事发区县', '历下区人民政府');
    await page.getByRole('textbox', { name: '标题' }).fill(said);
    await page.getByRole('textbox', { name: '内容' }).fill('三单元二楼。');
    return page;
  }
  async function registered(said: string): Promise<Page> {
    const page = await begun(said);
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await page.getByRole('button', { name: '派单（d）' }).waitFor();
    return page;
  }
  const reload = async (page: Page, step: string): Promise<void> => {
    await page.reload();
    await page.getByRole('form', { name: step }).waitFor();
    await page.getByRole('button', { name: '继续填写' }).click();
  };

  test('WF-39: danger is said while it is typed, with the number to dial, and the matter is declined with the way to go', async () => {
    const page = await begun('楼道存在火灾隐患');
    await page.getByRole('heading', { name: '时限' }).waitFor();
    expect(await alarm(page).count()).toBe(0);
    await page.getByRole('textbox', { name: '标题' }).fill('楼道起火，有人受伤');
    await alarm(page).getByText('请来电人立即拨打119、120').waitFor();
    expect(await alarm(page).innerText()).toContain('WF-39');
    await atRest(page);
    expect(await hindrances(page)).toEqual([]);
    await alarm(page).getByRole('button', { name: '登记后不予受理，引导拨打119、120' }).click();
    await page.getByRole('button', { name: '登记', exact: true }).click();

    await page.getByRole('form', { name: '不予受理' }).waitFor();
    await atRest(page);
    expect(await hindrances(page)).toEqual([]);
    const guidance = page.getByRole('textbox', { name: '引导途径' });
    expect(await guidance.inputValue()).toBe('请立即拨打119、120。');
    await page.getByRole('textbox', { name: '理由' }).fill('正在起火');
    await page.getByRole('button', { name: '预览' }).click();
    await page.getByRole('button', { name: '确认不予受理' }).click();
    await page.getByRole('heading', { name: '不予受理' }).waitFor();
    const [id = ''] = /HY(-\w{4}){3}/.exec(page.url()) ?? [];
    expect(await office.service.hotline.ticket(id)).toMatchObject({ state: 'closed', outcome: 'declined' });
  }, 120_000);

  test('an order that was begun is there after the page is loaded anew, and can be sent', async () => {
    const page = await registered('路灯不亮');
    const draft = saved(page, 'dispatch');
    await find(page, '主办单位', '市城市管理局');
    await page.getByRole('textbox', { name: '派单说明' }).fill('请当晚处理');
    await draft;
    await reload(page, '派单');
    const note = page.getByRole('textbox', { name: '派单说明' });
    await waitFor('the note was there', async () => (await note.inputValue()) === '请当晚处理');
    await page.getByRole('button', { name: '预览派单' }).click();
    await page.getByRole('button', { name: '确认派单' }).click();
    await page.getByRole('heading', { name: '市城市管理局主办' }).waitFor();
    await page.getByRole('button', { name: '登记下一件（n）' }).click();
    await page.getByRole('textbox', { name: '来电号码' }).waitFor();
  }, 120_000);

  test('a session that has ended is noticed where nothing else is asked than to save what is typed', async () => {
    const page = await registered('井盖破损');
    await page.getByRole('textbox', { name: '派单说明' }).waitFor();
    await page.context().clearCookies();
    await page.getByRole('textbox', { name: '派单说明' }).fill('请当晚处理');
    await page.getByText('您填写的内容还在').waitFor();
    await office.signInBeside(page, { role: '话务员', name: '王话务' });
    const note = await page.getByRole('textbox', { name: '派单说明' }).inputValue();
    expect(note).toBe('请当晚处理');
    // Also the code, which is shown this once.
    await page.getByText('查询码（只显示这一次）').waitFor();
  }, 120_000);

  test('an answer and why a matter is not accepted are there again too, and on the ticket’s own page', async () => {
    const page = await registered('公交线路咨询');
    await page.getByRole('button', { name: '即时答复（a）' }).click();
    const reply = page.getByRole('textbox', { name: '答复内容' });
    await reply.fill('首班六点');
    // Another step is looked at meanwhile.
    await page.getByRole('button', { name: '不予受理（x）' }).click();
    await page.getByRole('textbox', { name: '理由' }).fill('已经起诉');
    await page.getByRole('button', { name: '即时答复（a）' }).click();
    await page.getByRole('button', { name: '继续填写' }).click();
    await waitFor('the reply was there', async () => (await reply.inputValue()) === '首班六点');

    const [id = ''] = /HY(-\w{4}){3}/.exec(page.url()) ?? [];
    await reload(page, '即时答复');
    await waitFor('the reply was there again', async () => (await reply.inputValue()) === '首班六点');
    await page.goto(`/desk/tickets/${id}`);
    await page.getByRole('button', { name: '不予受理', exact: true }).click();
    await page.getByRole('button', { name: '继续填写' }).click();
    const reason = page.getByRole('textbox', { name: '理由' });
    await waitFor('the reason was there', async () => (await reason.inputValue()) === '已经起诉');
  }, 120_000);
});
