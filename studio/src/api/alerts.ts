import { databasePath, fetchJson, send } from './http';

/** Something that a person should know; there as long as its trouble is, or until it was read. */
export interface Alert {
  id: string;
  title: string;
  message: string;
  severity: string;
  createdAt: string;
}

interface AlertAnswer {
  Id: string;
  Title: string;
  Message: string;
  Severity: string;
  CreatedAt: string;
}

export async function listAlerts(database: string, signal?: AbortSignal): Promise<Alert[]> {
  const answer = await fetchJson<{ Results: AlertAnswer[] }>(
    'GET',
    databasePath(database, 'notifications'),
    { query: { pageSize: 1000 }, signal },
  );
  return answer.Results.map(({ Id, Title, Message, Severity, CreatedAt }) => ({
    id: Id,
    title: Title,
    message: Message,
    severity: Severity,
    createdAt: CreatedAt,
  }));
}

/** How many there are. */
export async function countAlerts(database: string, signal?: AbortSignal): Promise<number> {
  const answer = await fetchJson<{ TotalResults: number }>(
    'GET',
    databasePath(database, 'notifications'),
    { query: { pageSize: 0 }, signal },
  );
  return answer.TotalResults;
}

/** It was read: it comes back when there is something new to say. */
export async function dismissAlert(database: string, id: string): Promise<void> {
  await send('POST', databasePath(database, 'notification-center/dismiss'), { query: { id } });
}
