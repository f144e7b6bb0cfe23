// What every test of the Studio needs: a server of its own and a browser that looks at it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';

import { PenstockServer } from '../support/js/penstock.mjs';
import { openBrowser, openPage, skip } from './browser.mjs';

/**
 * A server with a page open at its Studio, for the tests of a file, which skip where there is no
 * browser. `prepare` fills the server first, which has these `flags`. The clean stop of the server is
 * part of what is tested.
 */
export function withStudio(prepare = async () => {}, { flags, url } = {}) {
  const studio = {};
  if (skip) return studio;
  let folder;
  let browser;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'penstock-studio-'));
    studio.server = await PenstockServer.start(process.env.PENSTOCK, folder, flags, url);
    // Browsers trust what is at home.
    studio.server.url = studio.server.url.replace('//0.0.0.0:', '//127.0.0.1:');
    await prepare(studio.server);
    browser = await openBrowser();
    studio.page = await openPage(browser, studio.server.url);
  });

  after(async () => {
    await browser?.close();
    const code = await studio.server?.stop();
    await rm(folder, { recursive: true, force: true });
    if (code !== 0) {
      throw new Error(`the server ended with ${code}:\n${studio.server.log.join('\n')}`);
    }
  });

  /** Goes to a place of the Studio, "/databases/shop/documents". */
  studio.open = (place) => studio.page.goto(`${studio.server.url}/studio${place}`);
  return studio;
}

/** A new database with these documents, `{ 'orders/1-A': { ..., '@metadata': ... } }`. */
export async function createDatabase(server, name, documents = {}) {
  await server.call('PUT', `/admin/databases?name=${name}`, { DatabaseName: name });
  for (const [id, document] of Object.entries(documents)) {
    await server.call('PUT', `/databases/${name}/docs?id=${encodeURIComponent(id)}`, document);
  }
}

/** As createDatabase() takes it: `content` in a collection. */
export function documentIn(collection, content) {
  return { ...content, '@metadata': { '@collection': collection } };
}

/** What is in a database, `{ 'orders/1-A': { ... } }`, without metadata. */
export async function documentsOf(server, database) {
  const { Results } = await server.call('GET', `/databases/${database}/docs?pageSize=1024`);
  return Object.fromEntries(Results.map(({ '@metadata': metadata, ...content }) => [metadata['@id'], content])
    .sort(([one], [other]) => (one < other ? -1 : 1)));
}
