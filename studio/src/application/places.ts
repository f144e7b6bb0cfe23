// The places of the Studio and their addresses. Names go into the address as parameters, since a
// document id may hold anything, ".." for instance, which browsers take out of paths.

export type Place =
  | { view: 'databases' }
  /** The tasks of all databases. */
  | { view: 'flow' }
  | { view: 'certificates' }
  | { view: 'documents'; database: string; collection?: string }
  | DocumentPlace
  /** With the text of another document, or a collection, to begin with. */
  | { view: 'newDocument'; database: string; collection?: string; cloneOf?: string }
  | { view: 'query'; database: string; query?: string }
  | { view: 'tasks'; database: string }
  | { view: 'task'; database: string; task: string }
  | { view: 'alerts'; database: string }
  | { view: 'connectionStrings'; database: string }
  | { view: 'newTask'; database: string; kind: 'Raven' | 'Sql' }
  | { view: 'editTask'; database: string; task: string }
  | { view: 'taskActivity'; database: string; task: string; script?: string };

/** A document, or one of the parts that hang on it. */
export interface DocumentPlace {
  view: 'document';
  database: string;
  id: string;
  part?: DocumentPart;
  /** One of its time series, and the moments between which it is looked at. */
  series?: string;
  from?: string;
  to?: string;
  /** One of its revisions, by its change vector. */
  revision?: string;
}

export type DocumentPart = 'attachments' | 'counters' | 'timeSeries' | 'revisions';

type View = Place['view'];

const BASE = '/studio';

const PATTERNS: Record<View, string> = {
  databases: '/databases',
  flow: '/flow',
  certificates: '/certificates',
  documents: '/databases/{database}/documents',
  document: '/databases/{database}/document',
  newDocument: '/databases/{database}/new-document',
  query: '/databases/{database}/query',
  tasks: '/databases/{database}/tasks',
  task: '/databases/{database}/task',
  alerts: '/databases/{database}/alerts',
  connectionStrings: '/databases/{database}/connection-strings',
  newTask: '/databases/{database}/new-task',
  editTask: '/databases/{database}/edit-task',
  taskActivity: '/databases/{database}/task-activity',
};

/** "/studio/databases/shop/document?id=orders%2F1-A" */
export function addressOf(place: Place): string {
  const { view, ...parameters } = place;
  let path = PATTERNS[view];
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    const placeholder = `{${name}}`;
    if (path.includes(placeholder))
      path = path.replace(placeholder, () => encodeURIComponent(value));
    else query.set(name, value);
  }
  return BASE + path + (query.size > 0 ? `?${query}` : '');
}

/** Nothing if the address is of no place. */
export function placeOf({
  pathname,
  search,
}: {
  pathname: string;
  search: string;
}): Place | undefined {
  const segments = pathname.slice(BASE.length).split('/').filter(Boolean);
  if (segments.length === 0) return { view: 'databases' };
  for (const [view, pattern] of Object.entries(PATTERNS)) {
    const parameters = match(pattern.split('/').filter(Boolean), segments);
    if (!parameters) continue;
    // A place that lacks a name it needs is the business of its view, which finds nothing.
    return { view, ...Object.fromEntries(new URLSearchParams(search)), ...parameters } as Place;
  }
  return undefined;
}

function match(pattern: string[], segments: string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [i, expected] of pattern.entries()) {
    const segment = decoded(segments[i] ?? '');
    if (segment === undefined) return undefined;
    if (expected.startsWith('{')) parameters[expected.slice(1, -1)] = segment;
    else if (expected !== segment) return undefined;
  }
  return parameters;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
