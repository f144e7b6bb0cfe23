// What the tables of a relational task must hold: its scripts, run by Node over a dump of the source.
// It is compared with what they do hold, value by value in the types that the destination's catalogue
// gives to their columns.
import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';

const kShownMax = 5;

/** All documents of a database, as an export has them. */
export async function dumped(server, database) {
  const response = await fetch(`${server.url}/databases/${database}/smuggler/export`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"OperateOnTypes":"Documents"}' });
  if (!response.ok) throw new Error(`the export of ${database}: ${response.status} ${await response.text()}`);
  return JSON.parse(gunzipSync(Buffer.from(await response.arrayBuffer()))).Docs;
}

/** What a script loads of a document: `[table, row]` each. */
export function loadedBy(script, document) {
  const loaded = [];
  const targets = new Set([...script.matchAll(/\bloadTo(\w+)\s*\(/g)].map(([, table]) => table));
  const prelude = { id: (of) => of['@metadata']['@id'], loadTo: (table, row) => loaded.push([table, row]) };
  for (const table of targets) prelude[`loadTo${table}`] = (row) => loaded.push([table, row]);
  new Function(...Object.keys(prelude), script).call(document, ...Object.values(prelude));
  return loaded;
}

/** `{ table: rows }` that the task's scripts make of the documents. */
function expectedRows(documents, { Transforms, SqlTables }) {
  const tables = Object.fromEntries(SqlTables.map(({ TableName }) => [TableName, []]));
  const idColumns = Object.fromEntries(SqlTables.map(({ TableName, DocumentIdColumn }) => [TableName, DocumentIdColumn]));
  for (const { Collections, Script } of Transforms) {
    for (const document of documents) {
      if (!Collections.includes(document['@metadata']['@collection'])) continue;
      for (const [table, row] of loadedBy(Script, document)) {
        tables[table].push({ [idColumns[table]]: document['@metadata']['@id'], ...row });
      }
    }
  }
  return tables;
}

const moment = (text) => new Date(`${text.replace(' ', 'T').replace(/Z$/, '')}Z`).toISOString();

/** Of the first that a column's type matches: what a client's text, and what a script's value is. */
const kTypes = [
  { name: /^(tinyint\(1\)|bool)/, read: (text) => ['1', 't', 'true'].includes(text) },
  { name: /int|double|real|float|numeric|decimal/, read: Number },
  { name: /^(timestamp|datetime)/, read: moment, made: moment },
  { name: /char|text/, read: (text) => text },
];

const typeOf = (column, type) => {
  const found = kTypes.find(({ name }) => name.test(type.toLowerCase()));
  assert.ok(found, `nobody has said how to compare column ${column}, ${type}`);
  return found;
};

/** A row of a script, its columns in this order. */
function madeText(row, columns) {
  const values = new Map(Object.entries(row).map(([column, value]) => [column.toLowerCase(), value]));
  const inOrder = columns.map(([column, type]) => {
    const value = values.get(column) ?? null;
    values.delete(column);
    return value !== null && type.made ? type.made(value) : value;
  });
  assert.deepEqual([...values.keys()], [], 'columns that are not there');
  return JSON.stringify(inOrder);
}

/** What is in `left` and not in `right`, as often as it is too often. */
function without(left, right) {
  const counts = new Map();
  for (const text of right) counts.set(text, (counts.get(text) ?? 0) + 1);
  return left.filter((text) => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
}

/**
 * The tables of `task` at `target` are exactly what its scripts make of the documents of `database`,
 * which all have been delivered. `tables`: of those of them, if not of all: one that is only inserted
 * into has rows of former versions.
 */
export async function assertTablesAreExact(server, database, task, target, tables = task.SqlTables.map(({ TableName }) => TableName)) {
  const expected = expectedRows(await dumped(server, database), task);
  for (const table of tables) {
    const columns = target.columns(table).map(([column, type]) => [column.toLowerCase(), typeOf(column, type)]);
    const read = target.rows(`SELECT ${columns.map(([column]) => column).join()} FROM ${table}`)
      .map((row) => JSON.stringify(columns.map(([, type], at) => (row[at] === 'NULL' ? null : type.read(row[at])))));
    const made = expected[table].map((row) => madeText(row, columns));
    assert.deepEqual({ table, missing: without(made, read).slice(0, kShownMax), surplus: without(read, made).slice(0, kShownMax) },
                     { table, missing: [], surplus: [] });
  }
}
