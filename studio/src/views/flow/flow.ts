// What flows from where to where: the tasks of a server as arrows between what holds documents.
import { type Task, type TaskOfDatabase, taskKey } from '../../api/tasks';
import type { Place } from '../../application/places';

/** A database of this server, or a destination elsewhere. */
export interface Store {
  key: string;
  name: string;
  /** What it is: "this server", "PostgreSQL". */
  detail: string;
  isHere: boolean;
  to: Place;
}

export interface TaskFlow {
  key: string;
  task: TaskOfDatabase;
  /** Keys of stores. */
  from: string;
  to: string;
}

export interface Flow {
  stores: Map<string, Store>;
  tasks: TaskFlow[];
}

/** `ownUrl`: where this server is. A destination that is one of its databases is that database. */
export function flowOf(tasks: readonly TaskOfDatabase[], ownUrl: string): Flow {
  const flow: Flow = { stores: new Map(), tasks: [] };
  const keyOf = (store: Store) => {
    if (!flow.stores.has(store.key)) flow.stores.set(store.key, store);
    return store.key;
  };
  for (const task of tasks) {
    flow.tasks.push({
      key: taskKey(task),
      task,
      from: keyOf(databaseHere(task.database)),
      to: keyOf(destinationOf(task, ownUrl)),
    });
  }
  return flow;
}

function databaseHere(name: string): Store {
  return {
    // Names of databases compare without case.
    key: `here ${name.toLowerCase()}`,
    name,
    detail: 'this server',
    isHere: true,
    to: { view: 'documents', database: name },
  };
}

function destinationOf(task: TaskOfDatabase, ownUrl: string): Store {
  const { database, documents, connectionString, destination } = task;
  if (documents && isSameServer(documents.url, ownUrl)) return databaseHere(documents.database);
  const to: Place = { view: 'connectionStrings', database };
  return documents
    ? {
        key: `there ${documents.url} ${documents.database.toLowerCase()}`,
        name: documents.database,
        detail: hostOf(documents.url),
        isHere: false,
        to,
      }
    : {
        key: `through ${JSON.stringify([database, connectionString])}`,
        name: connectionString,
        detail: destination || 'destination',
        isHere: false,
        to,
      };
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** As far as their addresses tell. */
export function isSameServer(one: string, other: string): boolean {
  const [left, right] = [parsed(one), parsed(other)];
  if (!left || !right || left.protocol !== right.protocol || left.port !== right.port) return false;
  return (
    left.hostname === right.hostname ||
    (LOOPBACK.has(left.hostname) && LOOPBACK.has(right.hostname))
  );
}

function hostOf(url: string): string {
  return parsed(url)?.host ?? url;
}

function parsed(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

/** Changes that the scripts of a task have still to deliver. */
export function behindOf({ processes }: Task): { count: number; isAtLeast: boolean } {
  return {
    count: processes.reduce((sum, { remaining }) => sum + remaining, 0),
    isAtLeast: processes.some(({ isAtLeast }) => isAtLeast),
  };
}
