// The official client, from the packages of tests/clients, for tests that live elsewhere. It needs the
// Node that find_node of tests/support/npm_packages.sh finds.
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../clients/package.json', import.meta.url));

export const { CreateDatabaseOperation, DeleteDatabasesOperation, DocumentStore } = require('ravendb');
