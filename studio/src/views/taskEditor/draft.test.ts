import assert from 'node:assert/strict';
import { test } from 'node:test';

import { changedScripts, emptyScript, emptyTable, emptyTask } from './draft';

const one = { ...emptyScript(1), name: 'One', text: 'loadToA(this)', collections: ['A', 'B'] };
const two = { ...emptyScript(2), name: 'Two', text: 'loadToB(this)' };
const stored = { ...emptyTask('Sql'), scripts: [one, two] };

test('a script with another text is changed', () => {
  const draft = { ...stored, scripts: [{ ...one, text: 'loadToA({})' }, two] };
  assert.deepEqual(changedScripts(stored, draft), ['One']);
});

test('the order of collections and the switch change nothing', () => {
  const draft = {
    ...stored,
    scripts: [{ ...one, collections: ['B', 'A'], isDisabled: true }, two],
  };
  assert.deepEqual(changedScripts(stored, draft), []);
});

test('a new script begins by itself and is not asked about', () => {
  const draft = { ...stored, scripts: [one, { ...two, name: 'Three', text: 'loadToC(this)' }] };
  assert.deepEqual(changedScripts(stored, draft), []);
});

test('tables change what every script delivers', () => {
  const draft = { ...stored, tables: [{ ...emptyTable(), name: 'Orders' }] };
  assert.deepEqual(changedScripts(stored, draft), ['One', 'Two']);
});
