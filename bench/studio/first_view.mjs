// The first view of the Studio, as a person with an empty cache gets it: from the start of the
// navigation until the list of databases is painted, in Debian's Chromium on the machine of the
// server. Beside it, the same with the page's files in the cache, and what they weigh.
//
//   PENSTOCK=path node bench/studio/first_view.mjs [VIEWS]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openBrowser, openPage, skip } from '../../tests/studio/browser.mjs';
import { createDatabase } from '../../tests/studio/support.mjs';
import { PenstockServer } from '../../tests/support/js/penstock.mjs';

const kViews = Number(process.argv[2] ?? 11);
const kDatabases = 10;

/** Milliseconds until a frame with the list was shown, and the bytes that came for the page. */
async function view(page, url) {
  await page.goto(`${url}/studio`);
  await page.getByRole('table', { name: 'Databases' }).waitFor();
  return page.evaluate(() => new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame((now) => {
      const loads = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
      const ofPage = loads.filter(({ name }) => new URL(name).pathname.startsWith('/studio'));
      resolve({ ms: now, bytes: ofPage.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) });
    }));
  }));
}

function printRow(name, times) {
  const sorted = [...times].sort((one, other) => one - other);
  const [median, least, most] = [sorted[sorted.length >> 1], sorted[0], sorted.at(-1)].map(Math.round);
  console.log(`| ${name} | ${median} ms (${least}–${most}) |`);
}

if (skip) throw new Error(skip);
const folder = mkdtempSync(join(tmpdir(), 'penstock-studio-'));
const server = await PenstockServer.start(process.env.PENSTOCK, folder, ['--log-level', 'warning']);
const browser = await openBrowser();
try {
  for (let number = 1; number <= kDatabases; ++number) await createDatabase(server, `shop-${number}`);
  const first = [];
  const again = [];
  let bytes;
  for (let number = 0; number < kViews; ++number) {
    const page = await openPage(browser, server.url);  // Of a context of its own: nothing is cached.
    const view1 = await view(page, server.url);
    first.push(view1.ms);
    bytes = view1.bytes;
    again.push((await view(page, server.url)).ms);
    await page.context().close();
  }
  console.log('\n| First view of the Studio | Median (spread) |\n| --- | --- |');
  printRow('With an empty cache', first);
  printRow('Again', again);
  console.log(`\nThe files of the first view are ${(bytes / 1024).toFixed(0)} KB compressed.\n`);
} finally {
  await browser.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
