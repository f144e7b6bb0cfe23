import { type QueryKey, useQueries } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';

import type { PageRange, ResultPage } from '../api/pages';

const PAGE_SIZE = 50;

export interface PagedRows<Page extends ResultPage<unknown>> {
  /** One of the pages in sight; nothing as long as none has come. */
  lastPage: Page | undefined;
  /** Nothing as long as the row is on its way. */
  rowAt: (index: number) => Page['rows'][number] | undefined;
  /** To be told which rows are in sight. */
  show: (first: number, last: number) => void;
  error: unknown;
  retry: () => void;
}

/** The rows of a long list, asked for a page at a time when they come in sight. */
export function usePagedRows<Page extends ResultPage<unknown>>(
  key: QueryKey,
  ask: (range: PageRange, signal: AbortSignal) => Promise<Page>,
): PagedRows<Page> {
  const [inSight, setInSight] = useState({ first: 0, last: 0 });
  const lastPage = useRef<Page>(undefined);
  const numbers: number[] = [];
  for (let number = inSight.first; number <= inSight.last; ++number) numbers.push(number);
  const pages = useQueries({
    queries: numbers.map((number) => ({
      queryKey: [...key, number],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask({ start: number * PAGE_SIZE, size: PAGE_SIZE }, signal),
    })),
  });
  lastPage.current = pages.find(({ data }) => data)?.data ?? lastPage.current;
  const show = useCallback((first: number, last: number) => {
    const pages = { first: pageOf(first), last: pageOf(last) };
    setInSight((now) => (now.first === pages.first && now.last === pages.last ? now : pages));
  }, []);
  const failed = pages.find(({ isError }) => isError);
  return {
    lastPage: lastPage.current,
    rowAt: (index) => pages[pageOf(index) - inSight.first]?.data?.rows[index % PAGE_SIZE],
    show,
    error: failed?.error,
    retry: () => void failed?.refetch(),
  };
}

function pageOf(index: number): number {
  return Math.floor(index / PAGE_SIZE);
}
