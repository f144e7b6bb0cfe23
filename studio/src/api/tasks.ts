import { productName } from '../text/products';
import { databasePath, fetchJson, send } from './http';

export type ProcessState =
  | 'Connecting'
  | 'Working'
  | 'UpToDate'
  | 'WaitingToRetry'
  | 'NeedsRebuild'
  | 'Halted'
  | 'InvalidScript'
  | 'NotOwner'
  | 'Stopped';

/** A script of a task at work. */
export interface TaskProcess {
  script: string;
  state: ProcessState;
  /** The state in a sentence of the server, with its reason. */
  description: string;
  /** Changes that are still to be delivered; at least so many if `isAtLeast`. */
  remaining: number;
  isAtLeast: boolean;
  perSecond: number;
  /** Documents since it was started. */
  delivered: number;
  retryAt: string | undefined;
  lastSuccess: string | undefined;
  /** Documents in the error list. */
  errors: number;
  /** "ExactlyOnce", "AtLeastOnce"; nothing before it was connected. */
  delivery: string | undefined;
  warnings: string[];
}

export interface Task {
  id: number;
  /** As the endpoints want it: "RavenEtl", "SqlEtl". */
  type: string;
  name: string;
  isEnabled: boolean;
  connectionString: string;
  /** "shop on http://…", "PostgreSQL"; empty where one may not know. */
  destination: string;
  /** Where it leads if that is a document database. */
  documents: { database: string; url: string } | undefined;
  processes: TaskProcess[];
}

/** A task among those of other databases. */
export interface TaskOfDatabase extends Task {
  database: string;
}

/** No other task has the same. */
export function taskKey({ database, name }: Pick<TaskOfDatabase, 'database' | 'name'>): string {
  return JSON.stringify([database, name]);
}

/** Which script of which task. */
export interface ScriptName {
  task: string;
  script: string;
}

interface RawTask {
  TaskId: number;
  TaskType: string;
  TaskName: string;
  TaskState: string;
  ConnectionStringName: string;
  DestinationServer?: string | null;
  DestinationDatabase?: string | null;
  DestinationUrl?: string | null;
}

interface RawProgress {
  TransformationName: string;
  NumbersToProcessAreAtLeast: boolean;
  AverageProcessedPerSecond: number;
  Delivery: string | null;
  State: ProcessState;
  StateDescription: string;
  Warnings: string[];
  [number: `NumberOf${string}ToProcess`]: number;
}

interface RawStatistics {
  TransformationName: string;
  Statistics: {
    TransformationSuccesses: number;
    NextRetryTime: string | null;
    LastSuccessfulBatchTime: string | null;
    DocumentsInErrorList: number;
  };
}

type ByTask<Member extends string, Process> = ({ TaskName: string } & Record<Member, Process[]>)[];

/** The tasks of a database, as three endpoints, or one of all databases, tell of them. */
interface RawTasks {
  OngoingTasks: RawTask[];
  Progress: ByTask<'ProcessesProgress', RawProgress>;
  Stats: ByTask<'Stats', RawStatistics>;
}

/** All tasks of a database, ordered by name, and how they are doing now. */
export async function listTasks(database: string, signal?: AbortSignal): Promise<Task[]> {
  const get = <T>(path: string) => fetchJson<T>('GET', databasePath(database, path), { signal });
  const [tasks, progress, statistics] = await Promise.all([
    get<Pick<RawTasks, 'OngoingTasks'>>('tasks'),
    get<{ Results: RawTasks['Progress'] }>('etl/progress'),
    get<{ Results: RawTasks['Stats'] }>('etl/stats'),
  ]);
  return tasksOf({ ...tasks, Progress: progress.Results, Stats: statistics.Results });
}

/** Those of all databases, ordered by database and name. */
export async function listAllTasks(signal?: AbortSignal): Promise<TaskOfDatabase[]> {
  const answer = await fetchJson<{ Results: (RawTasks & { Database: string })[] }>(
    'GET',
    '/etl/tasks',
    { signal },
  );
  return answer.Results.flatMap(({ Database, ...tasks }) =>
    tasksOf(tasks).map((task) => ({ database: Database, ...task })),
  );
}

function tasksOf({ OngoingTasks, Progress, Stats }: RawTasks): Task[] {
  return OngoingTasks.map((task) => {
    const ofTask = ({ TaskName }: { TaskName: string }) => TaskName === task.TaskName;
    const numbers = Stats.find(ofTask)?.Stats ?? [];
    const processes = Progress.find(ofTask)?.ProcessesProgress ?? [];
    return {
      id: task.TaskId,
      type: task.TaskType,
      name: task.TaskName,
      isEnabled: task.TaskState === 'Enabled',
      connectionString: task.ConnectionStringName,
      destination: destinationOf(task),
      documents: documentsOf(task),
      processes: processes.map((process) =>
        processOf(
          process,
          numbers.find((one) => one.TransformationName === process.TransformationName),
        ),
      ),
    };
  }).sort((one, other) => one.name.localeCompare(other.name));
}

function documentsOf({ DestinationDatabase, DestinationUrl }: RawTask): Task['documents'] {
  if (!DestinationDatabase || !DestinationUrl) return undefined;
  return { database: DestinationDatabase, url: DestinationUrl };
}

function destinationOf(task: RawTask): string {
  if (task.DestinationUrl) return `${task.DestinationDatabase} on ${task.DestinationUrl}`;
  const product = productName(task.DestinationServer ?? '');
  return [task.DestinationDatabase, product].filter(Boolean).join(' on ');
}

function processOf(progress: RawProgress, numbers: RawStatistics | undefined): TaskProcess {
  const remaining = Object.entries(progress)
    .filter(([name]) => /^NumberOf.*ToProcess$/.test(name))
    .reduce((sum, [, count]) => sum + Number(count), 0);
  return {
    script: progress.TransformationName,
    state: progress.State,
    description: progress.StateDescription,
    remaining,
    isAtLeast: progress.NumbersToProcessAreAtLeast,
    perSecond: progress.AverageProcessedPerSecond,
    delivered: numbers?.Statistics.TransformationSuccesses ?? 0,
    retryAt: numbers?.Statistics.NextRetryTime ?? undefined,
    lastSuccess: numbers?.Statistics.LastSuccessfulBatchTime ?? undefined,
    errors: numbers?.Statistics.DocumentsInErrorList ?? 0,
    delivery: progress.Delivery ?? undefined,
    warnings: progress.Warnings,
  };
}

/** Ends a halt, or a wait, at once. */
export async function resume(database: string, { task, script }: ScriptName): Promise<void> {
  await send('POST', databasePath(database, 'admin/etl/resume'), {
    query: { configurationName: task, transformationName: script },
  });
}
