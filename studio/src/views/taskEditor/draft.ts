// A task while somebody works on it.
import type { Script, SqlTable, TaskDefinition } from '../../api/taskDefinitions';

export function emptyTask(kind: TaskDefinition['kind']): TaskDefinition {
  return {
    id: 0,
    kind,
    name: '',
    connection: '',
    isDisabled: false,
    scripts: [emptyScript(1)],
    requestTimeout: null,
    tables: kind === 'Sql' ? [emptyTable()] : [],
    createsMissingTables: false,
    parameterizesDeletes: true,
    quotesTables: true,
    commandTimeout: null,
    original: {},
  };
}

export function emptyScript(number: number): Script {
  return {
    name: `Script ${number}`,
    collections: [],
    allDocuments: false,
    text: '',
    isDisabled: false,
    idPostfix: '',
  };
}

export function emptyTable(): SqlTable {
  return { name: '', documentIdColumn: '', writes: 'replace', rowNumberColumn: '' };
}

/** The list with one element changed. */
export function replaced<T>(list: T[], index: number, element: T): T[] {
  return list.map((old, i) => (i === index ? element : old));
}

/**
 * The scripts that were stored and now make something else of documents: what they delivered
 * before may no longer be what they would deliver.
 */
export function changedScripts(stored: TaskDefinition, draft: TaskDefinition): string[] {
  const tablesChanged = !isSame(stored.tables, draft.tables);
  return draft.scripts
    .filter((script) => {
      const old = stored.scripts.find(({ name }) => name === script.name);
      return old && (tablesChanged || !isSame(meaningOf(old), meaningOf(script)));
    })
    .map(({ name }) => name);
}

/** Whether there is enough to be stored; the server says the rest. */
export function isComplete({ connection, scripts }: TaskDefinition): boolean {
  return connection !== '' && scripts.length > 0;
}

function meaningOf({ text, collections, allDocuments, idPostfix }: Script) {
  return { text, collections: [...collections].sort(), allDocuments, idPostfix };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
