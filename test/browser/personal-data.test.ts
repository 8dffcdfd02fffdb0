import type { Page } from 'playwright-core';
import { describeInBrowser } from '../given/office/chromium';
import { atRest, take } from '../given/office/fields';
import { hindrances, sharedOffice } from '../given/office/office';
import { calmDesk } from '../given/servers/config-folder';
import { waitFor } from '../given/wait-for';

describeInBrowser('what is done about personal data', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });

  const section = (page: Page) => page.getByRole('region', { name: '诉求人的信息和查询码' });
  const open = (page: Page, act: string) =>
    section(page).getByRole('button', { name: act, exact: true }).click();
  const reason = (page: Page) => section(page).getByRole('textbox', { name: '理由' });
  const send = (page: Page, act: string) =>
    section(page)
      .getByRole('button', { name: `提交${act}` })
      .click();
  async function clean(page: Page): Promise<void> {
    await atRest(page);
    expect(await hindrances(page)).toEqual([]);
  }

  test('an operator puts right what was taken down wrong, and tells the caller a new code', async () => {
    const { id, code } = await office.service.hotline.register({ title: '路灯不亮' });
    const page = await office.signedIn({ role: '话务员', name: '王话务' });
    await page.goto(`/desk/tickets/${id}`);
    await open(page, '更正个人信息');
    await send(page, '更正个人信息');
    await section(page).getByText('没有改动任何一项').waitFor();
    await section(page).getByRole('textbox', { name: '标题' }).fill('三盏路灯不亮');
    await section(page).getByRole('textbox', { name: '电话' }).fill('1380');
    await reason(page).fill('来电人更正');
    await clean(page);
    await send(page, '更正个人信息');
    // What the service refuses stands at its field.
    await section(page).getByText('“电话”填写不对').waitFor();
    await section(page).getByRole('textbox', { name: '电话' }).fill('13900139000');
    await send(page, '更正个人信息');
    await section(page).getByText('更正个人信息已完成').waitFor();
    await page.getByRole('heading', { name: '三盏路灯不亮', level: 1 }).waitFor();
    await page.getByRole('link', { name: '13900139000' }).waitFor();
    expect(await section(page).getByRole('button').allInnerTexts()).toEqual(['查询码', '更正个人信息']);

    await open(page, '查询码');
    await take(page, '换一个新的（原来的查询码和链接立即失效）', '是');
    await reason(page).fill('来电人忘记了');
    await send(page, '查询码');
    const told = section(page).getByRole('status').filter({ hasText: '查询码' });
    await told.waitFor();
    const [shown = ''] = /\d{8}|\d{4} \d{4}/.exec(await told.innerText()) ?? [];
    expect(shown).not.toBe('');
    expect(shown).not.toBe(code);
    await clean(page);
  });

  test('a supervisor keeps a ticket, is refused its erasure while it is kept, and erases it only once asked again', async () => {
    const { hotline } = office.service;
    const { id } = await hotline.register({ rulebook: 'jinan', title: '夜市占道经营' });
    const page = await office.signedIn({ role: '督办人员', name: '李督办' });
    const erase = async (): Promise<void> => {
      await section(page).getByText('只删除这件工单的').click();
      await section(page).getByText('个人撤回同意').click();
      await reason(page).fill('本人要求');
      await send(page, '删除个人信息');
    };
    const confirm = () =>
      page
        .getByRole('dialog', { name: '确认删除个人信息' })
        .getByRole('button', { name: '确认删除' })
        .click();
    /** As it was filled in before. */
    const eraseAgain = async (): Promise<void> => {
      await open(page, '删除个人信息');
      await section(page).getByRole('button', { name: '继续填写' }).click();
      await waitFor('the draft was there', async () => (await reason(page).inputValue()) === '本人要求');
      await send(page, '删除个人信息');
      await confirm();
    };
    await page.goto(`/desk/tickets/${id}`);
    await open(page, '删除个人信息');
    await erase();
    await page.getByRole('dialog').waitFor();
    await clean(page);
    await page.getByRole('button', { name: '不删除' }).click();
    await send(page, '删除个人信息');
    await confirm();
    // It is open.
    await section(page).getByRole('alert').waitFor();
    await clean(page);
    await section(page).getByRole('button', { name: '返回' }).click();

    await hotline.order(id, 'answer', { reply: '已答复' });
    await page.reload();
    await open(page, '依法保全');
    await reason(page).fill('行政复议');
    await send(page, '依法保全');
    await section(page).getByText('依法保全已完成').waitFor();
    await eraseAgain();
    await section(page).getByRole('alert').filter({ hasText: '保全' }).waitFor();
    await section(page).getByRole('button', { name: '返回' }).click();
    await open(page, '解除保全');
    await reason(page).fill('复议终结');
    await send(page, '解除保全');
    await section(page).getByText('解除保全已完成').waitFor();
    await eraseAgain();
    await section(page).getByText(`${id}：已删除`).waitFor();
    await page.getByText('个人信息已于').waitFor();
    expect(await page.getByText('夜市占道经营').count()).toBe(0);
    await clean(page);
  }, 60_000);

  test('nobody else is offered any of it', async () => {
    const { id, title } = await office.service.hotline.dispatched({ title: '垃圾未清运' });
    for (const who of [
      { role: '承办单位', unit: '市城市管理局', name: '陈承办' },
      { role: '审计人员', name: '钱审计' },
    ] as const) {
      const page = await office.signedIn(who);
      await page.goto(`/desk/tickets/${id}`);
      await page.getByRole('heading', { name: title }).waitFor();
      await atRest(page);
      expect(await section(page).count()).toBe(0);
    }
  });
});
