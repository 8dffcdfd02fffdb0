import { calmRulebook } from '../given/servers/config-folder';
import { describeInBrowser } from '../given/office/chromium';
import { hindrances, sharedOffice } from '../given/office/office';

describeInBrowser('at the desk', () => {
  const office = sharedOffice({ rulebooks: [calmRulebook('quick')] });

  test('one signs in, is led to where one wanted to go, and out again', async () => {
    const page = await office.open();
    await page.goto('/desk/tickets?state=handling&order=due');
    await page.getByRole('heading', { name: '12345热线工作台' }).waitFor();
    expect(await hindrances(page)).toEqual([]);
    await office.signIn(page, { role: '督办人员', name: '李督办' });
    expect(new URL(page.url()).search).toContain('state=handling');
    await page.getByText('督办人员 · 李督办').waitFor();
    await page.getByRole('button', { name: '退出' }).click();
    await page.getByRole('button', { name: '登录' }).waitFor();
    const { status } = await page.request.get('/v1/tickets').then((it) => ({ status: it.status() }));
    expect(status).toBe(401);
  });

  test('the form of the development sign-in is sent by its script alone: until that is there, it waits', async () => {
    const page = await office.open();
    let scriptMayCome = (): void => {};
    const held = new Promise<void>((resolve) => (scriptMayCome = resolve));
    await page.route('**/auth/development.js', async (route) => {
      await held;
      await route.continue();
    });
    await page.goto('/auth/development?return=/desk/', { waitUntil: 'commit' });
    const button = page.getByRole('button', { name: '登录' });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    scriptMayCome();
    await button.click();
    await page.getByRole('button', { name: '退出' }).waitFor();
  });

  test('what a role may not see is not shown, whatever address is typed', async () => {
    const page = await office.signedIn({ role: '领导', name: '赵领导' });
    await page.goto('/desk/tickets');
    await page.getByText('您的角色不能这样办理').first().waitFor();
  });

  test('a unit sees its own tickets alone, in its list and by their addresses', async () => {
    const { hotline } = office.service;
    const own = await hotline.dispatched({ title: '垃圾未清运' });
    const other = await hotline.dispatched({ title: '水管破裂' }, 'shuiwu');
    const page = await office.signedIn({ role: '承办单位', unit: '市城市管理局', name: '陈承办' });
    await page.getByText('市城市管理局 · 陈承办').waitFor();
    await page.goto('/desk/tickets');
    await page.getByRole('link', { name: own.title }).waitFor();
    expect(await page.getByRole('link', { name: other.title }).count()).toBe(0);
    await page.goto(`/desk/tickets/${other.id}`);
    await page.getByText(`没有编号为${other.id}的工单，或者您没有查看它的权限`).waitFor();
    await page.goto(`/desk/tickets/${own.id}`);
    await page.getByRole('button', { name: '签收', exact: true }).waitFor();
  });

  test('leaders are led to the board, and auditors too, who are asked for the number of a ticket', async () => {
    const leader = await office.signedIn({ role: '领导', name: '赵领导' });
    await leader.getByRole('link', { name: '看板' }).waitFor();
    expect(await hindrances(leader)).toEqual([]);
    const { id, title } = await office.service.hotline.register();
    const auditor = await office.signedIn({ role: '审计人员', name: '钱审计' });
    await auditor.getByRole('textbox', { name: '工单编号' }).fill(id.toLowerCase());
    await auditor.keyboard.press('Enter');
    await auditor.getByRole('heading', { name: title }).waitFor();
    await auditor.goBack();
    await auditor.getByRole('link', { name: '看板' }).click();
    await auditor.getByRole('heading', { name: '12345热线态势看板' }).waitFor();
  });

  test('a title that is a script is a title', async () => {
    const title = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
    const { id } = await office.service.hotline.register({ title });
    const page = await office.signedIn({ role: '话务员', name: '王一' });
    await page.goto('/desk/tickets');
    await page.getByText(title).first().waitFor();
    await page.goto(`/desk/tickets/${id}`);
    await page.getByText(title).first().waitFor();
    expect(await page.title()).toContain('12345');
  });
});
