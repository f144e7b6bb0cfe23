// What tasks are: read, saved, switched on and off, begun anew, deleted.
import type { ConnectionKind } from './connectionStrings';
import { databasePath, fetchJson, send } from './http';

export interface TaskName {
  id: number;
  name: string;
  kind: ConnectionKind;
  connection: string;
}

export interface Script {
  name: string;
  collections: string[];
  allDocuments: boolean;
  text: string;
  isDisabled: boolean;
  /** What documents that stay in their collection have behind their id; mostly empty. */
  idPostfix: string;
}

export interface SqlTable {
  name: string;
  documentIdColumn: string;
  writes: 'replace' | 'upsert' | 'insertOnly';
  /** Tells the rows of one document apart; only with "upsert". */
  rowNumberColumn: string;
}

export interface TaskDefinition {
  /** 0 as long as it is not stored; another one after each change. */
  id: number;
  kind: ConnectionKind;
  name: string;
  connection: string;
  isDisabled: boolean;
  scripts: Script[];
  /** Of Raven: how long one request may take. */
  requestTimeout: number | null;
  tables: SqlTable[];
  createsMissingTables: boolean;
  parameterizesDeletes: boolean;
  quotesTables: boolean;
  /** Of Sql: how long one statement may take. */
  commandTimeout: number | null;
  /** What the server sent, members that the page does not show among it. */
  original: Partial<TaskAnswer>;
}

/** A finding of the linter. */
export interface ScriptWarning {
  script: string;
  line: number | undefined;
  message: string;
}

interface ScriptAnswer {
  Name: string;
  Disabled: boolean;
  Collections: string[];
  ApplyToAllDocuments: boolean;
  Script: string | null;
  DocumentIdPostfix: string | null;
}

interface TableAnswer {
  TableName: string;
  DocumentIdColumn: string;
  InsertOnlyMode: boolean;
  UpsertMode?: boolean;
  RowNumberColumn?: string;
}

interface TaskAnswer {
  TaskId: number;
  Name: string;
  ConnectionStringName: string;
  Disabled: boolean;
  Transforms: ScriptAnswer[];
  LoadRequestTimeoutInSec: number | null;
  SqlTables: TableAnswer[];
  CreateMissingTables: boolean;
  ParameterizeDeletes: boolean;
  QuoteTables: boolean;
  CommandTimeout: number | null;
}

/** Ordered by name. */
export async function listTaskNames(database: string, signal?: AbortSignal): Promise<TaskName[]> {
  const answer = await fetchJson<{
    OngoingTasks: {
      TaskId: number;
      TaskName: string;
      TaskType: string;
      ConnectionStringName: string;
    }[];
  }>('GET', databasePath(database, 'tasks'), { signal });
  return answer.OngoingTasks.map((task) => ({
    id: task.TaskId,
    name: task.TaskName,
    kind: kindOf(task.TaskType),
    connection: task.ConnectionStringName,
  })).sort((one, other) => one.name.localeCompare(other.name));
}

/** Nothing if there is no task of that name. */
export async function readTask(
  database: string,
  name: string,
  signal?: AbortSignal,
): Promise<TaskDefinition | undefined> {
  const found = (await listTaskNames(database, signal)).find((task) => task.name === name);
  if (!found) return undefined;
  const answer = await fetchJson<{ Configuration: TaskAnswer }>(
    'GET',
    databasePath(database, 'task'),
    { query: { key: found.id, type: typeOf(found.kind) }, signal },
  );
  return fromWire(answer.Configuration, found.kind);
}

/** Stores it, and says what its scripts should be looked at for. `begunAnew`: names of scripts. */
export async function saveTask(
  database: string,
  task: TaskDefinition,
  begunAnew: string[],
): Promise<ScriptWarning[]> {
  const answer = await fetchJson<{
    Warnings: { TransformationName: string; Line?: number; Message: string }[];
  }>('PUT', databasePath(database, 'admin/etl'), {
    query: { id: task.id === 0 ? undefined : task.id, reset: begunAnew },
    body: toWire(task),
  });
  return answer.Warnings.map(({ TransformationName, Line, Message }) => ({
    script: TransformationName,
    line: Line,
    message: Message,
  }));
}

export async function setTaskDisabled(
  database: string,
  { id, name, kind }: Pick<TaskName, 'id' | 'name' | 'kind'>,
  disable: boolean,
): Promise<void> {
  await send('POST', databasePath(database, 'admin/tasks/state'), {
    query: { key: id, taskName: name, type: typeOf(kind), disable },
  });
}

