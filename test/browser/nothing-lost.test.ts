import type { Page } from 'playwright-core';
import { LEAD, REPLY, unit } from '../given/hotline';
import { describeInBrowser } from '../given/office/chromium';
import { take } from '../given/office/fields';
import { hindrances, sharedOffice, type Who } from '../given/office/office';
import { calmDesk } from '../given/servers/config-folder';
import { waitFor } from '../given/wait-for';

const OPERATOR: Who = { role: '话务员', name: '王二' };
const CLERK: Who = { role: '承办单位', unit: '市城市管理局', name: '陈承办' };

describeInBrowser('nothing that was typed is lost', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });

  /** As its time ends it: the next that the page asks for is refused. */
  const endSession = (page: Page) => page.context().clearCookies();
  const isOver = (page: Page) => page.getByText('您填写的内容还在，登录后接着办').waitFor();
  const title = (page: Page) => page.getByRole('textbox', { name: '标题' });
  const reads = (page: Page, text: string) =>
    waitFor(`the title read ${text}`, async () => (await title(page).inputValue()) === text);

  async function writing(who: Who): Promise<Page> {
    const page = await office.signedIn(who);
    await page.getByRole('link', { name: '登记', exact: true }).click();
    await title(page).fill('路灯三天不亮');
    return page;
  }

  test('when the session ends while somebody writes: they sign in beside it, and send what they wrote', async () => {
    const { id } = await office.service.hotline.dispatched({ title: '垃圾未清运' });
    await office.service.hotline.order(id, 'sign', {}, unit(LEAD));
    const page = await office.signedIn(CLERK);
    await page.clock.install();
    await page.goto(`/desk/tickets/${id}`);
    await page.getByRole('button', { name: '联系诉求人', exact: true }).click();
    const note = page.getByRole('textbox', { name: '说明' });
    await note.fill('已约定当晚到现场');
    await endSession(page);
    await note.fill('已约定当晚八点到现场');
    await isOver(page);
    expect(await note.isVisible()).toBe(false);
    expect(await hindrances(page)).toEqual([]);
    // Longer than what was read is kept that nobody looks at.
    await page.clock.fastForward('20:00');
    await office.signInBeside(page, CLERK);
    expect(await note.inputValue()).toBe('已约定当晚八点到现场');
    await page.getByRole('button', { name: '提交联系诉求人' }).click();
    await page.getByRole('heading', { name: '办理', exact: true }).waitFor();
    await page.getByText('已约定当晚八点到现场').waitFor();
  });

  test('nor what was asked before it was sent: the question stands again after it', async () => {
    const { id } = await office.service.hotline.register({ rulebook: 'jinan', title: '路灯不亮' });
    const page = await office.signedIn(OPERATOR);
    await page.clock.install();
    await page.goto(`/desk/tickets/${id}`);
    await page.getByRole('button', { name: '派单', exact: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await endSession(page);
    // It looks now and then what can be done.
    await page.clock.fastForward('00:16');
    await isOver(page);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('link', { name: '登录' }).waitFor();
    await office.signInBeside(page, OPERATOR);
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
  });

  test('what could not be saved is saved once they are back', async () => {
    const page = await writing(OPERATOR);
    await page.getByText('草稿已保存').waitFor();
    await endSession(page);
    await title(page).fill('路灯四天不亮');
    await isOver(page);
    const saved = page.waitForResponse((it) => it.url().endsWith('/v1/drafts/register') && it.ok());
    await office.signInBeside(page, OPERATOR);
    await saved;
    await page.reload();
    await page.getByRole('button', { name: '继续填写' }).click();
    await reads(page, '路灯四天不亮');
  });

  test('nor what was typed a moment before the page is left', async () => {
    const page = await writing(OPERATOR);
    await page.getByText('草稿已保存').waitFor();
    await title(page).fill('路灯五天不亮');
    await page.reload();
    await page.getByRole('button', { name: '继续填写' }).click();
    await reads(page, '路灯五天不亮');
  });

  test('whoever else signs in is shown nothing of it', async () => {
    const page = await writing({ role: '话务员', name: '赵一' });
    await endSession(page);
    await title(page).fill('路灯六天不亮');
    await isOver(page);
    await office.signInBeside(page, { role: '话务员', name: '钱三' });
    await page.getByText('话务员 · 钱三').waitFor();
    await title(page).waitFor();
    expect(await title(page).inputValue()).toBe('');
    expect(await page.getByRole('button', { name: '继续填写' }).count()).toBe(0);
  });

  test('nor what is heard in a call, written for the knowledge base, or ordered for many, when the page is loaded anew', async () => {
    const { hotline } = office.service;
    const { id } = await hotline.dispatched({ title: '噪声扰民' });
    await hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
    await hotline.order(id, 'review', { approve: true, reason: '属实' });
    const page = await office.signedIn(OPERATOR);
    const saved = (key: string) =>
      page.waitForResponse((it) => it.url().endsWith(`/v1/drafts/${key}`) && it.ok());
    const goOn = () => page.getByRole('button', { name: '继续填写' }).click();

    await page.goto('/desk/callbacks');
    await page.getByRole('button', { name: '下一件（j）' }).click();
    await take(page, '打通了吗', '打通');
    const heard = saved(`${id}:callback`);
    await page.getByRole('textbox', { name: '备注' }).fill('夜里还有');
    await heard;
    await page.reload();
    await page.getByRole('button', { name: '下一件（j）' }).click();
    await goOn();
    await page.getByRole('radiogroup', { name: '问题解决了吗' }).waitFor();
    expect(await page.getByRole('textbox', { name: '备注' }).inputValue()).toBe('夜里还有');

    await page.goto('/desk/knowledge/new');
    const written = saved('knowledge:new');
    await page.getByRole('textbox', { name: '问题' }).fill('夜间施工找谁');
    await written;
    await page.reload();
    await goOn();
    const question = page.getByRole('textbox', { name: '问题' });
    await waitFor('it stood there', async () => (await question.inputValue()) === '夜间施工找谁');

    await hotline.register({ kind: 'suggestion', title: '增设路灯' });
    await page.goto('/desk/tickets?kind=suggestion');
    const bulk = page.getByRole('button', { name: '批量派单' });
    await bulk.click();
    const ordered = saved('bulk:dispatch');
    await page.getByRole('textbox', { name: '交办意见' }).fill('请现场核实');
    await ordered;
    await page.reload();
    await bulk.click();
    await goOn();
    // The first field has the focus again, and offers its choices.
    await page.getByRole('listbox').waitFor();
    await page.keyboard.press('Escape');
    const note = page.getByRole('textbox', { name: '交办意见' });
    await waitFor('it stood there', async () => (await note.inputValue()) === '请现场核实');
  }, 120_000);

  test('who signs out in one page is out in all, and in again in all', async () => {
    const page = await writing(OPERATOR);
    const other = await page.context().newPage();
    await other.goto('/desk/tickets');
    await other.getByRole('button', { name: '退出' }).click();
    await isOver(page);
    expect(await title(page).isVisible()).toBe(false);
    await office.signIn(other, OPERATOR);
    await reads(page, '路灯三天不亮');
  });

  test('nor when the service does not say who is signed in', async () => {
    const page = await writing(OPERATOR);
    await page.route('**/v1/session', (route) => route.abort());
    const failed = page.waitForEvent('requestfailed', (it) => it.url().endsWith('/v1/session'));
    // Another page of the browser says that somebody signed in: this one asks who.
    await (await page.context().newPage()).goto('/desk/tickets');
    await failed;
    await page.getByRole('button', { name: '退出' }).waitFor();
    await reads(page, '路灯三天不亮');
  });
});
