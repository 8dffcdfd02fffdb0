import type { Page } from 'playwright-core';
import { calmDesk } from '../given/servers/config-folder';
import { LEAD, REPLY, unit } from '../given/hotline';
import { describeInBrowser } from '../given/office/chromium';
import { choose, find, take } from '../given/office/fields';
import { sharedOffice } from '../given/office/office';

const UNIT = { role: '承办单位', unit: '市城市管理局', name: '陈承办' } as const;
const TITLE = '夜市占道经营';

describeInBrowser('by the pages alone', () => {
  const office = sharedOffice({ rulebooks: [calmDesk('quick')] });

  test('four people bring a matter from the call to its evaluation', async () => {
    const operator = await office.signedIn({ role: '话务员', name: '王话务' });
    const { number, code } = await register(operator);
    await dispatch(operator);

    const clerk = await office.signedIn(UNIT);
    await handle(clerk);

    const supervisor = await office.signedIn({ role: '督办人员', name: '李督办' });
    await approve(supervisor);

    await callBack(operator, number);

    const caller = await office.open({ width: 390, height: 800 });
    await evaluate(caller, number, code);

    // What the caller said stands in the ticket for all who worked on it.
    await supervisor.goto(`/desk/tickets/${number}`);
    await supervisor.getByRole('heading', { name: TITLE }).waitFor();
    await supervisor.getByText('非常满意').first().waitFor();
  }, 120_000);

  test('of two who decide, the second is shown what changed, and keeps what was typed', async () => {
    const { id } = await submitted({ title: '井盖破损' });
    const first = await office.signedIn({ role: '督办人员', name: '李督办' });
    const second = await office.signedIn({ role: '督办人员', name: '赵督办' });
    for (const page of [first, second]) {
      await page.goto(`/desk/tickets/${id}`);
      await page.getByRole('button', { name: '审核办结', exact: true }).click();
    }
    await take(second, '是否同意', '否');
    await second.getByRole('textbox', { name: '理由' }).fill('现场照片看不出已经修好');
    // The page of the second looks again now and then; here it hears of nothing before its decision is sent.
    let listen = (): void => {};
    const deaf = new Promise<void>((heard) => (listen = heard));
    await second.route('**/forms', (route) => deaf.then(() => route.continue()));

    await take(first, '是否同意', '是');
    await first.getByRole('textbox', { name: '理由' }).fill('属实');
    await first.getByRole('button', { name: '提交审核办结' }).click();
    await first.getByText('审核通过').first().waitFor();

    await second.getByRole('button', { name: '提交审核办结' }).click();
    const told = second.getByRole('status').filter({ hasText: '工单已有变化' });
    await told.waitFor();
    listen();
    await told.getByText('审核通过').waitFor();
    // It was refused because the ticket had moved on, and not because of what it has become.
    const refusals = second.getByRole('alert').filter({ hasNotText: '现在还不能提交' });
    expect(await refusals.count()).toBe(0);
    expect(await second.getByRole('button', { name: '提交审核办结' }).isDisabled()).toBe(true);
    expect(await second.getByRole('textbox', { name: '理由' }).inputValue()).toBe('现场照片看不出已经修好');
    expect(await second.getByRole('radio', { name: '否' }).isChecked()).toBe(true);
    expect((await office.service.hotline.ticket(id)).state).toBe('callback');
  }, 120_000);

  test('what was merged by mistake is taken back at once', async () => {
    const { hotline } = office.service;
    const other = await hotline.dispatched({ title: '路灯不亮' });
    const { id } = await hotline.register({ title: '路灯又不亮' });
    const page = await office.signedIn({ role: '话务员', name: '王话务' });
    await page.goto(`/desk/tickets/${id}`);
    await page.getByRole('button', { name: '合并', exact: true }).click();
    await page.getByRole('searchbox', { name: '并入的主工单' }).fill(other.id);
    await page.getByRole('list', { name: '找到的并入的主工单' }).getByRole('button').click();
    await page.getByRole('textbox', { name: '理由' }).fill('同一盏路灯');
    await page.getByRole('button', { name: '提交合并' }).click();
    await page.getByRole('button', { name: '撤销（拆分）' }).click();
    await page.getByRole('textbox', { name: '理由' }).fill('不是同一盏');
    await page.getByRole('button', { name: '提交拆分' }).click();
    await page.getByRole('heading', { name: '办理', exact: true }).waitFor();
    await page.getByText('不是同一盏').waitFor();
    expect(await page.getByRole('button', { name: '撤销（拆分）' }).count()).toBe(0);
    expect(await hotline.ticket(id)).not.toHaveProperty('mergedInto');
  }, 120_000);

  test('all that match are approved at once, and each is told of', async () => {
    const matters = await Promise.all(
      ['增设路灯', '延长公交线路'].map((title) => submitted({ title, kind: 'suggestion' })),
    );
    const page = await office.signedIn({ role: '督办人员', name: '李督办' });
    await choose(page, '类型', '建议');
    await page.getByText('符合条件的全部2件').waitFor();
    await page.getByRole('button', { name: '批量审核办结' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: '理由' }).fill('已电话核实');
    await dialog.getByRole('button', { name: '结论' }).click();
    await page.getByRole('option', { name: '同意', exact: true }).click();
    await dialog.getByRole('button', { name: '先看结果' }).click();
    await dialog.getByText('共2件，预计可以办理2件').waitFor();
    await dialog.getByRole('button', { name: '开始办理2件' }).click();
    await page.getByRole('status').filter({ hasText: '共2件：已办理2' }).waitFor();
    for (const { id } of matters) {
      const line = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: id }) });
      expect(await line.innerText()).toContain('已办理');
      expect((await office.service.hotline.ticket(id)).state).toBe('callback');
    }
  }, 120_000);

  /** A ticket that waits for its review. */
  async function submitted(change: object) {
    const { hotline } = office.service;
    const { id } = await hotline.dispatched(change);
    await hotline.order(id, 'sign', {}, unit(LEAD));
    return hotline.order(id, 'submit', { outcome: 'resolved', reply: REPLY }, unit(LEAD));
  }
});

