// What a script would send for one document, without sending it.
import type { TaskDefinition } from './taskDefinitions';
import { toWire } from './taskDefinitions';
import { databasePath, fetchJson } from './http';

export interface ScriptTest {
  /** The task with the one script that is tried. */
  task: TaskDefinition;
  documentId: string;
  /** What its deletion would send. */
  isDelete: boolean;
  /** Runs the statements at the destination, and takes them back. */
  runs: boolean;
}

export interface Command {
  type: string;
  id: string;
  /** Every document whose id begins so. */
  isPrefix: boolean;
  /** All of it, for people. */
  text: string;
}

export interface Statement {
  text: string;
  parameters: { name: string; value: string }[];
}

export interface TestedTable {
  name: string;
  statements: Statement[];
  columns: string[];
  /** What would be written, value by value as it stands in SQL. */
  rows: string[][];
}

export interface TriedTable {
  name: string;
  columns: string[];
  before: (string | null)[][];
  after: (string | null)[][];
}

export interface ScriptTestResult {
  commands: Command[];
  tables: TestedTable[];
  tried: TriedTable[];
  output: string[];
  /** Of the script, with its line; of the destination, without. */
  errors: { message: string; line: number | undefined }[];
  warnings: { line: number; message: string }[];
}

interface Answer {
  Commands?: Record<string, unknown>[];
  Summary?: {
    TableName: string;
    Commands: { CommandText: string; Params: { Key: string; Value: string }[] }[];
  }[];
  Rows?: {
    TableName: string;
    Columns: string[];
    Before: (string | null)[][];
    After: (string | null)[][];
  }[];
  LoadErrors?: { Error: string }[];
  TransformationErrors: { Error: string }[];
  DebugOutput: string[];
  Warnings: { Line: number; Message: string }[];
}

export async function testScript(
  database: string,
  { task, documentId, isDelete, runs }: ScriptTest,
  signal?: AbortSignal,
): Promise<ScriptTestResult> {
  const answer = await fetchJson<Answer>(
    'POST',
    databasePath(database, `admin/etl/${task.kind.toLowerCase()}/test`),
    {
      body: {
        DocumentId: documentId,
        IsDelete: isDelete,
        PerformRolledBackTransaction: runs,
        Configuration: toWire(task),
      },
      signal,
    },
  );
  const errors = [...answer.TransformationErrors, ...(answer.LoadErrors ?? [])];
  return {
    commands: (answer.Commands ?? []).map(commandOf),
    tables: (answer.Summary ?? []).map(({ TableName, Commands }) =>
      tableOf(
        TableName,
        Commands.map(({ CommandText, Params }) => ({
          text: CommandText,
          parameters: Params.map(({ Key, Value }) => ({ name: Key, value: Value })),
        })),
      ),
    ),
    tried: (answer.Rows ?? []).map(({ TableName, Columns, Before, After }) => ({
      name: TableName,
      columns: Columns,
      before: Before,
      after: After,
    })),
    output: answer.DebugOutput,
    errors: errors.map(({ Error: message }) => ({ message, line: lineIn(message) })),
    warnings: answer.Warnings.map(({ Line, Message }) => ({ line: Line, message: Message })),
  };
}

function commandOf(command: Record<string, unknown>): Command {
  const { Type, Id, IdPrefixed, ...rest } = command;
  const shown = Type === 'PUT' ? rest.Document : Type === 'DELETE' ? undefined : rest;
  return {
    type: String(Type),
    id: String(Id),
    isPrefix: IdPrefixed === true,
    text: shown === undefined ? '' : JSON.stringify(shown, null, 2),
  };
}

/** The rows are those of its statements that insert, whose parameters are the values in order. */
export function tableOf(name: string, statements: Statement[]): TestedTable {
  let columns: string[] = [];
  const rows: string[][] = [];
  for (const { text, parameters } of statements) {
    const inserted = /^(?:INSERT INTO|COPY) .+? \((.+?)\) (?:VALUES|FROM STDIN)/s.exec(text);
    if (!inserted) continue;
    columns = columnNames(inserted[1] ?? '');
    rows.push(parameters.map(({ value }) => value));
  }
  return { name, statements, columns, rows };
}

/** Of `"Id", "Total"`, however the product quotes them. */
function columnNames(list: string): string[] {
  return (list.match(/"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[(?:[^\]]|\]\])*\]|[^\s,]+/g) ?? []).map(
    (name) => (/^["`[]/.test(name) ? name.slice(1, -1) : name),
  );
}

/** Of "Unexpected token (line 1, column 28)": 1. */
export function lineIn(message: string): number | undefined {
  const found = /\bline (\d+)/.exec(message);
  return found ? Number(found[1]) : undefined;
}
