import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../../../dev/chromium';
import { startWholeService, type WholeService, type WholeServiceOptions } from '../servers/whole-service';

/** Whom somebody signs in as, as the page of development says it. */
export interface Who {
  readonly role: '话务员' | '承办单位' | '督办人员' | '领导' | '审计人员' | '管理员';
  /** The name of a unit, where the role is one. */
  readonly unit?: string;
  readonly name: string;
}

/** A whole service, and people who use its pages in browsers of their own. */
export interface Office {
  readonly service: WholeService;
  /** A browser of its own; what it says against the page's policy, and what breaks in it, fails the test. */
  open(options?: { readonly width?: number; readonly height?: number }): Promise<Page>;
  /** Signs in by the page, and is where it leads. */
  signIn(page: Page, who: Who): Promise<void>;
  /** Signs in beside a page whose session has ended: the tab closes itself, and the page goes on. */
  signInBeside(page: Page, who: Who): Promise<void>;
  signedIn(who: Who, options?: { readonly width?: number; readonly height?: number }): Promise<Page>;
  /** What went wrong in any of the browsers since it was asked last. */
  complaints(): readonly string[];
  stop(): Promise<void>;
}

/**
 * One for all tests of a block, from before the first to after the last; what breaks in its pages fails the test in which it did.
 * @param options of its service
 */
export function sharedOffice(options: WholeServiceOptions = {}): Office {
  const office: Partial<Office> = {};
  beforeAll(async () => {
    Object.assign(office, await startOffice(options));
  }, 120_000);
  afterAll(() => office.stop?.());
  afterEach(() => {
    expect(office.complaints?.()).toEqual([]);
  });
  // Whole as soon as a test or another hook looks at it.
  return office as Office;
}

async function startOffice(options: WholeServiceOptions): Promise<Office> {
  const service = await startWholeService({ ...options, signIn: true });
  let browser: Browser;
  try {
    browser = await startChromium();
  } catch (error) {
    await service.stop();
    throw error;
  }
  const contexts: BrowserContext[] = [];
  const complaints: string[] = [];
  const office: Office = {
    service,
    async open({ width = 1280, height = 800 } = {}) {
      const context = await browser.newContext({
        baseURL: service.url,
        viewport: { width, height },
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        const text = message.text();
        // What the service refuses is shown on the page; the console says it too.
        if (message.type() === 'error' && !text.startsWith('Failed to load resource')) complaints.push(text);
      });
      return page;
    },
    async signIn(page, who) {
      await page.getByRole('button', { name: '登录' }).click();
      await sayWho(page, who);
      await page.getByRole('button', { name: '退出' }).waitFor();
    },
    async signInBeside(page, who) {
      const opened = page.waitForEvent('popup');
      await page.getByRole('link', { name: '登录' }).click();
      const beside = await opened;
      const closed = beside.waitForEvent('close');
      await sayWho(beside, who);
      await closed;
      await page.getByRole('button', { name: '退出' }).waitFor();
    },
    async signedIn(who, size) {
      const page = await office.open(size);
      await page.goto('/desk/');
      await office.signIn(page, who);
      return page;
    },
    complaints: () => complaints.splice(0),
    async stop() {
      await browser.close();
      await service.stop();
    },
  };
  return office;
}

async function sayWho(page: Page, { role, unit, name }: Who): Promise<void> {
  await page.getByRole('heading', { name: '开发登录' }).waitFor();
  await page.getByLabel('角色').selectOption({ label: role });
  if (unit !== undefined) await page.getByRole('combobox', { name: /^单位/ }).selectOption({ label: unit });
  await page.getByLabel('姓名').fill(name);
  await page.getByRole('button', { name: '登录' }).click();
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What stands in the way of people who see, hear or move otherwise (WCAG 2.2 AA), as axe finds it: each rule and where.
 * @param contrastOnly of a page that was looked at before in other colours: nothing else of it is another
 */
export async function hindrances(page: Page, contrastOnly = false): Promise<string[]> {
  // In one piece, which is quicker: the pages have no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (
    contrastOnly ? axe.withRules('color-contrast') : axe.withTags(RULES)
  ).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} ${target.join(' ')}`));
}