/** Takes down who called and what it is about. */
async function register(page: Page): Promise<{ number: string; code: string }> {
  await page.getByRole('link', { name: '登记' }).click();
  await choose(page, '适用规则', '潍坊市12345政务服务便民热线条例');
  await page.getByRole('textbox', { name: '来电号码' }).fill('13800138000');
  await page.getByRole('textbox', { name: '姓名' }).fill('张三');
  await choose(page, '类型', '投诉');
  await find(page, '分类', '占道经营');
  await choose(page, '事发区县', '历下区人民政府');
  await page.getByRole('textbox', { name: '标题' }).fill(TITLE);
  await page.getByRole('textbox', { name: '内容' }).fill('每晚七点后人行道被烧烤摊占满。');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.getByRole('heading', { name: '已登记，请告知来电人' }).waitFor();
  const said = await page.getByRole('status').filter({ hasText: '查询码' }).innerText();
  const [number = ''] = /HY(-\w{4}){3}/.exec(said) ?? [];
  const [code = ''] = /\b\d{8}\b|\b\d{4} \d{4}\b/.exec(said) ?? [];
  expect([number, code]).not.toContain('');
  return { number, code };
}

async function dispatch(page: Page): Promise<void> {
  await page.getByRole('heading', { name: '建议的主办单位' }).waitFor();
  await find(page, '主办单位', '市城市管理局');
  await page.getByRole('button', { name: '预览派单' }).click();
  const dialog = page.getByRole('dialog', { name: '即将派单' });
  await dialog.getByRole('row', { name: '市城市管理局' }).waitFor();
  await dialog.getByRole('button', { name: '确认派单' }).click();
  await page.getByRole('heading', { name: '市城市管理局主办' }).waitFor();
}

