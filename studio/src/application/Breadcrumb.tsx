import { Fragment } from 'react';

import { PlaceLink } from '../components/PlaceLink';
import { visible } from '../text/visible';
import styles from './Breadcrumb.module.css';
import type { Place } from './places';

interface Crumb {
  text: string;
  to: Place;
}

/** The way from the whole to what is shown; the last step is where the person is. */
export function Breadcrumb({ place }: { place: Place | undefined }) {
  const crumbs = place ? crumbsOf(place) : [];
  return (
    <nav aria-label="Breadcrumb" className={styles.breadcrumb}>
      <ol className={styles.list}>
        {crumbs.map(({ text, to }, i) => (
          <Fragment key={i}>
            {i > 0 && (
              <li aria-hidden className={styles.divider}>
                /
              </li>
            )}
            <li className={styles.crumb}>
              {i + 1 < crumbs.length ? (
                <PlaceLink to={to}>{visible(text)}</PlaceLink>
              ) : (
                <span aria-current="page">{visible(text)}</span>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}

function crumbsOf(place: Place): Crumb[] {
  if (place.view === 'flow') return [{ text: 'Flow', to: place }];
  if (place.view === 'certificates') return [{ text: 'Certificates', to: place }];
  const crumbs: Crumb[] = [{ text: 'Databases', to: { view: 'databases' } }];
  if (!('database' in place)) return crumbs;
  const { database } = place;
  crumbs.push({ text: database, to: { view: 'documents', database } });
  switch (place.view) {
    case 'documents':
      crumbs.push({ text: place.collection ?? 'All documents', to: place });
      break;
    case 'document':
      crumbs.push({ text: place.id, to: place });
      break;
    case 'newDocument':
      crumbs.push({ text: 'New document', to: place });
      break;
    case 'query':
      crumbs.push({ text: 'Query', to: place });
      break;
    case 'task':
      crumbs.push({ text: 'Tasks', to: { view: 'tasks', database } });
      crumbs.push({ text: place.task, to: place });
      break;
    case 'tasks':
      crumbs.push({ text: 'Tasks', to: place });
      break;
    case 'alerts':
      crumbs.push({ text: 'Alerts', to: place });
      break;
    case 'connectionStrings':
      crumbs.push({ text: 'Connection strings', to: place });
      break;
    case 'newTask':
      crumbs.push({ text: 'Tasks', to: { view: 'tasks', database } });
      crumbs.push({ text: 'New task', to: place });
      break;
    case 'editTask':
    case 'taskActivity':
      crumbs.push({ text: 'Tasks', to: { view: 'tasks', database } });
      crumbs.push({ text: place.task, to: { view: 'task', database, task: place.task } });
      crumbs.push({ text: place.view === 'editTask' ? 'Edit' : 'Activity', to: place });
      break;
  }
  return crumbs;
}
