// Time series of documents: values at moments, each with a tag if it has one.
import { databasePath, fetchJson, send } from './http';

export interface Series {
  name: string;
  entries: number;
  /** The moments of the first and the last entry. */
  first: string;
  last: string;
}

export interface Entry {
  /** As the server writes it, to a ten-millionth of a second. */
  moment: string;
  values: number[];
  tag: string | undefined;
}

/** With both ends; one that is not there is open. */
export interface Range {
  from?: string;
  to?: string;
}

export interface Entries {
  /** Of the range. */
  total: number;
  entries: Entry[];
}

interface RawEntries {
  TotalResults: number;
  Entries: { Timestamp: string; Values: number[]; Tag: string | null }[];
}

/** Whether values are added to those that are there at that moment, instead of replacing them. */
export function isIncremental(series: string): boolean {
  return series.toUpperCase().startsWith('INC:');
}

/** By name. */
export async function listSeries(
  database: string,
  id: string,
  signal?: AbortSignal,
): Promise<Series[]> {
  const answer = await fetchJson<{
    TimeSeries: { Name: string; NumberOfEntries: number; StartDate: string; EndDate: string }[];
  }>('GET', databasePath(database, 'timeseries/stats'), { query: { docId: id }, signal });
  return answer.TimeSeries.map(({ Name, NumberOfEntries, StartDate, EndDate }) => ({
    name: Name,
    entries: NumberOfEntries,
    first: StartDate,
    last: EndDate,
  }));
}

/**
 * The newest entries of a range but `skip`, at most `take`, newest first. Throws an ApiError of
 * status 404 if there is no such series.
 */
export async function readNewest(
  database: string,
  id: string,
  series: string,
  range: Range,
  { skip, take }: { skip: number; take: number },
  signal?: AbortSignal,
): Promise<Entries> {
  // The server counts from the oldest one.
  const read = (start: number, pageSize: number) =>
    fetchJson<RawEntries>('GET', databasePath(database, 'timeseries'), {
      query: { docId: id, name: series, ...range, start, pageSize },
      signal,
    });
  const { TotalResults: total } = await read(0, 0);
  const end = Math.max(total - skip, 0);
  const start = Math.max(end - take, 0);
  const page = await read(start, end - start);
  return { total, entries: page.Entries.map(entryOf).reverse() };
}

function entryOf({ Timestamp, Values, Tag }: RawEntries['Entries'][0]): Entry {
  return { moment: Timestamp, values: Values, tag: Tag ?? undefined };
}

/** One of an incremental series is added to what is there at its moment. */
export async function appendEntry(
  database: string,
  id: string,
  series: string,
  { moment, values, tag }: Entry,
): Promise<void> {
  await send('POST', databasePath(database, 'timeseries'), {
    query: { docId: id },
    body: {
      Name: series,
      [isIncremental(series) ? 'Increments' : 'Appends']: [
        { Timestamp: moment, Values: values, Tag: tag },
      ],
    },
  });
}

/** A series without entries is none. */
export async function deleteEntries(
  database: string,
  id: string,
  series: string,
  { from, to }: Range,
): Promise<void> {
  await send('POST', databasePath(database, 'timeseries'), {
    query: { docId: id },
    body: { Name: series, Deletes: [{ From: from, To: to }] },
  });
}
