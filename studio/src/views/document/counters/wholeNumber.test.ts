import assert from 'node:assert/strict';
import { test } from 'node:test';

import { wholeNumber } from './wholeNumber';

test('whole numbers keep their digits', () => {
  assert.equal(wholeNumber('9223372036854775807'), 9223372036854775807n);
  assert.equal(wholeNumber(' -12 '), -12n);
  assert.equal(wholeNumber('+007'), 7n);
});

test('what is none, or too large for a counter, is nothing', () => {
  for (const text of ['', '-', '1.5', '1e3', '0x10', '9223372036854775808', 'two'])
    assert.equal(wholeNumber(text), undefined, text);
});
