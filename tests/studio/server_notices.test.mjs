// What should worry whoever runs the server, at the top of every view.
import { test } from 'node:test';

import { assertGoodView, assertNoFaults, skip } from './browser.mjs';
import { withStudio } from './support.mjs';

const studio = withStudio(async () => {}, { flags: ['--allow-unsecured'], url: 'http://0.0.0.0:0' });

test('a server that anyone may use says so in every view', { skip }, async () => {
  const { page } = studio;
  for (const place of ['/databases', '/flow']) {
    await studio.open(place);
    await page.getByRole('status').getByText('Nothing protects this server').waitFor();
  }
  await assertGoodView(page, 'server-notices');
  assertNoFaults(page);
});