/** The unit signs, speaks with the caller, and applies for closure; what its city demands is said before it is sent (WF-20). */
async function handle(page: Page): Promise<void> {
  await page.getByRole('region', { name: '工单列表' }).getByRole('link', { name: TITLE }).click();
  await page.getByRole('button', { name: '签收', exact: true }).click();
  await page.getByRole('button', { name: '提交签收' }).click();
  await page.getByRole('button', { name: '联系诉求人', exact: true }).click();
  await page.getByRole('textbox', { name: '说明' }).fill('已约定当晚到现场');
  await page.getByRole('button', { name: '提交联系诉求人' }).click();
  await page.getByText('已约定当晚到现场').waitFor();

  await page.getByRole('button', { name: '申请办结', exact: true }).click();
  await take(page, '办理情况', '已解决');
  await page.getByRole('textbox', { name: '诉求回应' }).fill('当晚到现场劝离');
  await page.getByRole('textbox', { name: '办理结果' }).fill('人行道已清空');
  await page.getByRole('textbox', { name: '办理方式' }).fill('现场执法');
  await page.getByRole('button', { name: '提交申请办结' }).click();
  const missing = page.getByRole('alert').filter({ hasText: '处需要填写' });
  await missing.waitFor();
  expect(await missing.innerText()).toContain('请填写时间');
  const told = page.getByRole('group', { name: '已回复诉求人' });
  await told.getByRole('textbox', { name: '时间' }).fill(minuteNow());
  await told.getByRole('textbox', { name: '方式' }).fill('电话');
  await page.getByRole('button', { name: '提交申请办结' }).click();
  await page.getByRole('heading', { name: '办理', exact: true }).waitFor();
  await page.getByText('待审核办结', { exact: true }).waitFor();
}

async function approve(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: '队列' }).getByRole('link', { name: '办结审核' }).click();
  await page.getByRole('region', { name: '工单列表' }).getByRole('link', { name: TITLE }).click();
  await page.getByRole('button', { name: '审核办结', exact: true }).click();
  await take(page, '是否同意', '是');
  await page.getByRole('textbox', { name: '理由' }).fill('答复与现场一致');
  await page.getByRole('button', { name: '提交审核办结' }).click();
  await page.getByText('答复与现场一致').waitFor();
}

async function callBack(page: Page, number: string): Promise<void> {
  await page.getByRole('link', { name: '回访' }).click();
  await page.getByRole('list', { name: '等待回访的工单' }).getByRole('link', { name: TITLE }).waitFor();
  await page.getByRole('button', { name: '下一件（j）' }).click();
  await page.getByRole('heading', { name: `回访：${TITLE}` }).waitFor();
  await take(page, '打通了吗', '打通');
  await take(page, '问题解决了吗', '解决了');
  await take(page, '满意吗', '满意');
  await page.getByRole('button', { name: '只保存' }).click();
  await page.getByText(`已保存${number}的回访。`).waitFor();
}

async function evaluate(page: Page, number: string, code: string): Promise<void> {
  await page.goto('/my');
  await page.getByRole('textbox', { name: '工单编号' }).fill(number);
  await page.getByRole('textbox', { name: '查询码' }).fill(code);
  await page.getByRole('button', { name: '查询' }).click();
  await page.getByRole('heading', { name: '已经办结：问题已解决' }).waitFor();
  await page.getByText('市城市管理局报来了办理结果').waitFor();
  const stage = page.getByRole('group', { name: '您对受理环节满意吗？' });
  await stage.getByRole('radio', { name: '非常满意', exact: true }).check();
  await page.locator('form').filter({ has: stage }).getByRole('button', { name: '提交评价' }).click();
  await page.getByText('已经收到您的评价，谢谢！').waitFor();
}

/** This minute, as the city's clocks show it. */
const minuteNow = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 16);
