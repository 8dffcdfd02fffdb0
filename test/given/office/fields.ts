import type { Page } from 'playwright-core';

/** Chooses one of few that the page offers when it is asked. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('button', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** Finds one of many by a part of its name. */
export async function find(page: Page, label: string, typed: string, option = typed): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(typed);
  await page.getByRole('option', { name: option }).first().click();
}

/** Takes one of those that are all in sight. */
export async function take(page: Page, label: string, choice: string): Promise<void> {
  await page.getByRole('radiogroup', { name: label }).getByText(choice, { exact: true }).click();
}

/** Shows it as it stays: its heading is there, and nothing is still being read. */
export async function atRest(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.getByText(/^正在/).first().waitFor({ state: 'hidden' });
}
