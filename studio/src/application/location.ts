import { useSyncExternalStore } from 'react';

import { type Place, addressOf, placeOf } from './places';

/** Where the person is; nothing if the address leads nowhere. */
export function usePlace(): Place | undefined {
  const address = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  return placeOf(new URL(address, location.origin));
}

/** Whether the person has come from another view of the Studio. */
export function hasArrived(): boolean {
  return arrived;
}

export function goTo(place: Place, { replace = false } = {}): void {
  arrived = true;
  if (replace) history.replaceState(null, '', addressOf(place));
  else history.pushState(null, '', addressOf(place));
  for (const listener of listeners) listener();
}

const listeners = new Set<() => void>();
let arrived = false;
addEventListener('popstate', () => (arrived = true));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}