export async function deleteTask(
  database: string,
  { id, name, kind }: Pick<TaskName, 'id' | 'name' | 'kind'>,
): Promise<void> {
  await send('DELETE', databasePath(database, 'admin/tasks'), {
    query: { id, taskName: name, type: typeOf(kind) },
  });
}

/** Begins a script from the first change. `rebuilds`: and deletes what the source has no more. */
export async function resetScript(
  database: string,
  task: string,
  script: string,
  rebuilds: boolean,
): Promise<void> {
  await send('RESET', databasePath(database, 'admin/etl'), {
    query: { configurationName: task, transformationName: script, rebuild: rebuilds },
  });
}

/** Deletes at the destination what the source has no more, and sends nothing again. */
export async function rebuildScript(database: string, task: string, script: string): Promise<void> {
  await send('POST', databasePath(database, 'admin/etl/rebuild'), {
    query: { configurationName: task, transformationName: script },
  });
}

/** The statements that would make the tables, columns and indexes that the destination lacks. */
export async function readMissingSchema(database: string, task: string): Promise<string[]> {
  const answer = await fetchJson<{ Statements: string[] }>(
    'GET',
    databasePath(database, 'admin/etl/ddl'),
    { query: { configurationName: task } },
  );
  return answer.Statements;
}

/** As the server takes it. */
export function toWire(task: TaskDefinition): object {
  return {
    ...task.original,
    Name: task.name,
    EtlType: task.kind,
    ConnectionStringName: task.connection,
    Disabled: task.isDisabled,
    Transforms: task.scripts.map(scriptToWire),
    ...(task.kind === 'Raven'
      ? { LoadRequestTimeoutInSec: task.requestTimeout }
      : {
          SqlTables: task.tables.map(tableToWire),
          CreateMissingTables: task.createsMissingTables,
          ParameterizeDeletes: task.parameterizesDeletes,
          QuoteTables: task.quotesTables,
          CommandTimeout: task.commandTimeout,
        }),
  };
}

function fromWire(answer: TaskAnswer, kind: ConnectionKind): TaskDefinition {
  return {
    id: answer.TaskId,
    kind,
    name: answer.Name,
    connection: answer.ConnectionStringName,
    isDisabled: answer.Disabled,
    scripts: answer.Transforms.map((script) => ({
      name: script.Name,
      collections: script.Collections,
      allDocuments: script.ApplyToAllDocuments,
      text: script.Script ?? '',
      isDisabled: script.Disabled,
      idPostfix: script.DocumentIdPostfix ?? '',
    })),
    requestTimeout: answer.LoadRequestTimeoutInSec ?? null,
    tables: (answer.SqlTables ?? []).map(tableFromWire),
    createsMissingTables: answer.CreateMissingTables ?? false,
    parameterizesDeletes: answer.ParameterizeDeletes ?? true,
    quotesTables: answer.QuoteTables ?? true,
    commandTimeout: answer.CommandTimeout ?? null,
    original: answer,
  };
}

function tableFromWire(table: TableAnswer): SqlTable {
  return {
    name: table.TableName,
    documentIdColumn: table.DocumentIdColumn,
    writes: table.InsertOnlyMode ? 'insertOnly' : table.UpsertMode ? 'upsert' : 'replace',
    rowNumberColumn: table.RowNumberColumn ?? '',
  };
}

function tableToWire(table: SqlTable): object {
  return {
    TableName: table.name,
    DocumentIdColumn: table.documentIdColumn,
    InsertOnlyMode: table.writes === 'insertOnly',
    UpsertMode: table.writes === 'upsert',
    RowNumberColumn: table.writes === 'upsert' ? table.rowNumberColumn : '',
  };
}

function scriptToWire(script: Script): object {
  return {
    Name: script.name,
    Disabled: script.isDisabled,
    Collections: script.allDocuments ? [] : script.collections,
    ApplyToAllDocuments: script.allDocuments,
    Script: script.text,
    DocumentIdPostfix: script.idPostfix,
  };
}

function kindOf(taskType: string): ConnectionKind {
  return taskType === 'SqlEtl' ? 'Sql' : 'Raven';
}

function typeOf(kind: ConnectionKind): string {
  return `${kind}Etl`;
}
