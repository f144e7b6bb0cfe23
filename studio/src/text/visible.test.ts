import assert from 'node:assert/strict';
import { test } from 'node:test';

import { visible, visibleLines } from './visible';

test('ordinary text of any language stays as it is', () => {
  for (const text of ['orders/1-A', 'Łódź', '北京', '<b>&amp;', '👍', ''])
    assert.equal(visible(text), text);
});

test('controls show as their pictures', () => {
  assert.equal(visible('a\u0000b\tc\nd\u007f'), 'a␀b␉c␊d␡');
});

test('what hides or turns around other text shows as its number', () => {
  assert.equal(visible('a\u202eb\u200bc\ufeff'), 'a⟨U+202E⟩b⟨U+200B⟩c⟨U+FEFF⟩');
});

test('lines stay lines where they may', () => {
  assert.equal(visibleLines('one\r\ntwo\n\u001bthree'), 'one\ntwo\n␛three');
});
