import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Rights, accessTo, hasAccess, hasClearance } from './rights';

const user: Rights = { clearance: 'ValidUser', accesses: { Shop: 'ReadWrite' } };
const operator: Rights = { clearance: 'Operator', accesses: {} };

test('a user has what is listed, whatever the case of the name', () => {
  assert.equal(accessTo(user, 'shop'), 'ReadWrite');
  assert.equal(accessTo(user, 'bank'), undefined);
});

test('an access includes the lesser ones', () => {
  assert.ok(hasAccess(user, 'Read', 'shop'));
  assert.ok(!hasAccess(user, 'Admin', 'shop'));
  assert.ok(!hasAccess(user, 'Read', 'bank'));
});

test('all databases are open to operators, but not the cluster', () => {
  assert.ok(hasAccess(operator, 'Admin', 'shop'));
  assert.ok(!hasClearance(operator, 'ClusterAdmin'));
});
