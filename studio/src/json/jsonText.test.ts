import assert from 'node:assert/strict';
import { test } from 'node:test';

import { elementsOf, formatJson, memberOf, membersOf, objectText } from './jsonText';

test('elements and members are found as they are written', () => {
  assert.deepEqual(elementsOf('[ 1.0, {"a":[1,2]} ,"x,]" ]'), ['1.0', '{"a":[1,2]}', '"x,]"']);
  assert.deepEqual(membersOf('{"a": 1.50, "b\\"":{"c":[]}, "":null}'), [
    { name: 'a', value: '1.50' },
    { name: 'b"', value: '{"c":[]}' },
    { name: '', value: 'null' },
  ]);
  assert.deepEqual(elementsOf('[]'), []);
  assert.deepEqual(membersOf(' { } '), []);
});

test('of members of the same name the last one counts', () => {
  assert.equal(memberOf('{"a":1,"a":2}', 'a'), '2');
  assert.equal(memberOf('{"a":1}', 'b'), undefined);
});

test('layout changes nothing but blanks', () => {
  const json =
    '{"2":12345678901234567890,"1":1.0,"1":1e400,"t":"a\\u0000 {[,:","e":{},"l":[[],[1]]}';
  assert.equal(
    formatJson(json),
    `{
  "2": 12345678901234567890,
  "1": 1.0,
  "1": 1e400,
  "t": "a\\u0000 {[,:",
  "e": {},
  "l": [
    [],
    [
      1
    ]
  ]
}`,
  );
  assert.equal(formatJson(formatJson(json)), formatJson(json));
});

test('texts that look like brackets stay texts', () => {
  assert.equal(formatJson('["{","[ "]'), '[\n  "{",\n  "[ "\n]');
  assert.equal(formatJson('"x"'), '"x"');
});

test('an object is made of its members', () => {
  assert.equal(objectText([{ name: 'a"', value: '1.0' }]), '{"a\\"":1.0}');
});
