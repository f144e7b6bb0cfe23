import { CompletionContext } from '@codemirror/autocomplete';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { EditorState } from '@codemirror/state';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { complete } from './completion';
import type { ScriptKnowledge } from './knowledge';

const knowledge: ScriptKnowledge = {
  targets: [
    {
      name: 'Orders',
      columns: [
        { name: 'Id', type: 'text' },
        { name: 'Total', type: 'integer' },
      ],
    },
    { name: 'sales.Lines', columns: [] },
  ],
  collections: ['Orders', 'Customers'],
  samples: [{ Total: 5, Lines: [{ Product: 'tea' }], Address: { City: 'Bern' } }],
  toDocuments: false,
};

/** What is offered where "|" stands. */
function offered(script: string, more: Partial<ScriptKnowledge> = {}): string[] {
  const pos = script.indexOf('|');
  const doc = script.replace('|', '');
  const state = EditorState.create({ doc, extensions: [javascriptLanguage] });
  const result = complete(new CompletionContext(state, pos, true), { ...knowledge, ...more });
  return result?.options.map(({ label }) => label) ?? [];
}

test('members come from sampled documents, at any depth', () => {
  assert.deepEqual(offered('this.|'), ['Total', 'Lines', 'Address']);
  assert.deepEqual(offered('this.Address.C|'), ['City']);
});

test('a variable stands for what it was taken from', () => {
  assert.deepEqual(offered('for (const line of this.Lines) { line.|'), ['Product']);
  assert.deepEqual(offered('const home = this.Address;\nhome.|'), ['City']);
  assert.deepEqual(offered('other.|'), []);
});

test('an object that is loaded gets the columns of its table', () => {
  assert.deepEqual(offered('loadToOrders({ |'), ['Id', 'Total']);
  assert.deepEqual(offered('loadToOrders({ Id: 1, T| })'), ['Id', 'Total']);
});

test('elsewhere there are the tables and the functions', () => {
  const names = offered('lo|');
  for (const name of ['loadToOrders', 'loadTosales.Lines', 'load', 'loadAttachment'])
    assert.ok(names.includes(name), name);
  assert.ok(!names.includes('addCounter'));
  assert.ok(offered('loadToOrders({ Total: l| })').includes('load'));
});

test('behaviours are offered for document databases', () => {
  const names = offered('d|', { toDocuments: true });
  assert.ok(names.includes('deleteDocumentsOfOrdersBehavior'));
  assert.ok(names.includes('addCounter'));
});
