import { fetchJson } from './http';

/** Something about the server itself that should worry whoever runs it. */
export interface ServerNotice {
  id: string;
  title: string;
  message: string;
}

export async function listServerNotices(signal?: AbortSignal): Promise<ServerNotice[]> {
  const answer = await fetchJson<{ Results: { Id: string; Title: string; Message: string }[] }>(
    'GET',
    '/server/notifications',
    { signal },
  );
  return answer.Results.map(({ Id, Title, Message }) => ({
    id: Id,
    title: Title,
    message: Message,
  }));
}
