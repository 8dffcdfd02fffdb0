import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../given/office/chromium';
import { sharedOffice } from '../given/office/office';

describeInBrowser('by the keyboard alone', () => {
  const office = sharedOffice();

  test('a matter is registered and answered at once, which closes it; the next is registered and dispatched', async () => {
    const page = await office.signedIn({ role: '话务员', name: '王话务' });
    const desk = at(page);
    await page.keyboard.press('n');
    await desk.isAt(page.getByRole('textbox', { name: '来电号码' }));
    await desk.choose('适用规则', '潍坊市12345政务服务便民热线条例', 'Shift+Tab');
    await takeDown(page, '公积金怎么提取');
    await page.keyboard.press('Control+Enter');
    await desk.isAt(page.getByRole('heading', { name: '已登记，请告知来电人' }));

    await page.getByRole('button', { name: '即时答复（a）' }).waitFor();
    await page.keyboard.press('a');
    await desk.isAt(page.getByRole('textbox', { name: '答复内容' }));
    await page.keyboard.insertText('带身份证到公积金中心任一网点，当场办结。');
    await desk.to(page.getByRole('button', { name: '预览答复' }));
    await page.keyboard.press('Enter');
    await desk.isAt(page.getByRole('button', { name: '确认答复并办结' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '即时答复' }).waitFor();

    await desk.isAt(page.getByRole('button', { name: '登记下一件（n）' }));
    await page.keyboard.press('n');
    await desk.isAt(page.getByRole('textbox', { name: '来电号码' }));
    await takeDown(page, '夜市占道经营');
    await page.keyboard.press('Control+Enter');
    await desk.isAt(page.getByRole('heading', { name: '已登记，请告知来电人' }));
    await page.getByRole('heading', { name: '建议的主办单位' }).waitFor();
    await page.keyboard.press('1');
    await desk.isAt(page.getByRole('button', { name: '预览派单' }));
    await page.keyboard.press('Enter');
    await desk.isAt(page.getByRole('button', { name: '确认派单' }));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /主办$/ }).waitFor();

    const { body } = await office.service.hotline.ask<{
      items: { title: string; state: string; outcome?: string }[];
    }>('/v1/tickets');
    expect(body.items.map(({ title, state, outcome }) => [title, state, outcome])).toEqual([
      ['夜市占道经营', 'handling', undefined],
      ['公积金怎么提取', 'closed', 'answered'],
    ]);
  }, 120_000);
});

/** Fills the form, from the number that the focus is at to the content. */
async function takeDown(page: Page, title: string): Promise<void> {
  const desk = at(page);
  await desk.write('来电号码', '13800138000');
  await desk.choose('类型', '投诉');
  await desk.find('分类', '占道');
  await desk.choose('事发区县', '历下区人民政府');
  await desk.write('标题', title);
  await desk.write('内容', `${title}，来电人要求尽快处理。`);
}

/** So many presses at most lead from one place of a page to another. */
const FAR = 60;

/** Whoever has no mouse. */
function at(page: Page) {
  const { keyboard } = page;
  const focus = page.locator(':focus');
  const isAt = (place: Locator): Promise<void> => place.and(focus).waitFor();
  /** Presses a key until it has led there. */
  const press = async (key: string, there: Locator): Promise<void> => {
    for (let i = 0; i < FAR && (await there.count()) === 0; i += 1) await keyboard.press(key);
    await there.waitFor();
  };
  const to = (place: Locator, key = 'Tab'): Promise<void> => press(key, place.and(focus));
  const reached = (option: string): Locator =>
    page.getByRole('option', { name: option }).and(page.locator('[data-focused]')).first();
  return {
    isAt,
    to,
    async write(label: string, text: string): Promise<void> {
      await to(page.getByRole('textbox', { name: label }));
      await keyboard.insertText(text);
    },
    async choose(label: string, option: string, key = 'Tab'): Promise<void> {
      await to(page.getByRole('button', { name: label }), key);
      await keyboard.press('Enter');
      await page.getByRole('option', { name: option }).waitFor();
      await press('ArrowDown', reached(option));
      await keyboard.press('Enter');
      await isAt(page.getByRole('button', { name: label }));
    },
    async find(label: string, typed: string): Promise<void> {
      await to(page.getByRole('combobox', { name: label }));
      await keyboard.insertText(typed);
      await press('ArrowDown', reached(typed));
      await keyboard.press('Enter');
    },
  };
}
