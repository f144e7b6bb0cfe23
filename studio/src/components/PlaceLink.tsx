import type { ComponentProps, MouseEvent } from 'react';

import { goTo } from '../application/location';
import { type Place, addressOf } from '../application/places';

interface PlaceLinkProps extends Omit<ComponentProps<'a'>, 'href'> {
  to: Place;
}

/** A link within the Studio. With a modifier key the browser opens it as any other. */
export function PlaceLink({ to, onClick, ...rest }: PlaceLinkProps) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (event.defaultPrevented || !isPlain) return;
    event.preventDefault();
    goTo(to);
  };
  return <a href={addressOf(to)} onClick={follow} {...rest} />;
}
