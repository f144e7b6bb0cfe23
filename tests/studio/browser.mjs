// Debian's Chromium without a window, and what is expected of every view in it.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const kChromium = '/usr/bin/chromium';
const kFlags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];
const kAxe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const kScreenshots = process.env.PENSTOCK_SCREENSHOTS ??
  path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../build/studio-screenshots');

/** Why the tests of this folder cannot run here; false if they can. */
export const skip = existsSync(kChromium) ? false : `there is no ${kChromium}`;

/** A browser whose pages collect what should never happen. `options` as Playwright takes them. */
export async function openBrowser(options = {}) {
  return chromium.launch({ executablePath: kChromium, args: kFlags, ...options });
}

/**
 * A page of the Studio at `url`. `page.faults` has every error and warning of its console, every
 * breach of its policy among them, and every request to another server.
 */
export async function openPage(browser, url, { width = 1280, height = 800 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'light',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(message.text());
  });
  page.on('pageerror', (error) => page.faults.push(String(error)));
  page.on('request', (request) => {
    const target = request.url();
    if (!target.startsWith(url) && !target.startsWith('data:')) page.faults.push(`asked ${target}`);
  });
  return page;
}

/** Nothing went wrong so far but failed requests of status `expected`, which are then forgotten. */
export function assertNoFaults(page, expected = []) {
  const faults = page.faults.filter(
    (fault) => !expected.some((status) => fault.includes(`status of ${status}`)));
  page.faults.length = 0;
  assert.deepEqual(faults, []);
}

/**
 * The view as it is now: accessible by axe's rules in both themes, readable on a phone, and a picture
 * of each, named after the view, in build/studio-screenshots.
 */
export async function assertGoodView(page, name) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await assertAccessible(page, `${name}, ${theme}`);
    await takePicture(page, `${name}-${theme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await asOnPhone(page, async () => {
    await assertNotTooWide(page, `${name}, on a phone`);
    await takePicture(page, `${name}-phone`);
  });
}

async function takePicture(page, name) {
  mkdirSync(kScreenshots, { recursive: true });
  await page.screenshot({ path: path.join(kScreenshots, `${name}.png`) });
}

/** Does something while the page is as wide as a phone. */
export async function asOnPhone(page, action) {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  try {
    await action();
  } finally {
    await page.setViewportSize(size);
  }
}

/** Nobody has to scroll sideways to read the page. */
export async function assertNotTooWide(page, what) {
  const wide = await page.evaluate(() => [...document.querySelectorAll('html, main, [role=dialog]')]
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ localName }) => localName));
  assert.deepEqual(wide, [], what);
}

async function assertAccessible(page, what) {
  // Handed over by the debugger, which the policy of the page does not bind.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(kAxe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((n) => n.html) }));
  assert.deepEqual(found, [], `axe on ${what}`);
}

/**
 * Puts a text in the place of what is in the editor of that name. All at once, so that no completion
 * is accepted and no bracket closed twice; and after a deletion, since Chromium tries to keep the
 * style of text that one types over, which the policy denies it, in vain but loudly.
 */
export async function edit(page, name, text) {
  await page.getByRole('textbox', { name, exact: true }).click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(text);
}

/** What is in the editor of that name. */
export const editorText = (page, name) =>
  page.getByRole('textbox', { name, exact: true }).innerText();

/** A table of the task in the editor, from 0. */
export async function fillTable(page, number, name, column) {
  await page.getByLabel('Table', { exact: true }).nth(number).fill(name);
  await page.getByLabel('Document id column').nth(number).fill(column);
}

/** The table of the view of tasks; the drawing above it says the same. */
export const taskTable = (page) => page.getByRole('table', { name: 'Tasks' });
